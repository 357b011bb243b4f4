import { days, hours, type OrderId, type PlanTerms, seconds } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deletableAt } from '../retention/deletion.ts';
import { findInForce, keyEndsAt } from '../subscription/standing.ts';
import {
  moveSubscription,
  noSubscription,
  type Subscription,
  type SubscriptionEvent,
} from '../subscription/subscription.ts';
import { continuous30, event7, orderId, story } from '../subscription/testing.ts';
import { CLOCK_TOLERANCE, PRE_RECORD_LIMIT } from '../upload/limits.ts';
import { lateAllowance } from './late.ts';
import { RECORDING_LIMIT, type Recording } from './limits.ts';
import { decideOpening, type Recorded, refuseBeyond } from './may-record.ts';

const start = Date.parse('2026-04-01T09:00Z');
const end = start + days(30);
const bought = (terms: PlanTerms, n = 1, at = start): SubscriptionEvent => ({
  ...{ type: 'bought', orderId: orderId(n), terms, length: { days: 30 }, use: 'queue', at },
});
const play = (...events: SubscriptionEvent[]) => events.reduce(moveSubscription, noSubscription);
const open = (subscription: Subscription, recorded: Recorded, now: number) =>
  decideOpening({ isPaired: true, isSuspended: false, privacyMode: false, subscription }, recorded, now);
const event = (happenedAt: number, preRecord = 0): Recorded => ({
  ...{ recording: 'event', happenedAt, recordedAt: happenedAt - preRecord },
});
const allDay = (at: number): Recorded => ({ ...event(at), recording: 'continuous' });

describe('what was recorded while it was paid for', () => {
  test('is taken after the end, in the class that it was paid for, for as long as it would be kept', () => {
    const subscription = play(bought(event7));
    const last = event(end - seconds(60), seconds(8));
    const taken = { retentionClass: 'event7', limit: seconds(68) };
    for (const now of [end, end + days(1), end + days(7) - 1])
      expect(open(subscription, last, now)).toMatchObject(taken);
    expect(open(subscription, last, end + days(7))).toEqual({ refused: 'event_expired' });
    const early = event(end - days(3));
    expect(open(subscription, early, deletableAt('event7', early.recordedAt) - 1)).toMatchObject({
      retentionClass: 'event7',
    });
    expect(open(subscription, early, deletableAt('event7', early.recordedAt))).toEqual({ refused: 'event_expired' });
  });

  test('is taken under the plan of that time, though another one is in force when it comes', () => {
    const subscription = play(bought(continuous30), bought(event7, 2));
    const now = end + days(2);
    expect(open(subscription, allDay(end - days(1)), now)).toMatchObject({ retentionClass: 'continuous30' });
    expect(open(subscription, allDay(end - 1000), now)).toMatchObject({ limit: 1000 });
    expect(open(subscription, allDay(end), now)).toEqual({ refused: 'plan_without_continuous' });
    expect(open(play(bought(event7), bought(continuous30, 2)), allDay(end - 6000), now)).toEqual({
      refused: 'event_not_paid',
    });
  });

  test('goes from one plan into the next without a break', () => {
    const subscription = play(bought(event7), bought(continuous30, 2));
    expect(open(subscription, event(end - 1000), end + days(1))).toMatchObject({ limit: RECORDING_LIMIT.event });
  });

  test('is gone with its key, whatever was bought afterwards', () => {
    const [recorded, later] = [event(end - 1000), (at: number) => play(bought(continuous30), bought(event7, 2, at))];
    expect(open(later(end + days(7) - 1), recorded, end + days(8))).toMatchObject({ retentionClass: 'continuous30' });
    expect(open(later(end + days(7)), recorded, end + days(8))).toEqual({ refused: 'event_expired' });
  });

  test('is no more where its order was taken back', () => {
    const refunded = play(bought(event7), { type: 'refunded', orderId: orderId(1), at: start + days(3) });
    expect(open(refunded, event(start + days(2)), start + days(4))).toEqual({ refused: 'subscription_expired' });
  });

  test('cannot have been recorded before or between plans: only pushed clips and clocks reach back a little', () => {
    const subscription = play(bought(event7), bought(event7, 2, end + days(2)));
    const again = end + days(2);
    const now = again + hours(1);
    expect(open(subscription, event(end), now)).toEqual({ refused: 'event_not_paid' });
    expect(open(subscription, event(again - RECORDING_LIMIT.event), now)).toMatchObject({ retentionClass: 'event7' });
    expect(open(subscription, event(again - RECORDING_LIMIT.event - CLOCK_TOLERANCE - 1), now)).toEqual({
      refused: 'event_not_paid',
    });
    const over = again + days(30);
    expect(open(subscription, event(again - CLOCK_TOLERANCE, seconds(8)), over)).toEqual({ refused: 'event_expired' });
    expect(open(play(bought(continuous30)), event(start - CLOCK_TOLERANCE), end)).toMatchObject({
      lateAllowance: expect.any(Number),
    });
    expect(open(play(bought(continuous30)), event(start - CLOCK_TOLERANCE - 1), end)).toEqual({
      refused: 'subscription_expired',
    });
  });

  test('is no more than twice the paid time of its day', () => {
    const subscription = play(bought(event7), bought(continuous30, 2));
    const allowance = (recorded: Recorded, retentionClass: 'event7' | 'continuous30') =>
      lateAllowance(subscription, { ...recorded, retentionClass });
    const untilMidnight = RECORDING_LIMIT.event;
    expect(allowance(event(start + days(2)), 'event7')).toBe(2 * (days(1) + untilMidnight));
    expect(allowance(event(start), 'event7')).toBe(2 * (hours(15) + untilMidnight));
    expect(allowance(event(end - 1), 'event7')).toBe(2 * hours(9));
    expect(allowance(allDay(end), 'continuous30')).toBe(2 * (hours(15) + RECORDING_LIMIT.continuous));
    expect(allowance(event(start - days(3)), 'event7')).toBe(0);
  });
});

