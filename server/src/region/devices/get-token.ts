import {
  type DeviceId,
  type Duration,
  type device,
  milliseconds,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  STATUS_EVERY,
  seconds,
} from '@kaitong/contract';
import { areOffered, type BrokerOffers, OFFERED_TOKEN_LIFE } from '@kaitong/core';
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
  const { db, limits, clock } = context;
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
  const { clockBehindMs, brokers } = await findTest(context, deviceId);
  const asked = lifeSeconds === undefined ? TOKEN_LIFE : seconds(lifeSeconds);
  const life = brokers ? lifeWithin(asked, brokers, clock.now()) : asked;
  const answered = { text: challenge, expiresAt: answerableUntil };
  const { token, expiresAt } = await issueToken(context, deviceId, answered, life);
  const mqttUrl = brokers ? await brokerOf(context, deviceId, { brokers, expiresAt }) : context.mqttUrl;
  const told = (time: Date): string => new Date(time.getTime() - clockBehindMs).toISOString();
  return {
    ...{ token, expiresAt: told(expiresAt), mqttUrl, serverTime: told(clock.now()) },
    statusSeconds: STATUS_EVERY / 1000,
  };
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
  if (paired)
    deviceLog.note(deviceId, 'call_refused', {
      ...{ name: 'getToken', reason: 'device_certificate_refused', detail: reason },
    });
  return refusal('device_certificate_refused', { reason });
}

/** A test may tell its device a wrong time, in milliseconds behind, and a wrong broker; nobody else is told one. */
async function findTest({ db }: RegionContext, deviceId: DeviceId) {
  const test = await db
    .selectFrom('conformance')
    .select('stage')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  const { clockBehindMs = 0, brokers } = test?.stage ?? {};
  return { clockBehindMs, brokers: brokers && !brokers.isOver ? brokers : undefined };
}

/** Firmware may keep an address until its token ends. */
const lifeWithin = (asked: Duration, brokers: BrokerOffers, now: Date): Duration =>
  areOffered(brokers, now.getTime()) ? milliseconds(Math.min(asked, OFFERED_TOKEN_LIFE)) : asked;

/** A token that an older call for its challenge was answered with may live for long: it comes with the right address. */
async function brokerOf(
  context: RegionContext,
  deviceId: DeviceId,
  { brokers, expiresAt }: { brokers: BrokerOffers; expiresAt: Date },
): Promise<string> {
  const { db, hooks, mqttUrl, clock } = context;
  const now = clock.now().getTime();
  if (areOffered(brokers, now) && expiresAt.getTime() > now + OFFERED_TOKEN_LIFE) return mqttUrl;
  return (await db.transaction().execute(async (trx) => hooks.tokenAsked?.(trx, context, deviceId))) ?? mqttUrl;
}
