import { previewRefund } from '@kaitong/core';
import type { RegionTransaction } from '../../context.ts';
import { endHeld, holdRenewal } from '../renewals/end-renewal.ts';
import { type LockedSubscription, lockSubscription } from '../subscriptions/lock-subscription.ts';
import { changeSubscription } from '../subscriptions/move-subscription.ts';
import { type LockedOrder, toOrder } from './lock-order.ts';
import { ownRefundId } from './refund-id.ts';
import { signalLocked } from './signal-order.ts';

/**
 * Takes a paid order back: its time to come ends now, what of it was not begun is given back. A refund that the provider
 * refused is asked for again.
 *
 * @returns `nothing_left` where no whole day is left; then nothing was changed
 */
export async function takeBack(trx: RegionTransaction, row: LockedOrder): Promise<'asked' | 'nothing_left'> {
  const place = { ownerId: row.owner_id, deviceId: row.device_id };
  const renewal = await holdRenewal(trx, row.device_id);
  const held = await lockSubscription(trx, place);
  const asked = await askBack(trx, row, held);
  if (asked === 'nothing_left') return asked;
  // Who takes money back is not charged next week; asked again, it may be another purchase's by now.
  if (renewal && !held.subscription.closed.includes(row.id)) await endHeld(trx, renewal);
  await changeSubscription(trx, place, { type: 'refunded', orderId: row.id });
  return asked;
}

/** Asks the provider for what an order has left by its subscription, which stays as it is. */
export async function askBack(
  trx: RegionTransaction,
  row: LockedOrder,
  { subscription, now }: LockedSubscription,
): Promise<'asked' | 'nothing_left'> {
  const order = toOrder(row);
  const refundId = ownRefundId(order.id);
  const known = order.refunds.find((one) => one.refundId === refundId);
  if (known && known.state !== 'failed') return 'asked';
  const preview = previewRefund(order, { refundId, subscription, at: now.getTime() });
  if (!preview || preview.amount.amount === 0) return 'nothing_left';
  const { amount } = preview;
  const moved = await signalLocked(trx, row, { type: 'refund.requested', refundId, amount });
  return 'refused' in moved ? 'nothing_left' : 'asked';
}
