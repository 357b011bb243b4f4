import type { Money, Pid } from '@kaitong/contract';
import { describe, expect, test } from 'vitest';
import { type Coupon, priceAfter, refuseCoupon } from './coupon.ts';

const yen = (amount: number): Money => ({ amount, currency: 'JPY' });
const pid = 'u3l4pfwkoa0twmgg' as Pid;
const coupon: Coupon = {
  discount: { off: yen(30) },
  pids: [pid],
  validFrom: 1000,
  validUntil: 2000,
  limit: 5,
  used: 4,
};
const order = { pid, listPrice: yen(100), trial: false, at: 1500 };

describe('a coupon', () => {
  test('of 30 JPY leaves 70 of 100', () => {
    expect(refuseCoupon(coupon, order)).toBeUndefined();
    expect(priceAfter(yen(100), coupon.discount)).toEqual(yen(70));
  });

  test('never makes a price negative', () => expect(priceAfter(yen(20), coupon.discount)).toEqual(yen(0)));

  test('of a percentage is rounded half-even', () => {
    expect(priceAfter(yen(25), { percent: 10 })).toEqual(yen(22));
    expect(priceAfter(yen(35), { percent: 10 })).toEqual(yen(32));
    expect(priceAfter(yen(99), { percent: 100 })).toEqual(yen(0));
  });

  test('that was not given changes nothing', () => expect(priceAfter(yen(99), null)).toEqual(yen(99)));

  test.each([
    ['coupon_not_with_trial', coupon, { ...order, trial: true }],
    ['coupon_not_for_product', { ...coupon, pids: [] }, order],
    ['coupon_not_valid_yet', coupon, { ...order, at: 999 }],
    ['coupon_expired', coupon, { ...order, at: 2000 }],
    ['coupon_used_up', { ...coupon, used: 5 }, order],
    ['coupon_wrong_currency', { ...coupon, discount: { off: { amount: 1, currency: 'CNY' as const } } }, order],
  ] as const)('is refused as %s', (code, one, where) => expect(refuseCoupon(one, where)).toBe(code));

  test('without a limit is never used up', () => {
    expect(refuseCoupon({ ...coupon, limit: null, used: 1e6 }, order)).toBeUndefined();
  });
});
