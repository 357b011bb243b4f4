import { days, type OrderId } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, type Length } from '../plans/calendar.ts';
import { findInForce, standingAt } from './standing.ts';
import { moveSubscription, noSubscription, type Subscription, type SubscriptionEvent } from './subscription.ts';
import { continuous30, event7, orderId, story } from './testing.ts';

const month: Length = { months: 1 };
const at = (text: string) => Date.parse(text);
const buy = (n: number, when: string, over: Partial<Extract<SubscriptionEvent, { type: 'bought' }>> = {}) =>
  ({ type: 'bought', orderId: orderId(n), terms: event7, length: month, use: 'queue', at: at(when), ...over }) as const;
const play = (events: SubscriptionEvent[]) => events.reduce(moveSubscription, noSubscription);
const read = ({ slices }: Subscription) =>
  slices.map((slice) => [
    Number(slice.orderId.slice(2)),
    new Date(slice.startsAt).toISOString().slice(0, 16),
    new Date(slice.endsAt).toISOString().slice(0, 16),
  ]);

describe('a purchase', () => {
  test('of the first plan is in force at once, whether it was to queue or not', () => {
    const expected = [[1, '2026-01-15T08:00', '2026-02-15T08:00']];
    expect(read(play([buy(1, '2026-01-15T08:00Z')]))).toEqual(expected);
    expect(read(play([buy(1, '2026-01-15T08:00Z', { use: 'now' })]))).toEqual(expected);
  });

  test('that queues begins where everything before it ends, months keeping the day of the first', () => {
    const queue = play([buy(1, '2026-01-31T08:00Z'), buy(2, '2026-02-01T00:00Z'), buy(3, '2026-02-02T00:00Z')]);
    expect(read(queue)).toEqual([
      [1, '2026-01-31T08:00', '2026-02-28T08:00'],
      [2, '2026-02-28T08:00', '2026-03-31T08:00'],
      [3, '2026-03-31T08:00', '2026-04-30T08:00'],
    ]);
  });

  test('used now interrupts the running period, which goes on afterwards before what queues', () => {
    const upgrade = buy(3, '2026-01-11T00:00Z', { use: 'now', terms: continuous30 });
    const subscription = play([buy(1, '2026-01-01T00:00Z'), buy(2, '2026-01-02T00:00Z'), upgrade]);
    expect(read(subscription)).toEqual([
      [1, '2026-01-01T00:00', '2026-01-11T00:00'],
      [3, '2026-01-11T00:00', '2026-02-11T00:00'],
      [1, '2026-02-11T00:00', '2026-03-04T00:00'], // the 21 days that were left
      [2, '2026-03-04T00:00', '2026-04-04T00:00'],
    ]);
    expect(findInForce(subscription, at('2026-01-10T23:59:59.999Z'))?.terms).toEqual(event7);
    expect(findInForce(subscription, at('2026-01-11T00:00Z'))?.terms).toEqual(continuous30);
  });

  test('after everything has ended begins when it is made, not where the last one ended', () => {
    const subscription = play([buy(1, '2026-01-01T00:00Z'), buy(2, '2026-03-01T00:00Z')]);
    expect(read(subscription)[1]).toEqual([2, '2026-03-01T00:00', '2026-04-01T00:00']);
  });

  test('that comes twice is one', () => {
    const once = play([buy(1, '2026-01-01T00:00Z')]);
    expect(moveSubscription(once, buy(1, '2026-01-09T00:00Z', { use: 'now' }))).toEqual(once);
  });

  test('of thirty days is thirty days in any month', () => {
    const trial = play([buy(1, '2026-02-01T00:00Z', { length: { days: 30 } })]);
    expect(read(trial)).toEqual([[1, '2026-02-01T00:00', '2026-03-03T00:00']]);
  });
});

describe('a refund', () => {
  const three = [buy(1, '2026-01-01T00:00Z'), buy(2, '2026-01-02T00:00Z'), buy(3, '2026-01-03T00:00Z')];
  const refund = (n: number, when: string) =>
    ({ type: 'refunded', orderId: orderId(n), at: at(when) }) satisfies SubscriptionEvent;

  test('of a queued period takes out that period, and what stands behind it moves up', () => {
    expect(read(play([...three, refund(2, '2026-01-10T00:00Z')]))).toEqual([
      [1, '2026-01-01T00:00', '2026-02-01T00:00'],
      [3, '2026-02-01T00:00', '2026-03-01T00:00'],
    ]);
  });

  test('of the running period ends it now, and the next one begins', () => {
    expect(read(play([...three, refund(1, '2026-01-10T00:00Z')]))).toEqual([
      [1, '2026-01-01T00:00', '2026-01-10T00:00'],
      [2, '2026-01-10T00:00', '2026-02-10T00:00'],
      [3, '2026-02-10T00:00', '2026-03-10T00:00'],
    ]);
  });

  test('of an interrupting period lets the interrupted one go on', () => {
    const upgrade = buy(2, '2026-01-11T00:00Z', { use: 'now' });
    expect(read(play([buy(1, '2026-01-01T00:00Z'), upgrade, refund(2, '2026-01-16T00:00Z')]))).toEqual([
      [1, '2026-01-01T00:00', '2026-01-11T00:00'],
      [2, '2026-01-11T00:00', '2026-01-16T00:00'],
      [1, '2026-01-16T00:00', '2026-02-06T00:00'],
    ]);
  });

  test('that overtakes its purchase still wins: the purchase grants nothing', () => {
    expect(read(play([refund(1, '2026-01-01T00:00Z'), buy(1, '2026-01-01T00:00Z')]))).toEqual([]);
  });

  test('of a period that is over changes no past', () => {
    const before = play(three);
    expect(read(moveSubscription(before, refund(1, '2026-02-20T00:00Z')))).toEqual(read(before));
  });
});

