import { type DeviceId, type device, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import { checkCertificate } from '../../device-certificates/check-certificate.ts';
import { readPem } from '../../device-certificates/read-certificate.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { readChallenge } from './challenge.ts';
import { issueToken, TOKEN_LIFE } from './issue-token.ts';
import { deviceSecretPlace } from './places.ts';
import { isProof } from './proofs.ts';

/**
 * Exchanges the proof of a device's secret, or where there is none the certificate that its unit showed, for a token; for the
 * same challenge always for the same one. A device that was removed looks like one that never was.
 */
export async function getToken(
  context: RegionContext,
  { body: { deviceId, challenge, proof, lifeSeconds } }: Parsed<typeof device.getToken>,
  { ip, shown }: { ip: string; shown: readonly Uint8Array[] },
): Promise<Reply<typeof device.getToken> | Refusal> {
  const { db, limits, mqttUrl, clock } = context;
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
    .leftJoin('product', 'product.pid', 'licence.pid')
    .select(['wrapped_secret', 'device.uuid', 'licence.revoked', 'product.device_authorities'])
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  const unproven =
    proof === undefined
      ? judgeCertificate(context, deviceId, shown, paired)
      : judgeProof(context, { deviceId, challenge, proof }, paired?.wrapped_secret);
  if (unproven) return unproven;
  if (paired?.revoked) return refusal('licence_revoked');
  const life = lifeSeconds === undefined ? TOKEN_LIFE : seconds(lifeSeconds);
  const answered = { text: challenge, expiresAt: answerableUntil };
  const { token, expiresAt } = await issueToken(context, deviceId, answered, life);
  const behind = await clockBehind(context, deviceId);
  const told = (time: Date): string => new Date(time.getTime() - behind).toISOString();
  return { token, expiresAt: told(expiresAt), mqttUrl, serverTime: told(clock.now()) };
}

function judgeProof(
  { secrets }: RegionContext,
  { deviceId, challenge, proof }: { deviceId: DeviceId; challenge: string; proof: string },
  wrapped: string | null | undefined,
): Refusal | undefined {
  const secret = wrapped && secrets.unwrap(wrapped, deviceSecretPlace(deviceId));
  return secret && isProof(proof, secret, challenge) ? undefined : refusal('device_proof_wrong');
}

/** The line, or the proxy, has seen that whoever shows it has its key. Its maker reads in the device's log why it is not taken. */
function judgeCertificate(
  { clock, deviceLog }: RegionContext,
  deviceId: DeviceId,
  shown: readonly Uint8Array[],
  paired: { uuid: string; device_authorities: readonly string[] | null } | undefined,
): Refusal | undefined {
  const authorities = (paired?.device_authorities ?? []).flatMap((text) => readPem(text, 1) ?? []);
  const reason = checkCertificate(shown, authorities, paired?.uuid ?? '', clock.now());
  if (reason === undefined) return undefined;
  if (paired) deviceLog.note(deviceId, 'call_refused', `getToken device_certificate_refused ${reason}`);
  return refusal('device_certificate_refused', { reason });
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
