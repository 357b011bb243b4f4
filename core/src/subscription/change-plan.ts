import type { OrderId, PlanTerms, PurchaseUse } from '@kaitong/contract';
import type { Length, Time } from '../plans/calendar.ts';
import { findInForce } from './standing.ts';
import type { Subscription, SubscriptionEvent } from './subscription.ts';

/** Whether a plan gives all that another gives, and more. */
export const coversMore = (plan: PlanTerms, other: PlanTerms): boolean =>
  (plan.kind === 'continuous' || other.kind === 'event') &&
  plan.retentionDays >= other.retentionDays &&
  (plan.kind !== other.kind || plan.retentionDays > other.retentionDays);

/**
 * The order whose place a plan takes when somebody changes to it: the one in force, where the plan covers more. Then it is
 * taken back, and its unused days are given back. `undefined`: the plan waits until all that was paid for has been had.
 */
export function findReplaced(subscription: Subscription, terms: PlanTerms, at: Time): OrderId | undefined {
  const running = findInForce(subscription, at);
  return running && coversMore(terms, running.terms) ? running.orderId : undefined;
}

type Bought = {
  orderId: OrderId;
  terms: PlanTerms;
  length: Length;
  use: PurchaseUse;
  /** Of a change: whose place it takes. */
  replaces: OrderId | null;
};

type Untimed<E> = E extends { at: number } ? Omit<E, 'at'> : never;

/** What a purchase does to the subscription once it is paid; a quote lets it happen to a copy. */
export function purchaseEvents({ use, replaces, ...bought }: Bought): Untimed<SubscriptionEvent>[] {
  if (use !== 'change') return [{ type: 'bought', ...bought, use }];
  if (replaces === null) return [{ type: 'bought', ...bought, use: 'queue' }];
  return [
    { type: 'refunded', orderId: replaces },
    { type: 'bought', ...bought, use: 'now' },
  ];
}
