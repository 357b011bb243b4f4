import { days, type Money, type OrderId } from '@kaitong/contract';
import { multiply, ratio, zero } from '../money/arithmetic.ts';
import type { Time } from '../plans/calendar.ts';
import type { Subscription } from './subscription.ts';

/** Days of an order: those that it has not begun to use at `at`, of all that it got. */
export type Usage = { unusedDays: number; days: number };

/** What an order has left. A day that has begun is used; time that stands in the queue is not. */
export function usageOf({ slices }: Subscription, orderId: OrderId, at: Time): Usage {
  const own = slices.filter((slice) => slice.orderId === orderId);
  const total = own.reduce((sum, { startsAt, endsAt }) => sum + endsAt - startsAt, 0);
  const unused = own.reduce((sum, { startsAt, endsAt }) => sum + Math.max(0, endsAt - Math.max(startsAt, at)), 0);
  return { unusedDays: Math.floor(unused / days(1)), days: Math.round(total / days(1)) };
}

/**
 * What an owner gets back for taking an order back at `at`: everything before it begins, afterwards the unused days'
 * part of what was paid, rounded half-even. What was refunded before for other reasons is the caller's to subtract.
 */
export function refundFor(subscription: Subscription, orderId: OrderId, paid: Money, at: Time): Money {
  const usage = usageOf(subscription, orderId, Math.max(at, subscription.asOf));
  return usage.days === 0 ? zero(paid.currency) : multiply(paid, ratio(usage.unusedDays, usage.days));
}
