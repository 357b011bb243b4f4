import {
  type DeviceId,
  type device,
  isRefusal,
  type OwnerId,
  type Parsed,
  type Pid,
  type Refusal,
  type Reply,
  refusal,
  type Uuid,
} from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { createToken, hashToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { Executor } from '../../store/executor.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { noteRow } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { addPresence } from '../presence/device-presence.ts';
import { authKeyPlace } from '../products/auth-key-place.ts';
import { type AskedClaim, askClaim, releaseClaim, tellClaims, useClaim } from './claims.ts';
import { learnLicence } from './learn-licence.ts';
import { deviceSecretPlace } from './places.ts';
import { isProof } from './proofs.ts';

type Pairing = Parsed<typeof device.pairDevice>['body'];
type Paired = { deviceId: DeviceId; secret: string };

/**
 * Binds a unit to the owner who made the token. Each pairing makes a new device with a new secret.
 *
 * A camera that lost the answer repeats its request and gets the same device and secret for as long as the token lives:
 * otherwise it would be bound without knowing its secret, and its owner would have to remove a device that was never
 * seen. The repetition proves the AuthKey like the first request did, so nobody else gets the secret this way.
 */
export async function pairDevice(
  context: RegionContext,
  { body }: Parsed<typeof device.pairDevice>,
  { ip }: { ip: string },
): Promise<Reply<typeof device.pairDevice> | Refusal> {
  const { db, limits, region, mqttUrl, clock, log } = context;
  const tooMany = rateRefusal([
    await takeRate(db, `pair ip ${networkOf(ip)}`, limits.pairingsPerIp),
    await takeRate(db, `pair unit ${body.uuid} ${networkOf(ip)}`, limits.pairingsPerUnit),
  ]);
  if (tooMany) return tooMany;
  let paired = await claimAndPair(context, body);
  if (isRefusal(paired) && paired.code === 'licence_unknown')
    paired = (await learnLicence(context, body.uuid, { ip })) ?? (await claimAndPair(context, body));
  if (isRefusal(paired)) return paired;
  log.info({ region, deviceId: paired.deviceId, uuid: body.uuid, ip }, 'device.paired');
  return { ...paired, region, mqttUrl, serverTime: clock.now().toISOString() };
}

/** What stands between a camera's request and its pairing, looked at before control is asked and once more after that. */
type Wanted = { pid: Pid; ownerId: OwnerId; tokenHash: string; handOver: string | null };

async function claimAndPair(context: RegionContext, body: Pairing): Promise<Paired | Refusal> {
  const { db } = context;
  const wanted = await lookAt(context, db, body, { locks: false });
  if (!('tokenHash' in wanted)) return wanted;
  const { handOver } = wanted;
  const bound = refusal('already_bound');
  const standing = await findBound(db, body.uuid);
  if (standing && handOver === null) return await tellRefused(db, wanted.ownerId, bound);
  if (standing?.claim === null) return await settleFirst(db);
  const claim = await askClaim(context, { uuid: body.uuid, handOver });
  if (claim === null || isRefusal(claim)) return await tellRefused(db, wanted.ownerId, claim ?? bound);
  return await db.transaction().execute(async (trx) => {
    const still = await lookAt(context, trx, body, { locks: true });
    return 'tokenHash' in still ? await bind(context, trx, { ...body, ...still }, claim) : still;
  });
}

async function lookAt(
  context: RegionContext,
  db: Kysely<RegionTables>,
  body: Pairing,
  { locks }: { locks: boolean },
): Promise<Wanted | Paired | Refusal> {
  const token = await db
    .selectFrom('pairing_token')
    .select(['hash', 'owner_id', 'device_id', 'hand_over'])
    .where('hash', '=', hashToken(body.token))
    .where('expires_at', '>', sql<Date>`kaitong_now()`)
    .$if(locks, (query) => query.forUpdate()) // two cameras that read the same code: one of them gets it
    .executeTakeFirst();
  if (!token) return refusal('pairing_token_invalid');
  const licence = await db
    .selectFrom('licence')
    .selectAll()
    .where('uuid', '=', body.uuid)
    .$if(locks, (query) => query.forShare()) // it is revoked before or after the pairing, not beside it
    .executeTakeFirst();
  if (!licence) return refusal('licence_unknown');
  const authKey = context.secrets.unwrap(licence.wrapped_auth_key, authKeyPlace(licence.uuid));
  if (!isProof(body.proof, authKey, `${body.token}.${body.uuid}`)) return refusal('licence_proof_wrong');
  if (licence.revoked) return await tellRefused(db, token.owner_id, refusal('licence_revoked'));
  if (token.device_id !== null) return await pairedBefore(context, db, token.device_id, body.uuid);
  if (body.sample === 'browser' && !(await isDemonstration(db, licence.pid)))
    return await tellRefused(db, token.owner_id, refusal('demonstration_only'));
  return { pid: licence.pid, ownerId: token.owner_id, tokenHash: token.hash, handOver: token.hand_over };
}

/** Whether browsers may be cameras of a product; of one that control has not told of yet they may not. */
async function isDemonstration(db: Kysely<RegionTables>, pid: Pid): Promise<boolean> {
  const product = await db.selectFrom('product').select('demonstration').where('pid', '=', pid).executeTakeFirst();
  return product?.demonstration === true;
}

/** Whoever holds the code before the camera sees no more than that nothing happens. What is tried again is no news. */
async function tellRefused(db: Executor, ownerId: OwnerId, problem: Refusal): Promise<Refusal> {
  if (problem.code !== 'licence_unconfirmed')
    await tellOwner(db, ownerId, { type: 'pairing.refused', deviceId: null, problem });
  return problem;
}

/** Whether the pairing that stands here may stay is not known yet, so nobody can hand the unit over in its way. */
async function settleFirst(db: RegionContext['db']): Promise<Refusal> {
  await db.transaction().execute(tellClaims);
  return refusal('licence_unconfirmed', { seconds: 5 });
}

const findBound = (db: RegionContext['db'], uuid: Uuid): Promise<{ claim: number | null } | undefined> =>
  db.selectFrom('device').select('claim').where('uuid', '=', uuid).where('removed_at', 'is', null).executeTakeFirst();

async function pairedBefore(
  { secrets }: RegionContext,
  db: Kysely<RegionTables>,
  deviceId: DeviceId,
  uuid: Uuid,
): Promise<Paired | Refusal> {
  const device = await db
    .selectFrom('device')
    .select(['wrapped_secret'])
    .where('device_id', '=', deviceId)
    .where('uuid', '=', uuid)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device?.wrapped_secret) return refusal('pairing_token_invalid');
  const secret = secrets.unwrap(device.wrapped_secret, deviceSecretPlace(deviceId));
  return { deviceId, secret: Buffer.from(secret).toString() };
}

