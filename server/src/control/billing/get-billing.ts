import type { billing, Currency, Money, Parsed, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { listMakerBalances } from './balances.ts';
import { addMonths, monthIn, monthOf, startOfMonth } from './months.ts';

type Row = { month: string; currency: Currency; orders: number; paid: number; refunded: number; share: number };

/** 费用概况: what the account's products sold by month, and what is owed now. */
export async function getBilling(
  { db, clock }: ControlContext,
  caller: MakerCaller,
  { query: { months, pid } }: Parsed<typeof billing.getBilling>,
): Promise<Reply<typeof billing.getBilling>> {
  const since = startOfMonth(addMonths(monthOf(clock.now()), 1 - months));
  const ofProduct = pid === undefined ? sql`` : sql`AND pid = ${pid}`;
  const ofProductsOrder =
    pid === undefined ? sql`` : sql`AND EXISTS (SELECT FROM sold_order o WHERE o.id = order_id AND o.pid = ${pid})`;
  const { rows } = await sql<Row>`
    WITH sold AS (
      SELECT ${monthIn('paid_at')} AS month, currency, share_currency, count(*) AS orders, sum(paid) AS paid, sum(share) AS share
      FROM sold_order WHERE account_id = ${caller.accountId} AND paid_at >= ${since} ${ofProduct} GROUP BY 1, 2, 3),
    given_back AS (
      SELECT ${monthIn('at')} AS month, currency, share_currency, sum(amount) AS amount, sum(reversed) AS reversed
      FROM sold_refund WHERE account_id = ${caller.accountId} AND at >= ${since} ${ofProductsOrder} GROUP BY 1, 2, 3)
    SELECT month, currency, sum(orders)::int AS orders, sum(paid)::bigint AS paid, sum(refunded)::bigint AS refunded,
      sum(share)::bigint AS share
    FROM (
      SELECT month, currency, orders, paid, 0 AS refunded, 0 AS share FROM sold
      UNION ALL SELECT month, share_currency, 0, 0, 0, share FROM sold
      UNION ALL SELECT month, currency, 0, 0, amount, 0 FROM given_back
      UNION ALL SELECT month, share_currency, 0, 0, 0, -reversed FROM given_back) lines
    GROUP BY month, currency
    HAVING sum(orders) > 0 OR sum(refunded) > 0 OR sum(share) <> 0
    ORDER BY month, currency`.execute(db);
  const balances = await listMakerBalances(db, [caller.accountId]);
  return { months: rows.map(showMonth), balances: balances.get(caller.accountId) ?? [] };
}

function showMonth({ month, currency, orders, ...amounts }: Row) {
  const money = (amount: number): Money => ({ amount, currency });
  return {
    month,
    currency,
    orders,
    paid: money(amounts.paid),
    refunded: money(amounts.refunded),
    share: money(amounts.share),
  };
}
