import { days, type OrderId, type PlanTerms } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths } from '../plans/calendar.ts';
import { coversMore, findReplaced, purchaseEvents } from './change-plan.ts';
import { refundFor } from './refund.ts';
import { findInForce } from './standing.ts';
import { moveSubscription, noSubscription, type Subscription } from './subscription.ts';
import { continuous30, event7, orderId, story } from './testing.ts';

const NEW = orderId(99);
const month = { months: 1 };
const change = (before: Subscription, terms: PlanTerms, at: number): Subscription =>
  purchaseEvents({
    ...{ orderId: NEW, terms, length: month, use: 'change' },
    replaces: findReplaced(before, terms, at) ?? null,
  }).reduce((subscription, event) => moveSubscription(subscription, { ...event, at }), before);
const leftOf = ({ slices }: Subscription, order: OrderId, at: number) =>
  slices
    .filter((slice) => slice.orderId === order)
    .reduce((sum, { startsAt, endsAt }) => sum + Math.max(0, endsAt - Math.max(startsAt, at)), 0);

describe('a change of plan', () => {
  const start = Date.parse('2026-04-01T09:00Z');
  const april = moveSubscription(noSubscription, {
    ...{ type: 'bought', orderId: orderId(1), terms: event7, length: month, use: 'queue', at: start },
  });

  test('to more begins at once in the place of the plan in force, to anything else when all that was paid for is over', () => {
    const up = change(april, continuous30, start + days(10));
    expect(findInForce(up, start + days(10))?.orderId).toBe(NEW);
    expect(leftOf(up, orderId(1), start + days(10))).toBe(0);
    const down = change(change(noSubscription, continuous30, start), event7, start);
    expect(down.slices.map(({ terms }) => terms)).toEqual([continuous30]); // the same order again changes nothing
    const event30: PlanTerms = { kind: 'event', retentionDays: 30 };
    const continuous7: PlanTerms = { kind: 'continuous', retentionDays: 7 };
    expect([coversMore(event30, event7), coversMore(continuous7, event7), coversMore(continuous30, event30)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([coversMore(event7, event7), coversMore(continuous7, event30), coversMore(event30, continuous7)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

const terms = fc.constantFrom<PlanTerms>(
  ...(['event', 'continuous'] as const).flatMap((kind) =>
    ([7, 15, 30] as const).map((retentionDays) => ({ kind, retentionDays })),
  ),
);

describe('over any subscription, a change of plan', () => {
  const holds = (
    look: (all: {
      before: Subscription;
      after: Subscription;
      to: PlanTerms;
      at: number;
      replaced: OrderId | undefined;
    }) => void,
  ) =>
    fc.assert(
      fc.property(story, terms, fc.integer({ min: 0, max: days(90) }), (events, to, later) => {
        const before = events.reduce(moveSubscription, noSubscription);
        const at = before.asOf + later;
        look({ before, after: change(before, to, at), to, at, replaced: findReplaced(before, to, at) });
      }),
      { numRuns: 500 },
    );

  test('gives the new plan its whole month, from now on if it covers more than what is in force, else behind everything', () => {
    holds(({ before, after, to, at, replaced }) => {
      const first = after.slices.find((slice) => slice.orderId === NEW);
      const running = findInForce(before, at);
      expect(leftOf(after, NEW, at)).toBe(
        addMonths(first?.startsAt ?? 0, 1, first?.anchorDay) - (first?.startsAt ?? 0),
      );
      if (replaced || !running) expect(first?.startsAt).toBe(at);
      else expect(first?.startsAt).toBeGreaterThanOrEqual(running.endsAt);
      if (running) expect(replaced !== undefined).toBe(coversMore(to, running.terms));
    });
  });

  test('takes nothing of what was paid for but the unused days that it gives back, and never covers less at any time', () => {
    holds(({ before, after, at, replaced }) => {
      const others = new Set(before.slices.map((slice) => slice.orderId).filter((order) => order !== replaced));
      for (const order of others) {
        const begun = before.slices.some((slice) => slice.orderId === order && slice.startsAt < at);
        // A month not begun yet stays a month: moved, it may have another number of days.
        if (begun) expect(leftOf(after, order, at)).toBe(leftOf(before, order, at));
        else expect(leftOf(after, order, at) > 0).toBe(leftOf(before, order, at) > 0);
      }
      if (!replaced) return;
      const paid = { amount: 3000, currency: 'CNY' } as const;
      const credit = refundFor(before, replaced, paid, at);
      const unused = Math.floor(leftOf(before, replaced, at) / days(1));
      const whole = before.slices
        .filter(({ orderId: order }) => order === replaced)
        .reduce((sum, { startsAt, endsAt }) => sum + endsAt - startsAt, 0);
      expect(Math.abs(credit.amount - (3000 * unused) / Math.round(whole / days(1)))).toBeLessThanOrEqual(0.5);
      expect(refundFor(after, replaced, paid, at).amount).toBe(0); // given back once
    });
  });
});
