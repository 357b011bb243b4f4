import { type Parsed, type Refusal, type Reply, refusal, type sales } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { behind, containing, toPage } from '../../paging.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { couponRows, showCoupon } from './show-coupon.ts';

/** 优惠券: the account's coupons, newest first. */
export async function listCoupons(
  { db }: ControlContext,
  { accountId }: MakerCaller,
  { query: { cursor, limit, search } }: Parsed<typeof sales.listCoupons>,
): Promise<Reply<typeof sales.listCoupons>> {
  let coupons = couponRows(db).where('coupon.account_id', '=', accountId);
  if (search) {
    const pattern = containing(search);
    coupons = coupons.where((where) =>
      where.or([where('coupon.name', 'ilike', pattern), where('coupon.code', 'like', pattern.toUpperCase())]),
    );
  }
  if (cursor) coupons = coupons.where(behind('coupon', cursor, accountId));
  const rows = await coupons
    .orderBy('coupon.created_at', 'desc')
    .orderBy('coupon.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ id }) => id, showCoupon);
}

/** Ends a coupon for new orders; orders that hold it keep it. */
export async function endCoupon(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof sales.endCoupon>,
): Promise<Reply<typeof sales.endCoupon> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const coupon = couponRows(trx).where('coupon.id', '=', id).where('coupon.account_id', '=', caller.accountId);
    const before = await coupon.forUpdate().executeTakeFirst();
    if (!before) return refusal('not_found');
    if (before.ended_at !== null) return showCoupon(before);
    await trx.updateTable('coupon').set({ ended_at: sql<Date>`kaitong_now()` }).where('id', '=', id).execute();
    await audit(trx, caller, 'coupon.ended', id);
    await tellAccount(trx, caller.accountId, 'sales.changed');
    return showCoupon(await coupon.executeTakeFirstOrThrow());
  });
}
