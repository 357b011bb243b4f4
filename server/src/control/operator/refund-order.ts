import {
  type Currency,
  isRefusal,
  type ledger,
  type OrderId,
  type Parsed,
  type RefundId,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { shareReversed } from '@kaitong/core';
import type { OperatorCaller } from '../../callers.ts';
import { invalidInput } from '../../invalid-input.ts';
import { textOf } from '../../money-text.ts';
import { auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';

/** What a refund of so much would take back of the maker's share, if it were confirmed now. */
export async function previewRefund(
  { db }: ControlContext,
  { params: { orderId }, query: { amount } }: Parsed<typeof ledger.previewRefund>,
): Promise<Reply<typeof ledger.previewRefund> | Refusal> {
  const order = await db.selectFrom('sold_order').selectAll().where('id', '=', orderId).executeTakeFirst();
  if (!order) return refusal('not_found');
  const tooLarge = refuseTooLarge(order, amount);
  if (tooLarge) return tooLarge;
  const { currency, share_currency } = order;
  const reversed = shareReversed({
    share: { amount: order.share, currency: share_currency },
    paid: { amount: order.paid, currency },
    refundedBefore: { amount: order.refunded, currency },
    refunded: { amount, currency },
  });
  const shareLeft = { amount: order.share - order.reversed - reversed.amount, currency: share_currency };
  return { reversed, shareLeft };
}

/** Has the order's region ask the provider. The books move when the provider has confirmed it and the region says so. */
export async function refundOrderAsOperator(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { orderId }, body }: Parsed<typeof ledger.refundOrderAsOperator>,
): Promise<Reply<typeof ledger.refundOrderAsOperator> | Refusal> {
  const { amount, reason, refundId } = body;
  const { db, log } = context;
  const order = await db.selectFrom('sold_order').selectAll().where('id', '=', orderId).executeTakeFirst();
  if (!order) return refusal('not_found');
  if (amount.currency !== order.currency) return invalidInput({ path: 'amount.currency', message: order.currency });
  if (!(await isRefunded(db, orderId, refundId))) {
    const tooLarge = refuseTooLarge(order, amount.amount);
    if (tooLarge) return tooLarge;
  }
  await auditAhead(db, caller, 'order.refund', orderId, { refundId, amount, reason });
  const answer = await askRegion(context, order.region, (client) =>
    client.refundOrder({ params: { orderId }, body: { refundId, amount, reason } }),
  );
  if (isRefusal(answer)) return answer;
  if (answer.refused) return answer.refused;
  log.info({ orderId, refundId, userId: caller.userId }, 'order.refund_asked');
  return {};
}

function refuseTooLarge(
  { paid, refunded, currency }: { paid: number; refunded: number; currency: Currency },
  amount: number,
): Refusal | undefined {
  const left = { amount: paid - refunded, currency };
  return amount > left.amount ? refusal('refund_too_large', { left: textOf(left) }) : undefined;
}

/** It may have been confirmed since it was asked for the first time: then its amount is not left any more. */
async function isRefunded(db: ControlContext['db'], orderId: OrderId, refundId: RefundId): Promise<boolean> {
  const refund = await db
    .selectFrom('sold_refund')
    .select('id')
    .where('order_id', '=', orderId)
    .where('id', '=', refundId)
    .executeTakeFirst();
  return refund !== undefined;
}
