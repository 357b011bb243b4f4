import type { billing, Parsed, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { addMonths, startOfMonth } from './months.ts';

/** Paid orders of the account's products, newest first: nothing of who bought, and on what device. */
export async function listMakerOrders(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit, month, pid } }: Parsed<typeof billing.listMakerOrders>,
): Promise<Reply<typeof billing.listMakerOrders>> {
  let orders = db
    .selectFrom('sold_order')
    .innerJoin('product', 'product.pid', 'sold_order.pid')
    .leftJoin('coupon', 'coupon.id', 'sold_order.coupon_id')
    .selectAll('sold_order')
    .select(['product.name as product_name', 'coupon.code as coupon_code'])
    .where('sold_order.account_id', '=', caller.accountId);
  if (pid) orders = orders.where('sold_order.pid', '=', pid);
  if (month)
    orders = orders
      .where('paid_at', '>=', startOfMonth(month))
      .where('paid_at', '<', startOfMonth(addMonths(month, 1)));
  if (cursor) {
    const last = sql`SELECT paid_at, id FROM sold_order WHERE id = ${cursor} AND account_id = ${caller.accountId}`;
    orders = orders.where(sql<boolean>`(sold_order.paid_at, sold_order.id) < (${last})`);
  }
  const rows = await orders
    .orderBy('sold_order.paid_at', 'desc')
    .orderBy('sold_order.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ id }) => id,
    (row) => ({
      orderId: row.id,
      pid: row.pid,
      productName: row.product_name,
      region: row.region,
      trial: row.trial,
      terms: { kind: row.kind, retentionDays: row.retention_days },
      paidAt: row.paid_at.toISOString(),
      listPrice: { amount: row.list_price, currency: row.currency },
      paid: { amount: row.paid, currency: row.currency },
      refunded: { amount: row.refunded, currency: row.currency },
      sharePercent: row.share_percent,
      share: { amount: row.share - row.reversed, currency: row.share_currency },
      coupon: row.coupon_code,
    }),
  );
}
