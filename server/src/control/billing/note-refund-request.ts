import type { SalesReport } from '@kaitong/contract';
import type { ControlTransaction } from '../context.ts';

type Asked = Extract<SalesReport, { type: 'refund.requested' | 'refund.refused' }>;

/** Keeps for the operator that a refund is under way, or that the provider refused it. Nothing is booked. */
export async function noteRefundRequest(trx: ControlTransaction, { type, ...asked }: Asked): Promise<void> {
  // Whoever asks under another id means what was refused before.
  if (type === 'refund.requested')
    await trx
      .deleteFrom('refund_request')
      .where('order_id', '=', asked.orderId)
      .where('id', '<>', asked.refundId)
      .where('state', '=', 'refused')
      .where('amount', '<=', asked.amount.amount)
      .execute();
  const state = { state: type === 'refund.refused' ? ('refused' as const) : ('requested' as const), at: asked.at };
  await trx
    .insertInto('refund_request')
    .values({ order_id: asked.orderId, id: asked.refundId, ...asked.amount, ...state })
    .onConflict((conflict) => conflict.columns(['order_id', 'id']).doUpdateSet({ ...asked.amount, ...state }))
    .execute();
}
