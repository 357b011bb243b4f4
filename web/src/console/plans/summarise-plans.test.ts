import { PlanId, Region } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { lowestPrices, type PlanWithPrices, regionsOf, rowsOfPlans } from './summarise-plans.ts';

const cn = Region.parse('cn');
const us = Region.parse('us');
let n = 0;

function plan(kind: 'event' | 'continuous', days: 7 | 15 | 30, period: 'month' | 'year', yuan: number): PlanWithPrices {
  const id = PlanId.parse(`pl${String(n++).padStart(18, '0')}`);
  const prices = [{ region: cn, price: { amount: yuan * 100, currency: 'CNY' as const }, usDollar: null }];
  return { id, kind, retentionDays: days, period, prices };
}

test('event recording stands before continuous recording, shorter before longer, months beside years', () => {
  const rows = rowsOfPlans([
    plan('continuous', 7, 'month', 30),
    plan('event', 30, 'month', 20),
    plan('event', 7, 'year', 100),
    plan('event', 7, 'month', 10),
  ]);
  expect(rows.map(({ key }) => key)).toEqual(['event 7', 'event 30', 'continuous 7']);
  expect(rows[0]?.plans.month).toHaveLength(1);
  expect(rows[0]?.plans.year).toHaveLength(1);
  expect(rows[1]?.plans.year).toEqual([]);
});

test('the lowest price of a region is named; a region without prices is not', () => {
  const cheap = plan('event', 7, 'month', 9);
  const dear = plan('event', 30, 'month', 20);
  const abroad = {
    ...dear,
    prices: [{ region: us, price: { amount: 399, currency: 'USD' as const }, usDollar: null }],
  };
  expect(lowestPrices([dear, cheap])).toEqual([{ region: cn, price: { amount: 900, currency: 'CNY' } }]);
  expect(regionsOf([abroad, cheap])).toEqual([cn, us]);
  expect(lowestPrices([])).toEqual([]);
});
