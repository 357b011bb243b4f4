import type { Money } from '@kaitong/contract';
import { add, compare, multiply, ratio, subtract, zero } from './arithmetic.ts';

/** What an agreement version says about money. Whose agreement: that of the account the product belongs to. */
export type ShareTerms = { sharePercent: number };

/** What the share of one order is computed from; all of it as it was when the order was made. */
export type SharedOrder = {
  /** After coupons and everything else that was taken off. */
  paid: Money;
  /** Price of the plan where it was sold, in the currency that was paid. */
  listPrice: Money;
  /** Price of the same plan in US dollars; null in mainland China, where what was paid is shared as it is. */
  usDollarListPrice: Money | null;
  trial: boolean;
};

/**
 * The maker's share of a paid order (agreement, rules 1.1 and 1.2): in mainland China a percentage of what was paid;
 * elsewhere of the paid fraction of the US-dollar list price. Rounded half-even, once per order. Trials carry none.
 */
export function shareOf(order: SharedOrder, { sharePercent }: ShareTerms): Money {
  const { paid, listPrice, usDollarListPrice, trial } = order;
  if (compare(paid, listPrice) > 0 || paid.amount < 0)
    throw new RangeError(`an order of ${listPrice.amount} cannot have been paid with ${paid.amount}`);
  if (usDollarListPrice !== null && usDollarListPrice.currency !== 'USD')
    throw new RangeError(`a list price in ${usDollarListPrice.currency} is none in US dollars`);
  if (trial || listPrice.amount === 0) return zero(usDollarListPrice?.currency ?? paid.currency);
  if (usDollarListPrice === null) return multiply(paid, ratio(sharePercent, 100));
  return multiply(
    usDollarListPrice,
    ratio(BigInt(paid.amount) * BigInt(sharePercent), BigInt(listPrice.amount) * 100n),
  );
}

/**
 * The part of an order's share that one refund reverses. It is the difference of two rounded running totals: however the
 * whole is refunded, in one piece or many, what is reversed in the end is the share exactly.
 */
export function shareReversed(refund: { share: Money; paid: Money; refundedBefore: Money; refunded: Money }): Money {
  const { share, paid, refundedBefore, refunded } = refund;
  const after = add(refundedBefore, refunded);
  if (refunded.amount < 0 || refundedBefore.amount < 0 || compare(after, paid) > 0)
    throw new RangeError(`${after.amount} cannot be refunded of ${paid.amount}`);
  if (paid.amount === 0) return zero(share.currency);
  const upTo = (amount: Money) => multiply(share, ratio(amount.amount, paid.amount));
  return subtract(upTo(after), upTo(refundedBefore));
}
