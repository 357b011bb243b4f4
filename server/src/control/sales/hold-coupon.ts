import {
  type controlClaims,
  type Parsed,
  type ProblemParams,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { type Coupon, refuseCoupon } from '@kaitong/core';
import type { PlaneCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { holdForOrder } from './closed-orders.ts';
import { countUses } from './settle-coupon.ts';
import { type CouponRow, couponRows, discountOf } from './show-coupon.ts';

type Body = Parsed<typeof controlClaims.holdCoupon>['body'];
type Answer = Reply<typeof controlClaims.holdCoupon>;

/**
 * Uses a coupon for an order, or without one only looks. Of two orders that want its last use one gets it, since both wait
 * for the coupon's row; the same order again gets the same answer, also when the coupon has ended meanwhile.
 */
export async function holdCoupon(
  { db, log }: Pick<ControlContext, 'db' | 'log'>,
  caller: PlaneCaller,
  { body }: Parsed<typeof controlClaims.holdCoupon>,
): Promise<Answer | Refusal> {
  const { region, orderId } = body;
  if (caller.from !== region) return refusal('not_allowed');
  if (orderId === null) {
    const coupon = await couponByCode(db, body.code).executeTakeFirst();
    if (!coupon) return { refused: refusal('coupon_unknown') };
    const refused = refuse(coupon, body);
    return refused ? { refused } : heldOf(coupon);
  }
  return await db.transaction().execute(async (trx): Promise<Answer> => {
    const closed = await holdForOrder(trx, orderId);
    if (closed) return { refused: closed };
    const coupon = await couponByCode(trx, body.code).forUpdate().executeTakeFirst();
    if (!coupon) return { refused: refusal('coupon_unknown') };
    const use = await trx
      .selectFrom('coupon_use')
      .select('coupon_id')
      .where('order_id', '=', orderId)
      .executeTakeFirst();
    if (use) return use.coupon_id === coupon.id ? heldOf(coupon) : { refused: refusal('order_conflict') };
    const refused = refuse(coupon, body);
    if (refused) return { refused };
    await trx
      .insertInto('coupon_use')
      .values({ order_id: orderId, coupon_id: coupon.id, region, state: 'held' })
      .execute();
    await countUses(trx, coupon.id, 1);
    log.info({ couponId: coupon.id, region, orderId }, 'coupon.held');
    return heldOf(coupon);
  });
}

const couponByCode = (db: ControlContext['db'], code: string) =>
  couponRows(db).where('code', '=', code.trim().toUpperCase());

function refuse(row: CouponRow, order: Pick<Body, 'pid' | 'listPrice' | 'trial'>): Refusal | undefined {
  const { pid, listPrice, trial } = order;
  const code = refuseCoupon(ruleOf(row), { pid, listPrice, trial, at: row.now.getTime() });
  return code && refusal(code, paramsOf(row));
}

/** As the rules know it: one that its maker ended was valid until then. */
const ruleOf = (row: CouponRow): Coupon => ({
  discount: discountOf(row),
  pids: row.pids,
  validFrom: row.valid_from.getTime(),
  validUntil: Math.min(row.valid_until.getTime(), row.ended_at?.getTime() ?? Number.POSITIVE_INFINITY),
  limit: row.use_limit,
  used: row.used,
});

/** What the refusals' texts name. */
const paramsOf = ({ valid_from, off_currency }: CouponRow): ProblemParams => ({
  from: `${valid_from.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  ...(off_currency ? { currency: off_currency } : {}),
});

const heldOf = (row: CouponRow): Answer => ({
  held: { couponId: row.id, discount: discountOf(row) },
});
