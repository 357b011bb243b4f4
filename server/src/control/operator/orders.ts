import {
  type Currency,
  isRefusal,
  type ledger,
  type Parsed,
  type Refusal,
  Region,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { OperatorCaller } from '../../callers.ts';
import { invalidInput } from '../../invalid-input.ts';
import { requireRole } from '../accounts/roles.ts';
import { audit } from '../applications/audit.ts';
import type { ControlContext } from '../context.ts';
import { containing, toPage } from '../paging.ts';
import { askRegion } from '../regions/ask-region.ts';
import { textOf } from './money-text.ts';

/** Paid orders of all regions, newest first; by part of an order's, product's or payment's id, or by an account's. */
export async function listOrdersForOperator(
  { db }: ControlContext,
  { query: { cursor, limit, search } }: Parsed<typeof ledger.listOrdersForOperator>,
): Promise<Reply<typeof ledger.listOrdersForOperator>> {
  let orders = db.selectFrom('sold_order').selectAll();
  if (search) {
    const like = containing(search);
    orders = orders.where((where) =>
      where.or([
        where('id', 'like', like),
        where('pid', 'like', like),
        where('payment_id', 'like', like),
        where('account_id', '=', search),
      ]),
    );
  }
  if (cursor)
    orders = orders.where(sql<boolean>`(paid_at, id) < (SELECT paid_at, id FROM sold_order WHERE id = ${cursor})`);
  const rows = await orders
    .orderBy('paid_at', 'desc')
    .orderBy('id', 'desc')
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
      accountId: row.account_id,
      trial: row.trial,
      terms: { kind: row.kind, retentionDays: row.retention_days },
      state: row.paid > 0 && row.refunded === row.paid ? ('refunded' as const) : ('paid' as const),
      paid: money(row.paid, row.currency),
      refunded: money(row.refunded, row.currency),
      share: money(row.share - row.reversed, row.share_currency),
      paidAt: row.paid_at.toISOString(),
      paymentId: row.payment_id,
    }),
  );
}

/** Has the order's region ask the provider. The books move when the provider has confirmed it and the region says so. */
export async function refundOrderAsOperator(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { orderId }, body }: Parsed<typeof ledger.refundOrderAsOperator>,
): Promise<Reply<typeof ledger.refundOrderAsOperator> | Refusal> {
  const refused = requireRole(caller, 'administrator');
  if (refused) return refused;
  const { amount, reason, refundId } = body;
  const { db, log } = context;
  const order = await db.selectFrom('sold_order').selectAll().where('id', '=', orderId).executeTakeFirst();
  if (!order) return refusal('not_found');
  if (amount.currency !== order.currency) return invalidInput({ path: 'amount.currency', message: order.currency });
  if (!(await isRefunded(db, orderId, refundId))) {
    const left = { amount: order.paid - order.refunded, currency: order.currency };
    if (left.amount === 0) return refusal('refund_nothing_left');
    if (amount.amount > left.amount) return refusal('refund_too_large', { left: textOf(left) });
  }
  await audit(db, caller, 'order.refund', orderId, { refundId, amount, reason });
  const answer = await askRegion(context, Region.parse(order.region), (client) =>
    client.refundOrder({ params: { orderId }, body: { refundId, amount, reason } }),
  );
  if (isRefusal(answer)) return answer;
  if (answer.refused) return answer.refused;
  log.info({ orderId, refundId, userId: caller.userId }, 'order.refund_asked');
  return {};
}

/** It may have been confirmed since it was asked for the first time: then its amount is not left any more. */
async function isRefunded(db: ControlContext['db'], orderId: string, refundId: string): Promise<boolean> {
  const refund = await db
    .selectFrom('sold_refund')
    .select('id')
    .where('order_id', '=', orderId)
    .where('id', '=', refundId)
    .executeTakeFirst();
  return refund !== undefined;
}

const money = (amount: number, currency: Currency) => ({ amount, currency });
