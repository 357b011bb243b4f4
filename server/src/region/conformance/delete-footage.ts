import { type ConformanceId, hours } from '@kaitong/contract';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { CONFORMANCE_FOOTAGE } from './deadline-kinds.ts';
import { lockConformance } from './lock-conformance.ts';
import { conformancePrefix } from './object-keys.ts';

/** The slowest upload of the largest object that began before the end is over by then. */
const LAST_BYTES = hours(6);

/** Deletes what items that have their verdict brought, keys included; once more when no upload can be under way. */
export async function deleteConformanceFootage(
  { objects, log }: RegionContext,
  trx: RegionTransaction,
  id: ConformanceId,
): Promise<void> {
  const test = await lockConformance(trx, id);
  if (!test) return;
  let events = trx.selectFrom('conformance_event').select('id').where('conformance_id', '=', id);
  if (test.item !== null) events = events.where('item', '<>', test.item);
  const ids = (await events.execute()).map((event) => event.id);
  for (const eventId of ids) await objects.removePrefix(conformancePrefix(eventId));
  if (ids.length > 0)
    await trx
      .updateTable('conformance_event')
      .set({ wrapped_key: null, footage_deleted_at: sql<Date>`kaitong_now()` })
      .where('id', 'in', ids)
      .where('footage_deleted_at', 'is', null)
      .execute();
  const quietFrom = (test.ended_at ?? test.now).getTime() + LAST_BYTES;
  if (test.state === 'ended' && ids.length > 0 && quietFrom > test.now.getTime())
    await setDeadline(trx, CONFORMANCE_FOOTAGE, id, LAST_BYTES);
  log.info({ conformanceId: id, events: ids.length }, 'conformance footage deleted');
}
