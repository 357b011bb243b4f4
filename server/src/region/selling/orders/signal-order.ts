import type { OrderId } from '@kaitong/contract';
import { moveOrder, type Order, type OrderRefusal, type OrderSignal, refundableOf } from '@kaitong/core';
import type { RegionTransaction } from '../../context.ts';
import { tellOwner } from '../../news/tell-owner.ts';
import { lockSubscription } from '../subscriptions/lock-subscription.ts';
import { applyEffects } from './apply-effects.ts';
import { type LockedOrder, lockOrder, storeOrder, toOrder } from './lock-order.ts';
import { ownRefundId } from './refund-id.ts';

type Payment = Extract<OrderSignal, { type: 'payment.confirmed' }>;
/** Whether what was bought can be delivered is looked up here, under the lock. */
export type Signal =
  | Exclude<OrderSignal, Payment>
  /** `mandate`: the provider's id of what its payer agreed to with it. */
  | (Omit<Payment, 'deliverable'> & { mandate?: string });

/**
 * Lets something happen to an order, in the caller's transaction: its row is locked, `core` says what follows, and state,
 * subscription, deadlines and what control has to hear change together or not at all.
 */
export async function signalOrder(
  trx: RegionTransaction,
  orderId: OrderId,
  signal: Signal,
): Promise<Order | { refused: OrderRefusal | 'not_found' }> {
  const row = await lockOrder(trx, orderId);
  return row ? await signalLocked(trx, row, signal) : { refused: 'not_found' };
}

/**
 * A change of plan was paid: of the order whose place it takes the provider is asked for what was promised, in the same
 * transaction that ends that one's time. It was locked after its own order and before the subscription, as everybody does;
 * it is always the older of the two, so nobody waits in a circle.
 */
async function giveBackReplaced(trx: RegionTransaction, row: LockedOrder, replaced: OrderId): Promise<void> {
  const order = await lockOrder(trx, replaced);
  if (!order) return;
  await lockSubscription(trx, { ownerId: row.owner_id, deviceId: row.device_id });
  const refundId = ownRefundId(replaced);
  const known = order.refunds.find((one) => one.refundId === refundId);
  const left = refundableOf(toOrder(order));
  const amount = { ...left, amount: Math.min(left.amount, row.credit ?? 0) };
  // Taken back by its owner meanwhile: that has been asked for.
  if (known || amount.amount === 0) return;
  await signalLocked(trx, order, { type: 'refund.requested', refundId, amount });
}

/** The same for an order whose lock the caller has. */
export async function signalLocked(
  trx: RegionTransaction,
  row: LockedOrder,
  signal: Signal,
): Promise<Order | { refused: OrderRefusal }> {
  const before = toOrder(row);
  const full = signal.type === 'payment.confirmed' ? { ...signal, deliverable: row.deliverable } : signal;
  const move = moveOrder(before, full);
  if ('refused' in move) return move;
  await storeOrder(trx, move.order);
  if (row.replaces !== null && move.effects.some(({ type }) => type === 'order.paid'))
    await giveBackReplaced(trx, row, row.replaces);
  await applyEffects(trx, row, move, signal);
  await tellOwner(trx, row.owner_id, { type: 'orders.changed', deviceId: row.device_id });
  return move.order;
}
