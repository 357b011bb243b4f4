import type { DeviceId } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { RecordingGrantTable } from '../../store/region/recording-grants.ts';
import type { RegionTransaction } from '../context.ts';

type Raised = Selectable<RecordingGrantTable>;

/** The next version of what a device is told, locked; undefined where it was never told anything and nothing was bought. */
export async function raiseGrant(trx: RegionTransaction, deviceId: DeviceId): Promise<Raised | undefined> {
  const { rows } = await sql<Raised>`
    INSERT INTO recording_grant AS told (device_id, version)
    SELECT ${deviceId}, 1 WHERE EXISTS (SELECT FROM subscription WHERE device_id = ${deviceId})
      OR EXISTS (SELECT FROM recording_grant WHERE device_id = ${deviceId})
    ON CONFLICT (device_id) DO UPDATE SET version = told.version + 1 RETURNING *`.execute(trx);
  return rows[0];
}
