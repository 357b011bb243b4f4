import { type Parsed, type Reply, refusal, type regionSales } from '@kaitong/contract';
import { refundableOf } from '@kaitong/core';
import { textOf } from '../../../money-text.ts';
import type { RegionContext } from '../../context.ts';
import { lockOrder, toOrder } from './lock-order.ts';
import { signalLocked } from './signal-order.ts';

/** Gives any amount back that is left, without touching what is granted. The same refund id again is the same refund. */
export async function refundByOperator(
  { db, log, region }: RegionContext,
  { params: { orderId }, body: { refundId, amount, reason } }: Parsed<typeof regionSales.refundOrder>,
): Promise<Reply<typeof regionSales.refundOrder>> {
  const refused = await db.transaction().execute(async (trx) => {
    const row = await lockOrder(trx, orderId);
    if (!row) return refusal('not_found');
    const moved = await signalLocked(trx, row, { type: 'refund.requested', refundId, amount });
    if (!('refused' in moved)) return undefined;
    if (moved.refused === 'refund_too_large')
      return refusal('refund_too_large', { left: textOf(refundableOf(toOrder(row))) });
    return refusal(moved.refused);
  });
  if (!refused) log.info({ region, orderId, refundId, amount, reason }, 'order.refund_requested');
  return { refused: refused ?? null };
}
