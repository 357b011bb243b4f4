import type { DeviceId, ReleaseId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/**
 * A camera is to try a release as if it never had: what it said of it before neither keeps it from being offered nor counts as
 * later than what it says now. Whatever it is saying at this moment is not waited for, since that may wait for the caller.
 */
export async function beginAnew(trx: RegionTransaction, deviceId: DeviceId, releaseId: ReleaseId): Promise<void> {
  await sql`
    UPDATE firmware_update SET attempt = NULL, report = NULL, reason = NULL, reported_at = NULL
    WHERE (device_id, release_id) IN (
      SELECT device_id, release_id FROM firmware_update
      WHERE device_id = ${deviceId} AND release_id = ${releaseId} FOR UPDATE SKIP LOCKED)`.execute(trx);
}
