import { days, type OrderId } from '@kaitong/contract';
import { describe, expect, test } from 'vitest';
import { refundFor, usageOf } from './refund.ts';
import { keyEndsAt, standingAt } from './standing.ts';
import { moveSubscription, noSubscription, type SubscriptionEvent } from './subscription.ts';

const first = 'or000000000000000001' as OrderId;
const second = 'or000000000000000002' as OrderId;
const start = Date.parse('2026-04-01T09:00Z');
const terms = { kind: 'event', retentionDays: 7 } as const;
const bought = (orderId: OrderId, at: number, use: 'now' | 'queue' = 'queue'): SubscriptionEvent => ({
  type: 'bought',
  orderId,
  terms,
  length: { months: 1 },
  use,
  at,
});
const play = (...events: SubscriptionEvent[]) => events.reduce(moveSubscription, noSubscription);
const april = play(bought(first, start));
const end = start + days(30);

describe('a subscription', () => {
  test('is in force from its first millisecond to its last', () => {
    expect(standingAt(april, start - 1)).toEqual({ state: 'none' });
    expect(standingAt(april, start).state).toBe('active');
    expect(standingAt(april, end - 1).state).toBe('active');
    expect(standingAt(april, end).state).toBe('expired');
  });

  test('that has expired keeps its footage for 7 days, and then it is gone', () => {
    expect(standingAt(april, end + days(7) - 1)).toEqual({
      state: 'expired',
      endedAt: end,
      footageUntil: end + days(7),
    });
    expect(standingAt(april, end + days(7))).toEqual({ state: 'gone', endedAt: end });
  });

  test('is valid until the end of what is queued', () => {
    const standing = standingAt(play(bought(first, start), bought(second, start + 1)), start + days(1));
    expect(standing).toMatchObject({ state: 'active', until: Date.parse('2026-06-01T09:00Z') });
  });

  test('loses its key 7 days after its end, and not while something newer is in force', () => {
    expect(keyEndsAt(noSubscription)).toBeUndefined();
    expect(keyEndsAt(april)).toBe(end + days(7));
    const renewed = play(bought(first, start), bought(second, end + days(6)));
    expect(keyEndsAt(renewed)).toBe(Date.parse('2026-06-07T09:00Z') + days(7));
    const undone = play(bought(first, start), { type: 'refunded', orderId: first, at: start });
    expect(keyEndsAt(undone)).toBe(start + days(7));
  });
});

describe('taking an order back', () => {
  const paid = { amount: 1000, currency: 'CNY' } as const;

  test('gives everything back before the period begins', () => {
    const two = play(bought(first, start), bought(second, start + 1));
    expect(refundFor(two, second, paid, start + days(20))).toEqual(paid);
    expect(refundFor(april, first, paid, start)).toEqual(paid);
  });

  test('gives back the days not begun of a running period, and nothing of one that is over', () => {
    expect(usageOf(april, first, start + days(10))).toEqual({ unusedDays: 20, days: 30 });
    expect(usageOf(april, first, start + days(10) + 1)).toEqual({ unusedDays: 19, days: 30 });
    expect(refundFor(april, first, paid, start + days(10))).toEqual({ amount: 667, currency: 'CNY' });
    expect(refundFor(april, first, paid, end)).toEqual({ amount: 0, currency: 'CNY' });
  });

  test('counts the rest of an interrupted period as unused', () => {
    const upgraded = play(bought(first, start), bought(second, start + days(10), 'now'));
    expect(usageOf(upgraded, first, start + days(15))).toEqual({ unusedDays: 20, days: 30 });
  });

  test('once it was taken back gives nothing more', () => {
    const back = moveSubscription(april, { type: 'refunded', orderId: first, at: start + days(10) });
    expect(refundFor(back, first, paid, start + days(10))).toEqual({ amount: 0, currency: 'CNY' });
    expect(refundFor(noSubscription, first, paid, start)).toEqual({ amount: 0, currency: 'CNY' });
  });
});