test('removing the device ends everything bought for it, for good', () => {
  const bought = [buy(1, '2026-01-01T00:00Z'), buy(2, '2026-01-02T00:00Z')];
  const ended = play([...bought, { type: 'ended', at: at('2026-01-10T00:00Z') }]);
  expect(read(ended)).toEqual([[1, '2026-01-01T00:00', '2026-01-10T00:00']]);
  expect(read(bought.reduce(moveSubscription, ended))).toEqual(read(ended));
});

// ——— over any sequence of buying, queueing, refunding, ending and the passing of time ———

/** Plays a story and looks at every state in it, with the one before. */
function watch(events: SubscriptionEvent[], look: (s: Subscription, b: Subscription, e: SubscriptionEvent) => void) {
  let before = noSubscription;
  for (const event of events) {
    const after = moveSubscription(before, event);
    look(after, before, event);
    before = after;
  }
}

const timeOf = ({ slices }: Subscription, order: OrderId, from = -Infinity) =>
  slices
    .filter((slice) => slice.orderId === order)
    .reduce((sum, { startsAt, endsAt }) => sum + Math.max(0, endsAt - Math.max(startsAt, from)), 0);
const upcoming = ({ slices }: Subscription, from: number) => [
  ...new Set(slices.filter(({ endsAt }) => endsAt > from).map((slice) => slice.orderId)),
];

describe('over any sequence of events', () => {
  const holds = (look: Parameters<typeof watch>[1]) =>
    fc.assert(
      fc.property(story, (events) => watch(events, look)),
      { numRuns: 300 },
    );

  test('no two periods are in force at once, and none is empty or negative', () => {
    holds(({ slices }) => {
      slices.forEach(({ startsAt, endsAt }, i) => {
        expect(endsAt).toBeGreaterThan(startsAt);
        expect(startsAt).toBeGreaterThanOrEqual(slices[i - 1]?.endsAt ?? 0);
      });
    });
  });

  test('from the last event on there is no gap: what is queued begins where the one before ends', () => {
    holds(({ slices, asOf }) => {
      const ahead = slices.filter(({ endsAt }) => endsAt > asOf);
      ahead.forEach(({ startsAt }, i) => {
        if (i === 0) expect(startsAt).toBeLessThanOrEqual(asOf);
        else expect(startsAt).toBe(ahead[i - 1]?.endsAt);
      });
    });
  });

  test('what happened stays: no event changes which plan was in force before it', () => {
    holds((after, before) => {
      for (const t of before.slices.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt - 1]))
        if (t < Math.max(after.asOf, before.asOf))
          expect(findInForce(after, t)?.orderId).toBe(findInForce(before, t)?.orderId);
    });
  });

  test('what was paid is what is granted: an order never refunded gets its whole length, interrupted or not', () => {
    fc.assert(
      fc.property(story, (events) => {
        const bought = new Map<OrderId, Length>();
        watch(events, (_, before, event) => {
          if (event.type !== 'bought' || before.closed.includes(event.orderId)) return;
          if (!bought.has(event.orderId)) bought.set(event.orderId, event.length);
        });
        const end = events.reduce(moveSubscription, noSubscription);
        for (const [order, length] of bought) {
          if (end.closed.includes(order)) continue;
          const first = end.slices.find((slice) => slice.orderId === order);
          expect(first).toBeDefined();
          if (!first) continue;
          const whole =
            'months' in length
              ? addMonths(first.startsAt, length.months, first.anchorDay) - first.startsAt
              : days('days' in length ? length.days : 0);
          expect(timeOf(end, order)).toBe(whole);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a refund removes its own order’s time to come, all of it, and nobody else’s', () => {
    holds((after, before, event) => {
      if (event.type !== 'refunded') return;
      expect(timeOf(after, event.orderId, after.asOf)).toBe(0);
      expect(timeOf(after, event.orderId)).toBe(
        timeOf(before, event.orderId) - timeOf(before, event.orderId, after.asOf),
      );
      const others = upcoming(before, after.asOf).filter((order) => order !== event.orderId);
      expect(upcoming(after, after.asOf)).toEqual(others);
      for (const order of others) {
        const isBegun = before.slices.some((slice) => slice.orderId === order && slice.startsAt < after.asOf);
        // A month not begun yet stays a month: moved up, it may have another number of days.
        if (isBegun) expect(timeOf(after, order)).toBe(timeOf(before, order));
      }
    });
  });

  test('queued periods keep their order, and a new one stands in front of or behind all of them', () => {
    holds((after, before, event) => {
      if (event.type !== 'bought' || after === before) return;
      const queue = upcoming(before, after.asOf);
      const expected = event.use === 'now' ? [event.orderId, ...queue] : [...queue, event.orderId];
      expect(upcoming(after, after.asOf)).toEqual(expected);
    });
  });

  test('the same event again changes nothing', () => {
    holds((after, _, event) => expect(moveSubscription(after, event)).toEqual(after));
  });

  test('the standing at any time agrees with what is in force', () => {
    fc.assert(
      fc.property(story, fc.integer({ min: -days(30), max: days(900) }), (events, later) => {
        const subscription = events.reduce(moveSubscription, noSubscription);
        const when = subscription.asOf + later;
        const standing = standingAt(subscription, when);
        expect(standing.state === 'active').toBe(findInForce(subscription, when) !== undefined);
        if (standing.state === 'expired') expect(when - standing.endedAt).toBeLessThan(days(7));
        if (standing.state === 'gone') expect(when - standing.endedAt).toBeGreaterThanOrEqual(days(7));
      }),
      { numRuns: 300 },
    );
  });
});
