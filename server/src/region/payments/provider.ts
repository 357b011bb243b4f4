import type { Money, OrderId, PaymentId, RefundId } from '@kaitong/contract';
import type { Time } from '@kaitong/core';

/** What is to be paid, as a provider needs to know it. */
export type PaymentOrder = {
  orderId: OrderId;
  price: Money;
  /** One line for the payer, in their language. */
  description: string;
  /** The provider should take no money for it later; one that does all the same gets it back from us. */
  expiresAt: Date;
};

/** A purchase by which its payer may agree to be charged for later ones (a mandate), too. */
export type FirstPayment = PaymentOrder & { mandate: boolean };

/** A purchase that is charged by a mandate, without its payer. */
export type PaymentCharge = PaymentOrder & {
  /** The provider's id of the mandate. */
  mandate: string;
  /** Of the same order, from 1: the same number again is the same charge, another one a new try after a refusal. */
  attempt: number;
};

/** How a refund is named towards the provider: one of an order's, or the return of a payment that no order can take. */
type RefundReference = { refundId: RefundId } | { stray: PaymentId };

export type PaymentRefund = {
  orderId: OrderId;
  paymentId: PaymentId;
  reference: RefundReference;
  amount: Money;
};

/** What a provider tells about an order. Told twice, late or in another order, it does no harm. */
export type ProviderSignal =
  | {
      type: 'payment.confirmed';
      orderId: OrderId;
      paymentId: PaymentId;
      amount: Money;
      paidAt: Time;
      /** The mandate that its payer gave with it, as the provider names it. */
      mandate?: string;
    }
  /** The provider would not charge: an order that people pay themselves stays open, one by mandate is tried again. */
  | { type: 'payment.refused'; orderId: OrderId }
  /** `refundId`: ours, or one derived from the provider's own id where the refund was made on its side. */
  | { type: 'refund.confirmed'; orderId: OrderId; paymentId: PaymentId; refundId: RefundId; amount: Money }
  | { type: 'refund.failed'; orderId: OrderId; refundId: RefundId }
  | { type: 'payment.returned'; orderId: OrderId; paymentId: PaymentId }
  /** The provider did not give a stray payment back: it is asked again later. */
  | { type: 'return.failed'; orderId: OrderId; paymentId: PaymentId };

/** A callback as it came: nothing of it is trusted before `verify`. */
export type Callback = { header(name: string): string | undefined; body: string };

export type Verified =
  /** `null`: genuine, and nothing to do for us. */
  { signal: ProviderSignal | null } | { refused: 'forged' | 'stale' | 'unreadable' };

/**
 * A payment provider. Everything may be called again with the same ids and must then do nothing twice. What cannot be
 * reached throws; money moves only by what callbacks say, never by an answer.
 */
export type PaymentProvider = {
  /** As it stands in the books and in the callback's address: `[a-z0-9-]{1,32}`. */
  name: string;
  /** Announces an order; where its owner pays. */
  begin(order: FirstPayment): Promise<{ checkoutUrl: string }>;
  /** Has an order paid by a mandate; whether it was is told by a callback, unless it is refused at once. */
  charge(charge: PaymentCharge): Promise<'accepted' | 'refused'>;
  /** The mandate is not used any more; one that is not known any more is fine. */
  endMandate(mandate: string): Promise<void>;
  /** Asks for money to be given back; whether it was is told by a callback, unless it is refused at once. */
  refund(refund: PaymentRefund): Promise<'accepted' | 'refused'>;
  /** Who sent it (compared in constant time), when (a replay window), and what it says. */
  verify(callback: Callback, now: Date): Verified;
  /** What the provider takes as "do not send this again", with status 200. */
  taken: { type: string; body: string };
};

/** The providers of a region: new orders are paid at `current`, older ones where they were begun. */
export type PaymentProviders = { current: PaymentProvider; all: ReadonlyMap<string, PaymentProvider> };
