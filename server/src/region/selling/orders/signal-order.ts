import type { OrderId } from '@kaitong/contract';
import { moveOrder, type Order, type OrderRefusal, type OrderSignal } from '@kaitong/core';
import type { RegionTransaction } from '../../context.ts';
import { tellOwner } from '../../news/tell-owner.ts';
import { applyEffects } from './apply-effects.ts';
import { type LockedOrder, lockOrder, storeOrder, toOrder } from './lock-order.ts';

type Payment = Extract<OrderSignal, { type: 'payment.confirmed' }>;
/** Whether what was bought can be delivered is looked up here, under the lock. */
export type Signal = Exclude<OrderSignal, Payment> | Omit<Payment, 'deliverable'>;

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
  await applyEffects(trx, row, move, signal);
  await tellOwner(trx, row.owner_id, { type: 'orders.changed', deviceId: row.device_id });
  return move.order;
}
