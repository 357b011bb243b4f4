import type { DeviceId } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';

/** Whether a device that counts as offline never left: nothing was heard of it, since the broker that held its line died. */
export async function wentWithUs(db: Kysely<RegionTables>, deviceId: DeviceId): Promise<boolean> {
  const found = await db
    .selectFrom('device_presence')
    .select('hold')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return found?.hold === 'there' || found?.hold === 'lapsed';
}
