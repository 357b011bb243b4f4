import { type DeviceId, type device, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { readChallenge } from './challenge.ts';
import { issueToken, TOKEN_LIFE } from './issue-token.ts';
import { deviceSecretPlace } from './places.ts';
import { isProof } from './proofs.ts';

/**
 * Exchanges the proof of a device's secret for a token; for the same challenge always for the same one. A device that was
 * removed looks like one that never was.
 */
export async function getToken(
  context: RegionContext,
  { body: { deviceId, challenge, proof, lifeSeconds } }: Parsed<typeof device.getToken>,
  { ip }: { ip: string },
): Promise<Reply<typeof device.getToken> | Refusal> {
  const { db, limits, secrets, mqttUrl, clock } = context;
  const tooMany = rateRefusal([
    await takeRate(db, `token ip ${networkOf(ip)}`, limits.tokensPerIp),
    await takeRate(db, `token device ${deviceId} ${networkOf(ip)}`, limits.tokensPerDevice),
  ]);
  if (tooMany) return tooMany;
  const answerableUntil = readChallenge(context, deviceId, challenge);
  if (!answerableUntil) return refusal('challenge_expired');
  const paired = await db
    .selectFrom('device')
    .leftJoin('licence', 'licence.uuid', 'device.uuid')
    .select(['wrapped_secret', 'licence.revoked'])
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!paired?.wrapped_secret) return refusal('device_proof_wrong');
  const secret = secrets.unwrap(paired.wrapped_secret, deviceSecretPlace(deviceId));
  if (!isProof(proof, secret, challenge)) return refusal('device_proof_wrong');
  if (paired.revoked) return refusal('licence_revoked');
  const life = lifeSeconds === undefined ? TOKEN_LIFE : seconds(lifeSeconds);
  const answered = { text: challenge, expiresAt: answerableUntil };
  const { token, expiresAt } = await issueToken(context, deviceId, answered, life);
  const behind = await clockBehind(context, deviceId);
  const told = (time: Date): string => new Date(time.getTime() - behind).toISOString();
  return { token, expiresAt: told(expiresAt), mqttUrl, serverTime: told(clock.now()) };
}

/** A test may tell its device a wrong time, in milliseconds behind; nobody else is told one. */
async function clockBehind({ db }: RegionContext, deviceId: DeviceId): Promise<number> {
  const test = await db
    .selectFrom('conformance')
    .select('stage')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return test?.stage.clockBehindMs ?? 0;
}
