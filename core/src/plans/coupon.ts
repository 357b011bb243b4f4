import type { Discount, Money, Pid } from '@kaitong/contract';
import { compare, multiply, ratio, subtract, zero } from '../money/arithmetic.ts';
import type { Time } from './calendar.ts';

/** A coupon (优惠券) that a maker issued for products of its own. */
export type Coupon = {
  discount: Discount;
  pids: readonly Pid[];
  validFrom: Time;
  validUntil: Time;
  /** How many orders may use it; null: any number. Orders that were cancelled or expired unpaid do not count. */
  limit: number | null;
  used: number;
};

export type CouponRefusal =
  | 'coupon_not_with_trial'
  | 'coupon_not_for_product'
  | 'coupon_not_valid_yet'
  | 'coupon_expired'
  | 'coupon_used_up'
  | 'coupon_wrong_currency';

/** Why a coupon takes nothing off this order; `undefined`: it does. */
export function refuseCoupon(
  coupon: Coupon,
  order: { pid: Pid; listPrice: Money; trial: boolean; at: Time },
): CouponRefusal | undefined {
  if (order.trial) return 'coupon_not_with_trial';
  if (!coupon.pids.includes(order.pid)) return 'coupon_not_for_product';
  if (order.at < coupon.validFrom) return 'coupon_not_valid_yet';
  if (order.at >= coupon.validUntil) return 'coupon_expired';
  if (coupon.limit !== null && coupon.used >= coupon.limit) return 'coupon_used_up';
  const { discount } = coupon;
  if ('off' in discount && discount.off.currency !== order.listPrice.currency) return 'coupon_wrong_currency';
  return undefined;
}

/** What is left to pay: never below zero, a percentage rounded half-even. */
export function priceAfter(listPrice: Money, discount: Discount | null): Money {
  if (discount === null) return listPrice;
  if ('percent' in discount) return multiply(listPrice, ratio(100 - discount.percent, 100));
  return compare(discount.off, listPrice) >= 0 ? zero(listPrice.currency) : subtract(listPrice, discount.off);
}
