import { expect, test } from 'vitest';
import { type CouponFields, couponBody, localMinute } from './coupon-body.ts';

const fields: CouponFields = {
  name: ' 首月优惠 ',
  kind: 'percent',
  percent: 20,
  currency: 'CNY',
  pids: ['u3l4pfwkoa0twmgg'],
  validFrom: '2026-11-25T08:00',
  validUntil: '2026-12-25T08:00',
};

test('a code is upper case, and an empty one is left out so that a random one is made', () => {
  expect(couponBody({ ...fields, code: ' new-2026 ' })).toMatchObject({ code: 'NEW-2026', name: '首月优惠' });
  expect(couponBody({ ...fields, code: ' ' })).not.toHaveProperty('code');
});

test('a discount is a percentage or an amount of minor units', () => {
  expect(couponBody(fields).discount).toEqual({ percent: 20 });
  const off = couponBody({ ...fields, kind: 'amount', amount: '9.90' });
  expect(off.discount).toEqual({ off: { amount: 990, currency: 'CNY' } });
  expect(() => couponBody({ ...fields, kind: 'amount', amount: 'ten' })).toThrow(RangeError);
});

test('times are local in the form and absolute on the wire; no limit is null', () => {
  const at = new Date(2026, 10, 25, 8, 0);
  expect(localMinute(at)).toBe('2026-11-25T08:00');
  expect(couponBody(fields)).toMatchObject({ validFrom: at.toISOString(), limit: null });
  expect(couponBody({ ...fields, limit: 100 }).limit).toBe(100);
});
