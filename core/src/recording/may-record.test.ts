import { days, hours, minutes, type OrderId, type PlanTerms, seconds } from '@kaitong/contract';
import { describe, expect, test } from 'vitest';
import { moveSubscription, noSubscription, type Subscription } from '../subscription/subscription.ts';
import { decideGoingOn, decideOpening, type RecordingFacts, refuseBeyond } from './may-record.ts';

const start = Date.parse('2026-04-01T09:00Z');
const end = start + days(30);
const event15: PlanTerms = { kind: 'event', retentionDays: 15 };
const continuous7: PlanTerms = { kind: 'continuous', retentionDays: 7 };
const buy = (before: Subscription, terms: PlanTerms, n = 1, at = start) =>
  moveSubscription(before, {
    type: 'bought',
    orderId: `or${String(n).padStart(18, '0')}` as OrderId,
    terms,
    length: { days: 30 },
    use: 'now',
    at,
  });
const fine: RecordingFacts = {
  isPaired: true,
  isSuspended: false,
  privacyMode: false,
  subscription: buy(noSubscription, event15),
};
const motion = { recording: 'event' as const, recordedAt: start, happenedAt: start };
const allDay = { ...motion, recording: 'continuous' as const };
const from = (at: number) => ({ recordedAt: at, happenedAt: at });

// Each line makes one more thing wrong, from the last rule to the first: the newest wrong thing must win.
const worse: [string, Partial<RecordingFacts>][] = [
  ['privacy_mode', { privacyMode: true }],
  ['subscription_missing', { subscription: noSubscription }],
  ['account_suspended', { isSuspended: true }],
  ['device_removed', { isPaired: false }],
];

describe('a camera', () => {
  test('may record events while a plan is in force, in the class of that plan', () => {
    expect(decideOpening(fine, motion, start)).toMatchObject({ retentionClass: 'event15', limit: minutes(5) });
  });

  test('may record all the time only under a continuous plan, which takes events too', () => {
    const facts = { ...fine, subscription: buy(noSubscription, continuous7) };
    expect(decideOpening(fine, allDay, start)).toEqual({ refused: 'plan_without_continuous' });
    expect(decideOpening(facts, allDay, start)).toMatchObject({ retentionClass: 'continuous7', limit: hours(1) });
    expect(decideOpening(facts, motion, start)).toMatchObject({ retentionClass: 'continuous7' });
  });

  test('is refused for the gravest reason, when it opens an event and in the midst of one', () => {
    let facts = fine;
    for (const [refused, change] of worse) {
      facts = { ...facts, ...change };
      expect(decideOpening(facts, motion, start)).toEqual({ refused });
      expect(decideGoingOn(facts, { ...motion, retentionClass: 'event15' }, start)).toEqual({ refused });
    }
  });

  test('stops with the last millisecond of its subscription, in the midst of an event too', () => {
    const opened = { recording: 'event', retentionClass: 'event15', ...from(end - 1000) } as const;
    expect(decideOpening(fine, opened, end - 1)).toMatchObject({ limit: 1000 });
    for (const now of [end - 1, end, end + days(6)]) {
      const going = decideGoingOn(fine, opened, now);
      if ('refused' in going) throw new Error(going.refused);
      expect(refuseBeyond(going, end - 1000, seconds(1))).toBeUndefined();
      const refused = now < end ? 'event_not_paid' : 'subscription_expired';
      expect(refuseBeyond(going, end - 1000, seconds(1.001))).toBe(refused);
    }
    expect(decideOpening(fine, { ...motion, ...from(end) }, end)).toEqual({ refused: 'subscription_expired' });
    expect(decideOpening(fine, { ...motion, ...from(end + days(8)) }, end + days(8))).toEqual({
      refused: 'subscription_expired',
    });
  });

  test('keeps an open event in its class when the plan changes, and opens the next one in the new class', () => {
    const changed = { ...fine, subscription: buy(fine.subscription, continuous7, 2, start + 1000) };
    const [now, going] = [start + 2000, { until: start + days(60) }];
    expect(decideGoingOn(changed, { ...motion, retentionClass: 'event15' }, now)).toMatchObject(going);
    expect(decideOpening(changed, motion, now)).toMatchObject({ retentionClass: 'event15' });
    expect(decideOpening(changed, { ...motion, ...from(now) }, now)).toMatchObject({ retentionClass: 'continuous7' });
  });

  test('that was off line may send what it kept, unless its day would be dropped already', () => {
    const [at, later] = [start + days(20), start + days(24)];
    expect(decideOpening(fine, { ...motion, ...from(at - days(15)) }, at)).toHaveProperty('retentionClass');
    expect(decideOpening(fine, { ...motion, ...from(at - days(16)) }, at)).toEqual({ refused: 'event_expired' });
    const opened = { ...motion, retentionClass: 'event15', ...from(later - days(16)) } as const;
    expect(decideGoingOn(fine, opened, later)).toEqual({ refused: 'event_expired' });
  });

  test('records whatever its motion-alarm switch says: the rule does not know the switch', () => {
    expect(Object.keys(fine).sort()).toEqual(['isPaired', 'isSuspended', 'privacyMode', 'subscription']);
  });
});
