import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareSeries, ticksOf } from './share-series.ts';

const row = (month: string, currency: 'CNY' | 'USD', share: number) => {
  const money = (amount: number) => ({ amount, currency });
  return { month, currency, orders: 1, paid: money(100), refunded: money(0), share: money(share) };
};

test('each currency with shares is a series of its own, a month without any is zero, and the last has not ended', () => {
  const rows = [row('2026-01', 'USD', 30), row('2026-02', 'CNY', -5), row('2026-02', 'USD', 0)];
  expect(shareSeries(rows, ['2026-01', '2026-02'])).toEqual([
    {
      currency: 'CNY',
      points: [
        { month: '2026-01', amount: 0, isOpen: false },
        { month: '2026-02', amount: -5, isOpen: true },
      ],
    },
    {
      currency: 'USD',
      points: [
        { month: '2026-01', amount: 30, isOpen: false },
        { month: '2026-02', amount: 0, isOpen: true },
      ],
    },
  ]);
  expect(shareSeries([row('2026-01', 'CNY', 0)], ['2026-01'])).toEqual([]);
});

test('a chart has three round lines, one of them zero', () => {
  expect(ticksOf([0, 70])).toEqual([100, 50, 0]);
  expect(ticksOf([5001])).toEqual([10_000, 5000, 0]);
  expect(ticksOf([1])).toEqual([2, 1, 0]);
  expect(ticksOf([0, -5])).toEqual([0, -3, -6]);
  expect(ticksOf([180, -5])).toEqual([200, 0, -5]);
});

test('every amount lies between the lines, which are whole minor units', () => {
  const amount = fc.integer({ min: -(10 ** 13), max: 10 ** 13 });
  fc.assert(
    fc.property(
      fc.array(amount, { minLength: 1 }).filter((amounts) => amounts.some((one) => one !== 0)),
      (amounts) => {
        const [top, middle, bottom] = ticksOf(amounts);
        expect(amounts.every((one) => one <= top && one >= bottom)).toBe(true);
        expect([top, middle, bottom]).toContain(0);
        expect([top, middle, bottom].every(Number.isSafeInteger)).toBe(true);
        expect(top > middle && middle > bottom).toBe(true);
      },
    ),
  );
});
