import type { Money, RefundId, RefundWhy } from '@kaitong/contract';
import { subtract } from '../money/arithmetic.ts';
import type { Time } from '../plans/calendar.ts';
import { refundFor, type Usage, usageOf } from '../subscription/refund.ts';
import type { Subscription } from '../subscription/subscription.ts';
import { refundableOf } from './move-order.ts';
import type { Order } from './order.ts';

/** What taking an order back gives and from what it is computed: what was paid is `used + before + amount`, to the cent. */
export type RefundPreview = Usage & {
  /** What comes back. */
  amount: Money;
  why: RefundWhy;
  /** For the days that have begun. */
  used: Money;
  /** What was given back before, as far as it lessens this. */
  before: Money;
};

type Asked = { refundId: RefundId; subscription: Subscription; at: Time };

/**
 * What taking an order back at `at` gives: everything before it begins, afterwards the unused days' part of what was paid,
 * rounded half-even; never more than is left of it. Taking back asks by this, and so does who only looks.
 *
 * @param asked `refundId`: under which it is or would be taken back
 * @returns `undefined` where it was never paid, or taken back already; not where the provider refused to give the money
 */
export function previewRefund(order: Order, asked: Asked): RefundPreview | undefined {
  if (order.state !== 'paid' && order.state !== 'refunded') return undefined;
  const { refundId, subscription, at } = asked;
  const known = order.refunds.find((one) => one.refundId === refundId);
  if (known && known.state !== 'failed') return undefined;
  const { price } = order;
  const usage = usageOf(subscription, order.id, Math.max(at, subscription.asOf));
  // What was taken back and is owed does not go by the time that is left.
  const unused = known?.amount ?? refundFor(subscription, order.id, price, at);
  const left = refundableOf(order);
  const amount = unused.amount <= left.amount ? unused : left;
  const used = subtract(price, unused);
  const preview = { ...usage, amount, used, before: subtract(unused, amount) };
  return { ...preview, why: known ? 'owed' : whyOf(order, usage, { unused, left }) };
}

function whyOf(
  { price }: Order,
  { unusedDays, days }: Usage,
  { unused, left }: { unused: Money; left: Money },
): RefundWhy {
  if (price.amount === 0) return 'nothing_paid';
  if (left.amount === 0) return 'given_back';
  if (unusedDays === 0) return 'used_up';
  if (unused.amount === 0) return 'too_little';
  return unusedDays === days ? 'not_begun' : 'unused_days';
}
