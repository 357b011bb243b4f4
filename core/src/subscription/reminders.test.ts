import { days } from '@kaitong/contract';
import { expect, test } from 'vitest';
import type { Length } from '../plans/calendar.ts';
import { nextReminder } from './reminders.ts';
import { moveSubscription, noSubscription, type Subscription } from './subscription.ts';
import { event7, orderId } from './testing.ts';

const start = Date.parse('2026-04-01T09:00Z');
const buy = (before: Subscription, n: number, length: Length): Subscription =>
  moveSubscription(before, { type: 'bought', orderId: orderId(n), terms: event7, length, use: 'queue', at: start });

/** All of them, as one after the other comes due; days before the end. */
function remindersOf(subscription: Subscription): number[] {
  const end = subscription.slices.at(-1)?.endsAt ?? 0;
  const told: number[] = [];
  for (let at = nextReminder(subscription, start); at !== undefined; at = nextReminder(subscription, at))
    told.push((end - at) / days(1));
  return told;
}

test('an owner is told a week and a day before the end, of a year a month before too, each time once', () => {
  const month = buy(noSubscription, 1, { months: 1 });
  expect(remindersOf(month)).toEqual([7, 1]);
  expect(remindersOf(buy(noSubscription, 1, { days: 30 }))).toEqual([7, 1]);
  expect(remindersOf(buy(noSubscription, 1, { months: 12 }))).toEqual([30, 7, 1]);
  expect(remindersOf(buy(month, 2, { months: 12 }))).toEqual([30, 7, 1]);
});

test('whatever is bought behind it puts the reminders off to the end of that', () => {
  const month = buy(noSubscription, 1, { months: 1 });
  const two = buy(month, 2, { months: 1 });
  expect(nextReminder(two, start)).toBe((two.slices.at(-1)?.endsAt ?? 0) - days(7));
});

test('nobody is told of what has ended or was never there', () => {
  expect(nextReminder(noSubscription, start)).toBeUndefined();
  expect(nextReminder(buy(noSubscription, 1, { months: 1 }), start + days(60))).toBeUndefined();
});
