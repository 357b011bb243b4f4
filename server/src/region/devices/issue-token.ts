import { createHmac } from 'node:crypto';
import { type DeviceId, type Duration, hours } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { signDeviceToken } from './device-token.ts';

export const TOKEN_LIFE = hours(1);

/**
 * The token that a challenge is answered with: the first answer decides how long it lives, and every later one is the same
 * token. What is stored is when it was issued, under an id that only the region's key makes of the challenge.
 */
export async function issueToken(
  context: RegionContext,
  deviceId: DeviceId,
  challenge: { text: string; expiresAt: Date },
  life: Duration,
): Promise<{ token: string; expiresAt: Date }> {
  const tokenId = tokenIdOf(context, deviceId, challenge.text);
  const { rows } = await sql<{ issued_at: Date; expires_at: Date }>`
    INSERT INTO device_token AS issued (id, issued_at, expires_at, forgotten_at)
    SELECT ${tokenId}, now, now + ${life} * interval '1 ms', ${challenge.expiresAt}
    FROM date_trunc('second', kaitong_now()) AS now
    ON CONFLICT (id) DO UPDATE SET id = issued.id
    RETURNING issued_at, expires_at`.execute(context.db);
  const [row] = rows;
  if (!row) throw new Error('a token was neither issued nor found');
  const { issued_at: issuedAt, expires_at: expiresAt } = row;
  return { token: await signDeviceToken(context, { deviceId, tokenId, issuedAt, expiresAt }), expiresAt };
}

/** Forgets what was issued for challenges that nobody can answer any more. */
export async function sweepDeviceTokens(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('device_token').where('forgotten_at', '<=', sql<Date>`kaitong_now()`).execute();
}

function tokenIdOf({ secrets, region }: RegionContext, deviceId: DeviceId, challenge: string): string {
  const [key] = secrets.derive(`device token ids ${region}`);
  return `dt${createHmac('sha256', key).update(`${deviceId} ${challenge}`).digest('hex').slice(0, 32)}`;
}