// ——— over any sequence of buying, queueing, refunding, ending, and openings at any later time ———

const opening = fc.record({
  recording: fc.constantFrom<Recording>('event', 'continuous'),
  /** Which stretch, how far into it, and how long after that it comes. */
  slice: fc.nat(20),
  part: fc.oneof(fc.double({ min: -0.2, max: 1.2, noNaN: true }), fc.constantFrom(0, 1)),
  step: fc.constantFrom(-1, 0, 1, -6000, 6000, -300_000),
  preRecord: fc.constantFrom(0, 2000, PRE_RECORD_LIMIT),
  after: fc.oneof(fc.integer({ min: 0, max: days(50) }), fc.integer({ min: 0, max: 1000 })),
});

/** When the footage of a moment goes with its key, as the region destroys keys: by the state that stood when one was due. */
function keyEnds(events: SubscriptionEvent[], moment: number): number {
  let subscription = noSubscription;
  for (const next of events) {
    const due = keyEndsAt(subscription);
    const after = moveSubscription(subscription, next);
    if (due !== undefined && due > moment && due <= after.asOf) return due;
    subscription = after;
  }
  return keyEndsAt(subscription) ?? Number.POSITIVE_INFINITY;
}

type Case = { events: SubscriptionEvent[]; subscription: Subscription; recorded: Recorded; now: number };
const cases = fc.tuple(story, opening).chain(([all, { recording, slice, part, step, preRecord, after }]) => {
  return fc.nat(all.length).map((known): Case | undefined => {
    const events = all.slice(0, known);
    const subscription = play(...events);
    const stretch = subscription.slices[slice % Math.max(1, subscription.slices.length)];
    if (!stretch) return undefined;
    const { startsAt, endsAt } = stretch;
    const happenedAt = Math.round(startsAt + part * (endsAt - startsAt)) + step;
    const now = Math.max(happenedAt + after, subscription.asOf);
    return { events, subscription, recorded: { recording, happenedAt, recordedAt: happenedAt - preRecord }, now };
  });
});

const isPaidAt = ({ subscription, recorded }: Case, at: number): boolean => {
  const slice = findInForce(subscription, at);
  if (!slice || subscription.closed.includes(slice.orderId as OrderId)) return false;
  return recorded.recording === 'event' || slice.terms.kind === 'continuous';
};

/** Every moment at which something may change between two times, with both of them. */
const momentsOf = ({ subscription }: Case, from: number, to: number): number[] =>
  [
    from,
    to,
    ...subscription.slices.flatMap(({ startsAt, endsAt }) => [startsAt - 1, startsAt, endsAt - 1, endsAt]),
  ].filter((at) => from <= at && at <= to);

const always = (check: (one: Case) => void) =>
  fc.assert(
    fc.property(cases, (one) => (one ? check(one) : undefined)),
    { numRuns: 3000 },
  );

test('nothing is ever taken from outside paid time', () => {
  always((one) => {
    const { subscription, recorded, now } = one;
    const opened = open(subscription, recorded, now);
    if ('refused' in opened) return;
    const { until, limit } = opened;
    expect(limit).toBeGreaterThan(0);
    // Begun a little before: by its clock, or pushed while it is paid for.
    const isPushed = recorded.recording === 'event' && isPaidAt(one, now);
    const reach = CLOCK_TOLERANCE + (isPushed ? RECORDING_LIMIT.event : 0);
    const begins = momentsOf(one, recorded.happenedAt, recorded.happenedAt + reach).find((at) => isPaidAt(one, at));
    expect(begins).toBeDefined();
    for (const at of momentsOf(one, begins ?? 0, until - 1)) expect(isPaidAt(one, at)).toBe(true);
    expect(isPaidAt(one, until)).toBe(false);
    expect(refuseBeyond(opened, recorded.recordedAt, (until - recorded.recordedAt) as never)).toBeUndefined();
    expect(refuseBeyond(opened, recorded.recordedAt, (until - recorded.recordedAt + 1) as never)).toBeDefined();
  });
});

test('everything from within it is taken, in the class that was paid for, exactly as long as it would be there', () => {
  always((one) => {
    const { events, subscription, recorded, now } = one;
    if (!isPaidAt(one, recorded.happenedAt)) return;
    const slice = findInForce(subscription, recorded.happenedAt);
    if (!slice) return;
    const retentionClass = `${slice.terms.kind}${slice.terms.retentionDays}` as const;
    const isThere =
      now < deletableAt(retentionClass, recorded.recordedAt) && now < keyEnds(events, recorded.happenedAt);
    const expected = isThere ? { retentionClass } : { refused: 'event_expired' };
    expect(open(subscription, recorded, now)).toMatchObject(expected);
  });
});

test('no day takes more late footage than twice what was paid of it', () => {
  always(({ subscription, recorded, now }) => {
    const opened = open(subscription, recorded, now);
    if ('refused' in opened || opened.lateAllowance === undefined) return;
    const paid = subscription.slices.reduce((sum, { startsAt, endsAt }) => sum + endsAt - startsAt, 0);
    const most = Math.min(paid, days(1) + RECORDING_LIMIT[recorded.recording]);
    expect(opened.lateAllowance).toBeLessThanOrEqual(2 * most);
    expect(opened.lateAllowance).toBeGreaterThanOrEqual(0);
  });
});
