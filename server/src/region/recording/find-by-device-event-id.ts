import type { DeviceId, EventId } from '@kaitong/contract';
import type { DayNumber } from '@kaitong/core';
import type { RegionContext } from '../context.ts';
import { daysAround, dayTableName } from '../footage/days.ts';

/** The event that a device's own id stands for. The partitions of the days around must be there. */
export async function findByDeviceEventId(
  db: RegionContext['db'],
  { deviceId, deviceEventId, day }: { deviceId: DeviceId; deviceEventId: string; day: DayNumber },
): Promise<EventId | undefined> {
  const on = (one: DayNumber) =>
    db
      .selectFrom(dayTableName('device_event', { day: one }))
      .select('event_id')
      .where('device_id', '=', deviceId)
      .where('device_event_id', '=', deviceEventId);
  const [before, same, after] = daysAround(day);
  const row = await on(same).unionAll(on(before)).unionAll(on(after)).executeTakeFirst();
  return row?.event_id;
}
