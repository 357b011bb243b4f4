import type { CouponId, Region, SalesReport } from '@kaitong/contract';
import { sql } from 'kysely';
import { tellAccount } from '../accounts/tell-account.ts';
import type { ControlTransaction } from '../context.ts';
import { lockOrder, noteClosed } from './closed-orders.ts';

type Settled = Extract<SalesReport, { type: 'order.paid' | 'order.closed' }>;

/**
 * What an order's end means for the coupon that it holds, within the transaction that takes the report. An order that was
 * closed may still turn out to have been paid in time: then the use counts again, over the limit if need be.
 */
export async function settleCoupon(trx: ControlTransaction, region: Region, report: Settled): Promise<void> {
  const { orderId } = report;
  if (report.type === 'order.closed') await noteClosed(trx, orderId);
  else await lockOrder(trx, orderId);
  const use = await trx.selectFrom('coupon_use').selectAll().where('order_id', '=', orderId).executeTakeFirst();
  if (!use && report.type === 'order.paid') await countLost(trx, region, report);
  const state = report.type === 'order.paid' ? 'used' : 'released';
  if (!use || use.state === state || use.state === 'used') return;
  const change = COUNTS[state] - COUNTS[use.state];
  if (change !== 0) await countUses(trx, use.coupon_id, change);
  await trx.updateTable('coupon_use').set({ state }).where('order_id', '=', orderId).execute();
}

/** A use whose hold was lost when control was restored from a backup; of the coupon, too, if that is younger. */
async function countLost(
  trx: ControlTransaction,
  region: Region,
  { orderId, couponId }: Extract<Settled, { type: 'order.paid' }>,
): Promise<void> {
  if (couponId === null) return;
  const known = await trx.selectFrom('coupon').select('id').where('id', '=', couponId).forUpdate().executeTakeFirst();
  if (!known) return;
  await trx
    .insertInto('coupon_use')
    .values({ order_id: orderId, coupon_id: couponId, region, state: 'used' })
    .execute();
  await countUses(trx, couponId, 1);
}

/** So many uses more, or fewer; its maker's pages are told. */
export async function countUses(trx: ControlTransaction, couponId: CouponId, change: number): Promise<void> {
  const { account_id } = await trx
    .updateTable('coupon')
    .set({ used: sql`used + ${change}` })
    .where('id', '=', couponId)
    .returning('account_id')
    .executeTakeFirstOrThrow();
  await tellAccount(trx, account_id, 'sales.changed');
}

const COUNTS = { held: 1, used: 1, released: 0 };
