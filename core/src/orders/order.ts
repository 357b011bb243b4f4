import type { Duration, Money, OrderId, OrderState, PaymentId, RefundId } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';

/**
 * A refund (退款) of an order. `failed`: the provider refused it, `refusals` times by now. It stays owed, and asking again with
 * the same id tries again.
 */
export type Refund = {
  refundId: RefundId;
  amount: Money;
  state: 'requested' | 'confirmed' | 'failed';
  refusals?: number;
};

/** Money that the provider took for the order and the order cannot take: it goes back, all of it. */
export type StrayPayment = { paymentId: PaymentId; amount: Money; state: 'to_return' | 'returned' };

/** An owner's purchase, from the checkout on. */
export type Order = {
  id: OrderId;
  /** What is to be paid, after the coupon. */
  price: Money;
  trial: boolean;
  /** Until when it can be paid. */
  expiresAt: Time;
  state: OrderState;
  /** The one payment that counts; null while unpaid and where nothing was to be paid. */
  paidBy: PaymentId | null;
  stray: StrayPayment[];
  refunds: Refund[];
};

export type OrderSignal =
  /**
   * The provider took money at `paidAt`. `deliverable`: the device is still this owner's, so that what was bought can be
   * granted.
   */
  | { type: 'payment.confirmed'; paymentId: PaymentId; amount: Money; paidAt: Time; deliverable: boolean }
  /** Nothing was to be paid: a coupon took everything off. */
  | { type: 'payment.waived' }
  | { type: 'owner.cancelled' }
  /** The order's deadline passed by the database's clock. */
  | { type: 'deadline' }
  | { type: 'refund.requested'; refundId: RefundId; amount: Money }
  /**
   * The provider gave money of a payment back; for a refund that was made on its side, under an id derived from its own.
   * Of a stray payment it is that one's return: whoever was charged twice disputes one of the two.
   */
  | { type: 'refund.confirmed'; paymentId: PaymentId; refundId: RefundId; amount: Money }
  | { type: 'refund.failed'; refundId: RefundId }
  /** The pause after the provider's refusal is over: what it still owes is asked for again. */
  | { type: 'refund.due'; refundId: RefundId }
  /** The provider gave a stray payment back. */
  | { type: 'payment.returned'; paymentId: PaymentId };

/** What must happen, in the same transaction, because an order moved. Each is said once in an order's life. */
export type OrderEffect =
  /** Grant what was bought and book the payment; null: nothing was to be paid. */
  | { type: 'order.paid'; paymentId: PaymentId | null }
  /** Give up what the order held: the trial's claim, the coupon's use. */
  | { type: 'order.closed' }
  /** Book money that belongs to nobody's order, and ask the provider to give it back. */
  | { type: 'payment.stray'; paymentId: PaymentId; amount: Money }
  | { type: 'payment.returned'; paymentId: PaymentId; amount: Money }
  /** Ask the provider for the refund. */
  | { type: 'refund.requested'; refundId: RefundId; amount: Money }
  /** The provider will not: it is asked again after a pause, if it has not refused too often. */
  | { type: 'refund.refused'; refundId: RefundId; amount: Money; pause: Duration | null }
  /** Book the refund. `refundedBefore`: by refunds confirmed earlier; `whole`: nothing of the price is left. */
  | { type: 'order.refunded'; refundId: RefundId; amount: Money; refundedBefore: Money; whole: boolean };

export type OrderRefusal =
  | 'order_not_paid'
  | 'order_not_open'
  | 'refund_too_large'
  | 'refund_unknown'
  | 'payment_unknown';

export type OrderMove = { order: Order; effects: OrderEffect[] } | { refused: OrderRefusal };

/** A new order. */
export const createOrder = (order: Pick<Order, 'id' | 'price' | 'trial' | 'expiresAt'>): Order => ({
  ...order,
  state: 'created',
  paidBy: null,
  stray: [],
  refunds: [],
});
