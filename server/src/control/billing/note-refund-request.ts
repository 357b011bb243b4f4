import type { SalesReport } from '@kaitong/contract';
import type { ControlTransaction } from '../context.ts';

type Asked = Extract<SalesReport, { type: 'refund.requested' | 'refund.refused' }>;

/** Keeps for the operator that a refund is under way, or that the provider refused it. Nothing is booked. */
export async function noteRefundRequest(trx: ControlTransaction, { type, ...asked }: Asked): Promise<void> {
  const state = { state: type === 'refund.refused' ? ('refused' as const) : ('requested' as const), at: asked.at };
  await trx
    .insertInto('refund_request')
    .values({ order_id: asked.orderId, id: asked.refundId, ...asked.amount, ...state })
    .onConflict((conflict) => conflict.columns(['order_id', 'id']).doUpdateSet({ ...asked.amount, ...state }))
    .execute();
}
