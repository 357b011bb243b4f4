import { type Duration, hours, type Money, milliseconds } from '@kaitong/contract';
import { compare, subtract, sum } from '../money/arithmetic.ts';
import type { Order, OrderMove, OrderSignal, Refund, StrayPayment } from './order.ts';

type Confirmed = Extract<OrderSignal, { type: 'payment.confirmed' }>;

/**
 * What an order does on a signal. Signals come twice, late and in any order: one that says nothing new has no effects,
 * and a refusal means that it cannot be true yet, so that whoever sent it should send it again.
 */
export function moveOrder(order: Order, signal: OrderSignal): OrderMove {
  switch (signal.type) {
    case 'payment.confirmed':
      return takePayment(order, signal);
    case 'payment.waived':
      if (order.state !== 'created') return order.paidBy === null && isPaid(order) ? stay(order) : notOpen;
      if (order.price.amount !== 0) return { refused: 'order_not_paid' };
      return { order: { ...order, state: 'paid' }, effects: [{ type: 'order.paid', paymentId: null }] };
    case 'owner.cancelled':
      if (order.state === 'created') return close(order, 'cancelled');
      return isPaid(order) ? notOpen : stay(order);
    case 'deadline':
      return order.state === 'created' ? close(order, 'expired') : stay(order);
    case 'refund.requested':
      return requestRefund(order, signal);
    case 'refund.confirmed':
      return confirmRefund(order, signal);
    case 'refund.failed': {
      const refund = findRefund(order, signal.refundId);
      if (!refund) return { refused: 'refund_unknown' };
      if (refund.state !== 'requested') return stay(order);
      const { refundId, amount } = refund;
      const refusals = (refund.refusals ?? 0) + 1;
      return {
        order: withRefund(order, { ...refund, state: 'failed', refusals }),
        effects: [{ type: 'refund.refused', refundId, amount, pause: pauseAfter(refusals) }],
      };
    }
    case 'refund.due': {
      const refund = findRefund(order, signal.refundId);
      if (!refund) return { refused: 'refund_unknown' };
      if (refund.state !== 'failed') return stay(order);
      const amount = smaller(refund.amount, refundableOf(order));
      // What was given back in other ways meanwhile is owed no more.
      return amount.amount > 0 ? requestRefund(order, { ...signal, amount }) : stay(order);
    }
    case 'payment.returned': {
      const stray = findStray(order, signal.paymentId);
      return stray ? returnStray(order, stray) : { refused: 'payment_unknown' };
    }
  }
}

/** What was refunded already, or is asked for and not refused. */
export const refundedOf = ({ refunds, price }: Order, states: Refund['state'][]): Money =>
  sum(
    refunds.filter(({ state }) => states.includes(state)).map(({ amount }) => amount),
    price.currency,
  );

/** What can still be refunded. */
export function refundableOf(order: Order): Money {
  if (!isPaid(order)) return { ...order.price, amount: 0 };
  const left = subtract(order.price, refundedOf(order, ['requested', 'confirmed']));
  // The provider may have given back by itself what was asked for as well.
  return { ...left, amount: Math.max(0, left.amount) };
}

/** What is owed: the provider was asked to give it back and would not, and it has not come back in another way since. */
export const owedOf = (order: Order): Money => smaller(refundedOf(order, ['failed']), refundableOf(order));

/** Some eleven days: what a provider refused so often it will not do by itself. */
const MOST_REFUSALS = 14;

/**
 * A provider's reasons may pass: it is asked again after an hour, then after twice as long, up to a day; null: only when
 * somebody asks.
 */
export const pauseAfter = (refusals: number): Duration | null =>
  refusals >= MOST_REFUSALS ? null : milliseconds(Math.min(hours(1) * 2 ** (refusals - 1), hours(24)));

const smaller = (a: Money, b: Money): Money => (a.amount <= b.amount ? a : b);
const notOpen: OrderMove = { refused: 'order_not_open' };
const stay = (order: Order): OrderMove => ({ order, effects: [] });
const isPaid = ({ state }: Order): boolean => state === 'paid' || state === 'refunded';
const close = (order: Order, state: 'cancelled' | 'expired'): OrderMove => ({
  order: { ...order, state },
  effects: [{ type: 'order.closed' }],
});

