import { type Money, type OrderId, RefundId } from '@kaitong/contract';
import { type Order, refundableOf, refundFor } from '@kaitong/core';
import type { RegionTransaction } from '../context.ts';
import { lockSubscription } from '../subscriptions/lock-subscription.ts';
import { changeSubscription } from '../subscriptions/move-subscription.ts';
import { type LockedOrder, priceOf, toOrder } from './lock-order.ts';
import { signalLocked } from './signal-order.ts';

/** An order is taken back by its owner once, so its refund has its name. */
export const ownRefundId = (orderId: OrderId): RefundId => RefundId.parse(`rf${orderId.slice(2)}`);

export const smaller = (a: Money, b: Money): Money => (a.amount <= b.amount ? a : b);

/**
 * Takes a paid order back: its time to come ends now, what of it was not begun is given back. A refund that the provider
 * refused is asked for again.
 *
 * @returns `nothing_left` where no whole day is left; then nothing was changed
 */
export async function takeBack(trx: RegionTransaction, row: LockedOrder): Promise<Order | 'nothing_left'> {
  const orderId = row.id as OrderId;
  const refundId = ownRefundId(orderId);
  const order = toOrder(row);
  const asked = order.refunds.find((one) => one.refundId === refundId);
  if (asked && asked.state !== 'failed') return order;
  const amount = asked?.amount ?? (await unusedOf(trx, row, order));
  if (amount.amount === 0) return 'nothing_left';
  const moved = await signalLocked(trx, row, { type: 'refund.requested', refundId, amount });
  if ('refused' in moved) return 'nothing_left';
  const place = { ownerId: row.owner_id, deviceId: row.device_id };
  await changeSubscription(trx, place, { type: 'refunded', orderId });
  return moved;
}

async function unusedOf(trx: RegionTransaction, row: LockedOrder, order: Order): Promise<Money> {
  const place = { ownerId: row.owner_id, deviceId: row.device_id };
  const { subscription, now } = await lockSubscription(trx, place);
  return smaller(refundFor(subscription, order.id, priceOf(row), now.getTime()), refundableOf(order));
}
