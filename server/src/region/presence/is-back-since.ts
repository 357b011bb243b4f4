import type { DeviceId } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';

/** Whether a device is there over a line that began after `time`. */
export async function isBackSince(db: Kysely<RegionTables>, deviceId: DeviceId, time: Date): Promise<boolean> {
  const found = await db
    .selectFrom('device_presence')
    .select('device_id')
    .where('device_id', '=', deviceId)
    .where('presence', '<>', 'offline')
    .where('connection_order', '>', time.getTime())
    .executeTakeFirst();
  return found !== undefined;
}
