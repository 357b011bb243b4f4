import type { EventId } from '@kaitong/contract';
import type { Selectable } from 'kysely';
import type { ConformanceEventTable, ConformanceObjectTable } from '../../store/region/conformance.ts';
import type { RegionTransaction } from '../context.ts';
import type { LockedConformance } from './lock-conformance.ts';

export type ConformanceEvent = Selectable<ConformanceEventTable>;
export type ConformanceObject = Selectable<ConformanceObjectTable>;

/** An event of the item at work, under the lock of its test. Of an item that has ended nothing more is taken. */
export async function findItemEvent(
  trx: RegionTransaction,
  { id, item }: LockedConformance,
  eventId: EventId,
): Promise<ConformanceEvent | undefined> {
  return await trx
    .selectFrom('conformance_event')
    .selectAll()
    .where('id', '=', eventId)
    .where('conformance_id', '=', id)
    .where('item', '=', item)
    .executeTakeFirst();
}

export async function listEventObjects(trx: RegionTransaction, eventId: EventId): Promise<ConformanceObject[]> {
  return await trx.selectFrom('conformance_object').selectAll().where('event_id', '=', eventId).orderBy('n').execute();
}
