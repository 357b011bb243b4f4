import { expect, test } from 'vitest';
import { groupPlans } from './group-plans.ts';

test('plans are grouped by what they record, shortest first, monthly before yearly, each once', () => {
  expect(
    groupPlans([
      { kind: 'continuous', retentionDays: 7, period: 'month' },
      { kind: 'event', retentionDays: 30, period: 'year' },
      { kind: 'event', retentionDays: 7, period: 'year' },
      { kind: 'event', retentionDays: 7, period: 'month' },
      { kind: 'event', retentionDays: 7, period: 'month' },
    ]),
  ).toEqual([
    {
      kind: 'event',
      retentions: [
        { days: 7, periods: ['month', 'year'] },
        { days: 30, periods: ['year'] },
      ],
    },
    { kind: 'continuous', retentions: [{ days: 7, periods: ['month'] }] },
  ]);
});

test('no plans make no groups', () => expect(groupPlans([])).toEqual([]));