function takePayment(order: Order, signal: Confirmed): OrderMove {
  const { paymentId, amount } = signal;
  const isKnown = order.paidBy === paymentId || findStray(order, paymentId) !== undefined;
  if (isKnown) return stay(order);
  if (canTake(order, signal))
    return {
      order: { ...order, state: 'paid', paidBy: paymentId },
      effects: [{ type: 'order.paid', paymentId }],
    };
  return {
    order: { ...order, stray: [...order.stray, { paymentId, amount, state: 'to_return' }] },
    effects: [{ type: 'payment.stray', paymentId, amount }],
  };
}

/** Its time counts, not when its timer fires, nor when the payment is heard of. */
function canTake(order: Order, { amount, paidAt, deliverable }: Confirmed): boolean {
  if (!deliverable || !isSame(amount, order.price) || paidAt > order.expiresAt) return false;
  if (order.state === 'created') return true;
  // A trial's claim has been given back, and another order may hold it.
  return order.state === 'expired' && !order.trial;
}

function requestRefund(order: Order, { refundId, amount }: Pick<Refund, 'refundId' | 'amount'>): OrderMove {
  if (!isPaid(order)) return { refused: 'order_not_paid' };
  const known = findRefund(order, refundId);
  if (known && known.state !== 'failed') return stay(order);
  if (!isWithin(amount, refundableOf(order))) return { refused: 'refund_too_large' };
  return {
    order: withRefund(known ? order : takeOver(order, amount), { ...known, refundId, amount, state: 'requested' }),
    effects: [{ type: 'refund.requested', refundId, amount }],
  };
}

/** Whoever asks under another id means the money that was refused before: it is owed once, by the new refund if that fails too. */
function takeOver(order: Order, { amount }: Money): Order {
  let left = amount;
  const refunds = order.refunds.flatMap((refund) => {
    if (refund.state !== 'failed') return [refund];
    const taken = Math.min(left, refund.amount.amount);
    left -= taken;
    const rest = { ...refund.amount, amount: refund.amount.amount - taken };
    return rest.amount === 0 ? [] : [{ ...refund, amount: rest }];
  });
  return { ...order, refunds };
}

function confirmRefund(
  order: Order,
  { paymentId, refundId, amount }: Extract<OrderSignal, { type: 'refund.confirmed' }>,
): OrderMove {
  const stray = findStray(order, paymentId);
  if (stray) return isSame(amount, stray.amount) ? returnStray(order, stray) : { refused: 'refund_too_large' };
  if (!isPaid(order)) return { refused: 'order_not_paid' };
  if (order.paidBy !== paymentId) return { refused: 'payment_unknown' };
  if (findRefund(order, refundId)?.state === 'confirmed') return stay(order);
  const refundedBefore = refundedOf(order, ['confirmed']);
  const left = subtract(order.price, refundedBefore);
  if (!isWithin(amount, left)) return { refused: 'refund_too_large' };
  const whole = compare(amount, left) === 0;
  return {
    order: { ...withRefund(order, { refundId, amount, state: 'confirmed' }), state: whole ? 'refunded' : 'paid' },
    effects: [{ type: 'order.refunded', refundId, amount, refundedBefore, whole }],
  };
}

function returnStray(order: Order, stray: StrayPayment): OrderMove {
  if (stray.state === 'returned') return stay(order);
  const others = order.stray.filter((one) => one !== stray);
  const { paymentId, amount } = stray;
  return {
    order: { ...order, stray: [...others, { ...stray, state: 'returned' }] },
    effects: [{ type: 'payment.returned', paymentId, amount }],
  };
}

const findStray = ({ stray }: Order, id: StrayPayment['paymentId']): StrayPayment | undefined =>
  stray.find(({ paymentId }) => paymentId === id);

const isSame = (a: Money, b: Money): boolean => a.currency === b.currency && a.amount === b.amount;

const isWithin = (amount: Money, limit: Money): boolean =>
  amount.currency === limit.currency && amount.amount > 0 && amount.amount <= limit.amount;

const findRefund = ({ refunds }: Order, id: Refund['refundId']): Refund | undefined =>
  refunds.find(({ refundId }) => refundId === id);

const withRefund = (order: Order, refund: Refund): Order => ({
  ...order,
  refunds: [...order.refunds.filter(({ refundId }) => refundId !== refund.refundId), refund],
});
