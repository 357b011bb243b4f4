import type { DeviceId, EventId } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { EventTable } from '../../store/region/events.ts';
import type { RegionTransaction } from '../context.ts';

/** With the database's time. */
export type StoredEvent = Selectable<EventTable> & { now: Date };

/** An event of this device: by our id, or by the device's own. Another device's event is as good as none. */
export async function findEvent(
  trx: RegionTransaction,
  by: { deviceId: DeviceId } & ({ eventId: EventId } | { deviceEventId: string }),
): Promise<StoredEvent | undefined> {
  const query = selectEvents(trx, by.deviceId);
  const one =
    'eventId' in by ? query.where('id', '=', by.eventId) : query.where('device_event_id', '=', by.deviceEventId);
  return await one.executeTakeFirst();
}

/** All of a device, to be told which. */
export const selectEvents = (trx: RegionTransaction, deviceId: DeviceId) =>
  trx.selectFrom('event').selectAll().select(sql<Date>`kaitong_now()`.as('now')).where('device_id', '=', deviceId);
