import { randomInt } from 'node:crypto';
import { type app, days, type Parsed, type Refusal, type Reply, refusal, type regionPlane } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { hashToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { endPairing } from './end-pairing.ts';
import { refuseKind } from './refuse-kind.ts';

/** A camera that was sold goes by post. */
const LIFE = days(7);
/** Without 0 O 1 I L: people read the code out and type it. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
/** 59 bits: whoever tries must also have the unit, and a minute has ten tries. */
const LENGTH = 12;

/** By which whoever holds the unit may pair it, although it is this owner's: until then nothing changes for them. */
export async function createHandOverCode(
  { db, limits, log, region }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof app.createHandOverCode>,
): Promise<Reply<typeof app.createHandOverCode> | Refusal> {
  const refused = await refuseKind({ db }, { ownerId, deviceId }, 'changeHands');
  if (refused) return refused;
  const tooMany = rateRefusal([await takeRate(db, `hand-over ${ownerId}`, limits.handOverCodesPerOwner)]);
  if (tooMany) return tooMany;
  const code = Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  const expires_at = sql<Date>`date_trunc('milliseconds', kaitong_now()) + ${LIFE} * interval '1 ms'`;
  const made = await db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto('hand_over_code')
      .columns(['device_id', 'hash', 'expires_at'])
      .expression((eb) =>
        eb
          .selectFrom('device')
          .select((of) => ['device_id', of.val(hashHandOverCode(code)).as('hash'), expires_at.as('expires_at')])
          .where('device_id', '=', deviceId)
          .where('owner_id', '=', ownerId)
          .where('removed_at', 'is', null),
      )
      .onConflict((conflict) =>
        conflict
          .column('device_id')
          .doUpdateSet((eb) => ({ hash: eb.ref('excluded.hash'), expires_at: eb.ref('excluded.expires_at') })),
      )
      .returning('expires_at')
      .executeTakeFirst();
    if (row) await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
    return row;
  });
  if (!made) return refusal('not_found');
  log.info({ region, deviceId }, 'hand-over.offered');
  return { code: (code.match(/.{4}/g) ?? []).join('-'), expiresAt: made.expires_at.toISOString() };
}

/** Also where there is none: it was used or is too old, and is good for nothing either way. */
export async function withdrawHandOverCode(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof app.withdrawHandOverCode>,
): Promise<Reply<typeof app.withdrawHandOverCode> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const device = await trx
      .selectFrom('device')
      .select('device_id')
      .where('device_id', '=', deviceId)
      .where('owner_id', '=', ownerId)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (!device) return refusal('not_found');
    await trx.deleteFrom('hand_over_code').where('device_id', '=', deviceId).execute();
    await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
    return {};
  });
}

/**
 * Ends the pairing that this code is of. It may be asked again and answers the same, for as long as the code would have
 * been good: whoever asked may have lost the answer.
 */
export async function handOver(
  context: RegionContext,
  { body: { deviceId, code } }: Parsed<typeof regionPlane.handOver>,
): Promise<Reply<typeof regionPlane.handOver>> {
  const offered = await context.db
    .selectFrom('hand_over_code')
    .select('device_id')
    .where('device_id', '=', deviceId)
    .where('hash', '=', code)
    .where('expires_at', '>', sql<Date>`kaitong_now()`)
    .executeTakeFirst();
  if (!offered) return { ended: false };
  await endPairing(context, { deviceId, ended: 'handed_over' });
  return { ended: true };
}

/** However it was typed. Not keyed: it goes to whatever region has the unit, and is worth nothing without the unit. */
export const hashHandOverCode = (code: string): string => hashToken(code.toUpperCase().replace(/[^A-Z0-9]/g, ''));

export async function sweepHandOverCodes(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('hand_over_code').where('expires_at', '<', sql<Date>`kaitong_now()`).execute();
}
