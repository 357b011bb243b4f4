import { randomInt } from 'node:crypto';
import { type app, days, type Parsed, type Refusal, type Reply, refusal, type regionPlane } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { hashToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { notify } from '../../store/notifications.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { DEVICE_LOGGED } from '../device-log/store-lines.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { refuseKind } from './refuse-kind.ts';

/** From when the code was made, used or not. */
const LIFE = days(1);
/** Without 0 O 1 I L: people read the code out and type it. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
/** 59 bits; an account has few tries. */
const LENGTH = 12;

/** A code with which one maker's account may read this camera's log for a day. An earlier one ends. */
export async function createSupportCode(
  { db, limits, log, region }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof app.createSupportCode>,
): Promise<Reply<typeof app.createSupportCode> | Refusal> {
  const refused = await refuseKind({ db }, { ownerId, deviceId }, 'support');
  if (refused) return refused;
  const tooMany = rateRefusal([await takeRate(db, `support ${ownerId}`, limits.handOverCodesPerOwner)]);
  if (tooMany) return tooMany;
  const code = Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  const made = await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ until: Date }>`
      INSERT INTO device_support (device_id, owner_id, hash, until)
      SELECT device_id, owner_id, ${hashSupportCode(code)},
        date_trunc('milliseconds', kaitong_now()) + ${LIFE} * interval '1 ms'
      FROM device WHERE device_id = ${deviceId} AND owner_id = ${ownerId} AND removed_at IS NULL
      ON CONFLICT (device_id) DO UPDATE SET owner_id = excluded.owner_id, hash = excluded.hash, until = excluded.until,
        account_id = NULL, account_name = NULL, redeemed_at = NULL
      RETURNING until`.execute(trx);
    if (rows[0]) await notify(trx, DEVICE_LOGGED, deviceId); // whoever read by the earlier one reads no more
    if (rows[0]) await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
    return rows[0];
  });
  if (!made) return refusal('not_found');
  log.info({ region, deviceId }, 'support.offered');
  return { code: (code.match(/.{4}/g) ?? []).join('-'), until: made.until.toISOString() };
}

/** Ends it at once, also for who reads just now. */
export async function endSupport(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof app.endSupport>,
): Promise<Reply<typeof app.endSupport> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    if (!(await isOwn(trx, ownerId, deviceId))) return refusal('not_found');
    await trx.deleteFrom('device_support').where('device_id', '=', deviceId).where('owner_id', '=', ownerId).execute();
    await notify(trx, DEVICE_LOGGED, deviceId);
    await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
    return {};
  });
}

/** What of support there is, and which makers read the log. */
export async function getSupport(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof app.getSupport>,
): Promise<Reply<typeof app.getSupport> | Refusal> {
  if (!(await isOwn(db, ownerId, deviceId))) return refusal('not_found');
  const support = await db
    .selectFrom('device_support')
    .select(['until', 'account_name'])
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .where('until', '>', sql<Date>`kaitong_now()`)
    .executeTakeFirst();
  const looks = await db
    .selectFrom('device_look')
    .select(['account_name', 'first_at', 'last_at'])
    .where('device_id', '=', deviceId)
    .orderBy('hour', 'desc')
    .orderBy('account_name')
    .limit(100)
    .execute();
  return {
    until: support?.until.toISOString() ?? null,
    accountName: support?.account_name ?? null,
    looks: looks.map(({ account_name, first_at, last_at }) => ({
      ...{ accountName: account_name, firstAt: first_at.toISOString(), lastAt: last_at.toISOString() },
    })),
  };
}

/** Null: no code of this device that is in force, or one that another account used. The same account may repeat it. */
export async function redeemSupportCode(
  { db, limits, log, region }: RegionContext,
  { body: { deviceId, accountId, accountName, code } }: Parsed<typeof regionPlane.redeemSupportCode>,
): Promise<Reply<typeof regionPlane.redeemSupportCode> | Refusal> {
  const tooMany = rateRefusal([
    await takeRate(db, `redeem support ${accountId}`, limits.testerCodeTriesPerAccount),
    await takeRate(db, `redeem support ${deviceId}`, limits.testerCodeTriesPerAccount),
  ]);
  if (tooMany) return tooMany;
  return await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ until: Date; owner_id: OwnerCaller['ownerId'] }>`
      UPDATE device_support AS support SET account_id = ${accountId}, account_name = ${accountName},
        redeemed_at = coalesce(redeemed_at, kaitong_now())
      FROM device WHERE device.device_id = support.device_id AND device.owner_id = support.owner_id
        AND device.removed_at IS NULL AND support.device_id = ${deviceId} AND hash = ${hashSupportCode(code)}
        AND until > kaitong_now() AND (account_id IS NULL OR account_id = ${accountId})
      RETURNING until, support.owner_id`.execute(trx);
    const [used] = rows;
    if (!used) return { until: null };
    await tellOwner(trx, used.owner_id, { type: 'devices.changed', deviceId });
    log.info({ region, deviceId, accountId }, 'support.redeemed');
    return { until: used.until.toISOString() };
  });
}

async function isOwn(db: RegionContext['db'], ownerId: OwnerCaller['ownerId'], deviceId: string): Promise<boolean> {
  const device = await db
    .selectFrom('device')
    .select('device_id')
    .where(sql.ref<string>('device_id'), '=', deviceId)
    .where('owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return device !== undefined;
}

/** However it was typed. */
const hashSupportCode = (code: string): string => hashToken(code.toUpperCase().replace(/[^A-Z0-9]/g, ''));
