import type { SalesReport } from '@kaitong/contract';
import type { ControlTransaction } from '../context.ts';

type Asked = Extract<SalesReport, { type: 'refund.requested' | 'refund.refused' }>;

/** Keeps for the operator that a refund is under way, or that the provider refused it. Nothing is booked. */
export async function noteRefundRequest(trx: ControlTransaction, { type, ...asked }: Asked): Promise<void> {
  if (type === 'refund.requested') await takeOver(trx, asked);
  const state = { state: type === 'refund.refused' ? ('refused' as const) : ('requested' as const), at: asked.at };
  await trx
    .insertInto('refund_request')
    .values({ order_id: asked.orderId, id: asked.refundId, ...asked.amount, ...state })
    .onConflict((conflict) => conflict.columns(['order_id', 'id']).doUpdateSet({ ...asked.amount, ...state }))
    .execute();
}

/** Whoever asks under another id means what was refused before, up to its amount: as the region's order has it, what is left is owed. */
async function takeOver(trx: ControlTransaction, { orderId, refundId, amount }: Omit<Asked, 'type'>): Promise<void> {
  const known = await trx
    .selectFrom('refund_request')
    .select(['id', 'amount', 'state'])
    .where('order_id', '=', orderId)
    .orderBy('at')
    .execute();
  if (known.some(({ id }) => id === refundId)) return;
  let left = amount.amount;
  for (const { id, amount: refused } of known.filter(({ state }) => state === 'refused')) {
    const taken = Math.min(left, refused);
    left -= taken;
    if (taken === 0) continue;
    if (taken === refused)
      await trx.deleteFrom('refund_request').where('order_id', '=', orderId).where('id', '=', id).execute();
    else
      await trx
        .updateTable('refund_request')
        .set({ amount: refused - taken })
        .where('order_id', '=', orderId)
        .where('id', '=', id)
        .execute();
  }
}
