import { PlanId } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { groupPlans, type OfferedPlan } from './group-plans.ts';

const plan = (kind: OfferedPlan['kind'], retentionDays: 7 | 15 | 30, period: 'month' | 'year', amount = 900) => ({
  id: PlanId.parse(`pl${kind}${retentionDays}${period}`.padEnd(20, '0').slice(0, 20)),
  kind,
  retentionDays,
  period,
  price: { amount, currency: 'CNY' as const },
});

test('plans are grouped by what they record, shortest first, monthly before yearly, cheapest first', () => {
  const [continuous, yearly30, yearly7, dear, cheap] = [
    plan('continuous', 7, 'month'),
    plan('event', 30, 'year'),
    plan('event', 7, 'year'),
    plan('event', 7, 'month', 1200),
    plan('event', 7, 'month', 700),
  ] as const;
  expect(groupPlans([continuous, yearly30, yearly7, dear, cheap])).toEqual([
    {
      kind: 'event',
      retentions: [
        { days: 7, plans: [cheap, dear, yearly7] },
        { days: 30, plans: [yearly30] },
      ],
    },
    { kind: 'continuous', retentions: [{ days: 7, plans: [continuous] }] },
  ]);
});

test('no plans make no groups', () => expect(groupPlans([])).toEqual([]));
