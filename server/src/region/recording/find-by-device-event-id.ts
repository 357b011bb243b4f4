import type { DeviceId, EventId } from '@kaitong/contract';
import type { DayNumber } from '@kaitong/core';
import type { RegionContext } from '../context.ts';

/** The event that a device's own id stands for. A clock that was corrected since may have moved it over midnight. */
export async function findByDeviceEventId(
  db: RegionContext['db'],
  { deviceId, deviceEventId, day }: { deviceId: DeviceId; deviceEventId: string; day: DayNumber },
): Promise<EventId | undefined> {
  const row = await db
    .selectFrom('device_event')
    .select('event_id')
    .where('day', 'in', [day - 1, day, day + 1])
    .where('device_id', '=', deviceId)
    .where('device_event_id', '=', deviceEventId)
    .executeTakeFirst();
  return row?.event_id;
}
