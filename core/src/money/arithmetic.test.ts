import { Currency, type Money } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate } from './allocate.ts';
import { add, compare, multiply, negate, ratio, roundHalfEven, subtract, sum, zero } from './arithmetic.ts';

const cents = (amount: number): Money => ({ amount, currency: 'USD' });
const money = fc.record({
  amount: fc.integer({ min: -1e12, max: 1e12 }),
  currency: fc.constantFrom(...Currency.options),
});

describe('money', () => {
  test('is added in one currency only', () => {
    expect(() => add(cents(1), { amount: 1, currency: 'CNY' })).toThrow('USD and CNY');
    expect(() => compare(cents(1), { amount: 1, currency: 'CNY' })).toThrow('USD and CNY');
  });

  test('added and taken away again has not changed', () => {
    fc.assert(
      fc.property(money, fc.integer({ min: -1e12, max: 1e12 }), (a, amount) => {
        const b = { ...a, amount };
        expect(compare(subtract(add(a, b), b), a)).toBe(0);
        expect(add(a, negate(a))).toEqual(zero(a.currency));
      }),
    );
  });

  test('sums up to the same in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (amounts) => {
        const forwards = sum(amounts.map(cents), 'USD');
        expect(sum(amounts.toReversed().map(cents), 'USD')).toEqual(forwards);
      }),
    );
  });

  test('too large to be exact is refused, not rounded', () => {
    expect(() => add(cents(Number.MAX_SAFE_INTEGER), cents(1))).toThrow('too large');
    expect(() => multiply(cents(Number.MAX_SAFE_INTEGER), ratio(3, 2))).toThrow('too large');
  });

  test.each([
    [25, 1, 10, 2],
    [35, 1, 10, 4],
    [-25, 1, 10, -2],
    [-35, 1, 10, -4],
    [26, 1, 10, 3],
    [24, 1, 10, 2],
    [1, 1, -2, 0],
  ])('%i × %i/%i is rounded half-even to %i', (amount, numerator, denominator, expected) => {
    expect(multiply(cents(amount), ratio(numerator, denominator)).amount).toBe(expected);
  });

  test('is never rounded by more than half a unit, and symmetrically around 0', () => {
    const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(whole, fc.bigInt({ min: 1n, max: 10n ** 20n }), (numerator, denominator) => {
        const twiceOff = 2n * (roundHalfEven(numerator, denominator) * denominator - numerator);
        expect(twiceOff <= denominator && twiceOff >= -denominator).toBe(true);
        expect(roundHalfEven(-numerator, denominator)).toBe(-roundHalfEven(numerator, denominator));
        expect(roundHalfEven(-numerator, -denominator)).toBe(roundHalfEven(numerator, denominator));
      }),
    );
  });
});

describe('an allocation', () => {
  test('sums up to the amount exactly, each part within one unit of its exact value, nothing for a weight of 0', () => {
    const weights = fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 }).filter((all) => all.some((one) => one > 0));
    fc.assert(
      fc.property(money, weights, (whole, shares) => {
        const parts = allocate(whole, shares);
        expect(compare(sum(parts, whole.currency), whole)).toBe(0);
        const total = BigInt(shares.reduce((a, b) => a + b));
        parts.forEach(({ amount }, i) => {
          const off = BigInt(amount) * total - BigInt(whole.amount) * BigInt(shares[i] ?? 0);
          expect(off <= total && off >= -total).toBe(true);
          if (shares[i] === 0) expect(amount).toBe(0);
        });
      }),
    );
  });

  test('by no weight at all, or a negative one, is a mistake', () => {
    expect(() => allocate(cents(1), [0, 0])).toThrow('weight above 0');
    expect(() => allocate(cents(1), [])).toThrow('weight above 0');
    expect(() => allocate(cents(1), [2, -1])).toThrow('negative');
  });
});
