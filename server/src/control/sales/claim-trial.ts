import {
  type controlClaims,
  type Parsed,
  type Pid,
  type ProductStage,
  type Refusal,
  refusal,
  type Uuid,
} from '@kaitong/contract';
import { claimTrial as decideClaim, type TrialClaim } from '@kaitong/core';
import { sql } from 'kysely';
import type { PlaneCaller } from '../../callers.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { holdForOrder } from './closed-orders.ts';

type Claim = Parsed<typeof controlClaims.claimTrial>;

/**
 * Holds the one trial of a unit for an order. Of two regions that ask at the same moment one gets it, since both wait for
 * the unit's lock here; asking again for the same order changes nothing.
 */
export async function claimTrial(
  { db, log }: Pick<ControlContext, 'db' | 'log'>,
  caller: PlaneCaller,
  { params: { uuid }, body: { region, orderId, pid } }: Claim,
): Promise<{ refused: Refusal | null } | Refusal> {
  if (caller.from !== region) return refusal('not_allowed');
  const refused = await db.transaction().execute(async (trx) => {
    await lockTrial(trx, uuid);
    const stage = await stageOf(trx, uuid, pid);
    if (!stage) return refusal('licence_unknown');
    const claim = await findClaim(trx, uuid);
    const decided = decideClaim(claim, { orderId, stage });
    if (typeof decided === 'string') return refusal(decided);
    if (claim !== null) return null;
    const closed = await holdForOrder(trx, orderId);
    if (closed) return closed;
    await trx
      .insertInto('trial')
      .values({ uuid, order_id: decided.orderId, region, pid, state: decided.state })
      .execute();
    log.info({ uuid, region, orderId }, 'trial.claimed');
    return null;
  });
  return { refused };
}

/** Whether a unit can still have its trial. Holds nothing. */
export async function findTrial(
  { db }: Pick<ControlContext, 'db'>,
  { params: { uuid }, query: { pid } }: Parsed<typeof controlClaims.findTrial>,
): Promise<{ state: 'available' | 'used' | 'not_in_debug' } | Refusal> {
  const stage = await stageOf(db, uuid, pid);
  if (!stage) return refusal('licence_unknown');
  if ((await findClaim(db, uuid)) !== null) return { state: 'used' };
  return { state: stage === 'debug' ? 'available' : 'not_in_debug' };
}

/** A unit without a claim has no row that could be locked. */
export async function lockTrial(trx: ControlTransaction, uuid: Uuid): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`trial ${uuid}`}, 0))`.execute(trx);
}

export async function findClaim(db: ControlContext['db'], uuid: Uuid): Promise<TrialClaim | null> {
  const row = await db.selectFrom('trial').select(['order_id', 'state']).where('uuid', '=', uuid).executeTakeFirst();
  return row ? { orderId: row.order_id, state: row.state } : null;
}

/** Of the product that the unit's licence was issued for. */
async function stageOf(db: ControlContext['db'], uuid: Uuid, pid: Pid): Promise<ProductStage | undefined> {
  const row = await db
    .selectFrom('licence')
    .innerJoin('product', 'product.pid', 'licence.pid')
    .select('product.stage')
    .where('licence.uuid', '=', uuid)
    .where('licence.pid', '=', pid)
    .executeTakeFirst();
  return row?.stage;
}
