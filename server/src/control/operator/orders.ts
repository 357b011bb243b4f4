import type { Currency, ledger, Money, Parsed, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import { containing, toPage } from '../../paging.ts';
import { addMonths, startOfMonth } from '../billing/months.ts';
import type { ControlContext } from '../context.ts';

/** Paid orders of all regions, newest first; by part of an order's, product's or payment's id. */
export async function listOrdersForOperator(
  { db }: ControlContext,
  { query: { cursor, limit, search, region, accountId, month } }: Parsed<typeof ledger.listOrdersForOperator>,
): Promise<Reply<typeof ledger.listOrdersForOperator>> {
  let orders = db
    .selectFrom('sold_order')
    .leftJoin('product', 'product.pid', 'sold_order.pid')
    .leftJoin('account', 'account.id', 'sold_order.account_id')
    .selectAll('sold_order')
    .select(['product.name as product_name', 'account.name as account_name'])
    .select([
      sql<number>`(SELECT coalesce(sum(amount), 0)::bigint FROM refund_request
        WHERE order_id = sold_order.id AND state = 'requested')`.as('refunding'),
      sql<Refused | null>`(SELECT json_build_object('amount', sum(amount), 'at', max(at)) FROM refund_request
        WHERE order_id = sold_order.id AND state = 'refused' HAVING count(*) > 0)`.as('refused'),
    ]);
  if (region) orders = orders.where('sold_order.region', '=', region);
  if (accountId) orders = orders.where('sold_order.account_id', '=', accountId);
  if (month)
    orders = orders
      .where('paid_at', '>=', startOfMonth(month))
      .where('paid_at', '<', startOfMonth(addMonths(month, 1)));
  if (search) {
    const like = containing(search);
    orders = orders.where((where) =>
      where.or([
        where(sql.ref<string>('sold_order.id'), 'like', like),
        where(sql.ref<string>('sold_order.pid'), 'like', like),
        where(sql.ref<string>('payment_id'), 'like', like),
      ]),
    );
  }
  if (cursor)
    orders = orders.where(
      sql<boolean>`(paid_at, sold_order.id) < (SELECT paid_at, id FROM sold_order WHERE id = ${cursor})`,
    );
  const rows = await orders
    .orderBy('paid_at', 'desc')
    .orderBy('sold_order.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ id }) => id,
    (row) => ({
      orderId: row.id,
      region: row.region,
      pid: row.pid,
      productName: row.product_name,
      accountId: row.account_id,
      accountName: row.account_name,
      trial: row.trial,
      terms: { kind: row.kind, retentionDays: row.retention_days },
      state: stateOf(row),
      paid: money(row.paid, row.currency),
      refunded: money(row.refunded, row.currency),
      refunding: money(row.refunding, row.currency),
      refundRefused: owedOf(row),
      sharePercent: row.share_percent,
      share: money(row.share - row.reversed, row.share_currency),
      reversed: money(row.reversed, row.share_currency),
      paidAt: row.paid_at.toISOString(),
      provider: row.provider,
      paymentId: row.payment_id,
    }),
  );
}

type Refused = { amount: number; at: string };

type Sold = { paid: number; refunded: number; refunding: number; currency: Currency; refused: Refused | null };

const stateOf = ({ paid, refunded }: Sold): 'paid' | 'partly_refunded' | 'refunded' => {
  if (refunded === 0) return 'paid';
  return refunded < paid ? 'partly_refunded' : 'refunded';
};

/** As its owner reads it: what came back in other ways since, or is on its way, is not owed any more. */
function owedOf({ paid, refunded, refunding, currency, refused }: Sold): { amount: Money; at: string } | null {
  const amount = Math.min(refused?.amount ?? 0, paid - refunded - refunding);
  return refused && amount > 0 ? { amount: money(amount, currency), at: new Date(refused.at).toISOString() } : null;
}

const money = (amount: number, currency: Currency) => ({ amount, currency });
