import { ECDH } from 'node:crypto';
import { type app, MOST_PHONES, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { isAddressRefused } from '../../outgoing/is-address-refused.ts';
import { randomId } from '../../secrets/ids.ts';
import { hashToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { hasRight } from '../household/has-right.ts';
import { showAlarms } from './show-alarms.ts';
import { subscriptionPlace } from './subscription-place.ts';

/** The browser that asks, for as long as it is signed in. Whoever was signed in at it before is sent nothing any more. */
export async function addAlarmPhone(
  context: RegionContext,
  caller: OwnerCaller,
  { body: { endpoint, keys, language } }: Parsed<typeof app.addAlarmPhone>,
  browser: string | null,
): Promise<Reply<typeof app.addAlarmPhone> | Refusal> {
  const { db, secrets, limits, addressRules, log, region } = context;
  const { ownerId, sessionId } = caller;
  const tooMany = rateRefusal([await takeRate(db, `alarm-phone ${ownerId}`, limits.alarmPhonesPerOwner)]);
  if (tooMany) return tooMany;
  if (isAddressRefused(addressRules, endpoint) || !isPoint(keys.p256dh)) return refusal('push_address_refused');
  const id = randomId('ph', 18);
  await db.transaction().execute(async (trx) => {
    await lockOwner(trx, ownerId);
    const hash = hashToken(endpoint);
    await trx
      .deleteFrom('alarm_phone')
      .where('endpoint_hash', '=', hash)
      .where((where) => where.or([where('owner_id', '<>', ownerId), where('login_session', '<>', sessionId)]))
      .execute();
    // Its address may be new: a browser has one.
    const there = await trx
      .selectFrom('alarm_phone')
      .select('id')
      .where('login_session', '=', sessionId)
      .executeTakeFirst();
    const phoneId = there?.id ?? id;
    const said = {
      ...{ endpoint_hash: hash, language, browser: browser?.slice(0, 300) ?? null },
      wrapped: secrets.wrap(Buffer.from(JSON.stringify({ endpoint, keys })), subscriptionPlace(phoneId)),
    };
    if (there) await trx.updateTable('alarm_phone').set(said).where('id', '=', phoneId).execute();
    else
      await trx
        .insertInto('alarm_phone')
        .values({ id: phoneId, owner_id: ownerId, login_session: sessionId, rang_at: null, ...said })
        .execute();
    await removeBeyond(trx, ownerId);
  });
  log.info({ region, ownerId }, 'alarm_phone.added');
  return await showAlarms(context, caller);
}

export async function removeAlarmPhone(
  { db, log, region }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { id } }: Parsed<typeof app.removeAlarmPhone>,
): Promise<Reply<typeof app.removeAlarmPhone> | Refusal> {
  const removed = await db
    .deleteFrom('alarm_phone')
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  if (removed.numDeletedRows === 0n) return refusal('not_found');
  log.info({ region, ownerId }, 'alarm_phone.removed');
  return {};
}

/** Of an owner who leaves: nothing rings any more, also where they are still signed in. */
export async function forgetAlarms(trx: RegionTransaction, ownerId: OwnerCaller['ownerId']): Promise<void> {
  await trx.deleteFrom('alarm_phone').where('owner_id', '=', ownerId).execute();
}

/** What waits for phones of somebody who may not watch the camera any more, and the pictures of what rang there. */
export async function endAlarmsOfMember(
  trx: RegionTransaction,
  { ownerId, memberId }: { ownerId: OwnerCaller['ownerId']; memberId: OwnerCaller['ownerId'] },
): Promise<void> {
  await sql`DELETE FROM alarm USING device
    WHERE alarm.owner_id = ${memberId} AND device.device_id = alarm.device_id AND device.owner_id = ${ownerId}
      AND NOT ${hasRight({ owner: ownerId, member: memberId, device: sql`alarm.device_id`, right: 'watch' })}`.execute(
    trx,
  );
}

/** Two of an owner's phones at once count each other. */
const lockOwner = (trx: RegionTransaction, ownerId: string) =>
  sql`SELECT FROM login_user WHERE id = ${ownerId} FOR NO KEY UPDATE`.execute(trx);

async function removeBeyond(trx: RegionTransaction, ownerId: OwnerCaller['ownerId']): Promise<void> {
  await sql`DELETE FROM alarm_phone WHERE id IN (
    SELECT id FROM alarm_phone WHERE owner_id = ${ownerId}
    ORDER BY added_at DESC, id DESC OFFSET ${MOST_PHONES})`.execute(trx);
}

/** 65 bytes that are no point of the curve would break every sending. */
function isPoint(p256dh: string): boolean {
  try {
    ECDH.convertKey(p256dh, 'prime256v1', 'base64url', 'base64url', 'compressed');
    return true;
  } catch {
    return false;
  }
}
