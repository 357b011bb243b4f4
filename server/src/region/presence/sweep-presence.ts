import { type DeviceId, hours, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';

/** Two heartbeats of 30 s may get lost on a bad line, and a server may restart, before a device counts as offline. */
export const SILENCE = seconds(75);
/** A sleeping camera gives a sign of life once a day; one whose battery is empty does not. */
export const DORMANT_SILENCE = hours(25);

const SWEPT_AT_ONCE = 500;

/**
 * Marks devices offline that have been silent for too long. The only thing that notices a broker process which was
 * killed, or a line that was cut without a word: wills do not fire then.
 */
export async function sweepPresence({ hooks }: Pick<RegionContext, 'hooks'>, trx: RegionTransaction): Promise<number> {
  const { rows } = await sql<{ device_id: DeviceId; owner_id: string }>`
    WITH silent AS (
      SELECT device_id FROM device
      WHERE (presence = 'online' AND seen_at < kaitong_now() - ${SILENCE} * interval '1 ms'
          OR presence = 'dormant' AND seen_at < kaitong_now() - ${DORMANT_SILENCE} * interval '1 ms')
      ORDER BY device_id LIMIT ${SWEPT_AT_ONCE} FOR UPDATE SKIP LOCKED)
    UPDATE device SET presence = 'offline' FROM silent
    WHERE device.device_id = silent.device_id AND removed_at IS NULL
    RETURNING device.device_id, owner_id`.execute(trx);
  for (const { device_id: deviceId, owner_id: ownerId } of rows) {
    await hooks.presenceChanged?.(trx, { deviceId, presence: 'offline' });
    await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
  }
  return rows.length;
}
