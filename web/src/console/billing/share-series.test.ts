import { expect, test } from 'vitest';
import { roundUp, shareSeries } from './share-series.ts';

const row = (month: string, currency: 'CNY' | 'USD', share: number) => {
  const money = (amount: number) => ({ amount, currency });
  return { month, currency, orders: 1, paid: money(100), refunded: money(0), share: money(share) };
};

test('each currency with shares is a series of its own, and a month without any is zero', () => {
  const rows = [row('2026-01', 'USD', 30), row('2026-02', 'CNY', -5), row('2026-02', 'USD', 0)];
  expect(shareSeries(rows, ['2026-01', '2026-02'])).toEqual([
    {
      currency: 'CNY',
      points: [
        { month: '2026-01', amount: 0 },
        { month: '2026-02', amount: -5 },
      ],
    },
    {
      currency: 'USD',
      points: [
        { month: '2026-01', amount: 30 },
        { month: '2026-02', amount: 0 },
      ],
    },
  ]);
  expect(shareSeries([row('2026-01', 'CNY', 0)], ['2026-01'])).toEqual([]);
});

test('an axis ends at a round amount', () => {
  expect([0, 1, 3, 70, 100, 101, 5001].map(roundUp)).toEqual([0, 1, 5, 100, 100, 200, 10_000]);
});