async function bind(
  { secrets }: RegionContext,
  trx: RegionTransaction,
  unit: Pairing & Wanted,
  claim: AskedClaim,
): Promise<Paired | Refusal> {
  if (!(await useClaim(trx, claim)))
    return (await findBound(trx, unit.uuid))
      ? refusal('already_bound')
      : refusal('licence_unconfirmed', { seconds: 5 });
  const { deviceId } = claim;
  const secret = createToken().token;
  const bound = await trx
    .insertInto('device')
    .values({
      device_id: deviceId,
      uuid: unit.uuid,
      pid: unit.pid,
      owner_id: unit.ownerId,
      name: sql<string>`coalesce((SELECT name FROM product WHERE pid = ${unit.pid}), ${unit.pid})`,
      wrapped_secret: secrets.wrap(Buffer.from(secret), deviceSecretPlace(deviceId)),
      paired_at: sql<Date>`date_trunc('milliseconds', kaitong_now())`,
      removed_at: null,
      sample: unit.sample,
      claim_kind: claim.number === null ? 'late' : 'asked',
      claim: claim.number,
      ended: null,
    })
    .onConflict((conflict) => conflict.column('uuid').where('removed_at', 'is', null).doNothing())
    .executeTakeFirst();
  if (bound.numInsertedOrUpdatedRows === 0n) {
    await releaseClaim(trx, { device_id: deviceId, uuid: unit.uuid });
    return refusal('already_bound');
  }
  if (claim.number === null) await tellClaims(trx);
  await addPresence(trx, deviceId, unit);
  await noteRow(trx, 'pairing_token', { hash: unit.tokenHash }, { device_id: deviceId });
  await tellOwner(trx, unit.ownerId, { type: 'pairing.finished', deviceId });
  return { deviceId, secret };
}
