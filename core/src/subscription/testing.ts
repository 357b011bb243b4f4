/** Stories of subscriptions for property tests: buying, queueing, refunding, ending, and the passing of time. */
import { days, hours, type OrderId, type PlanTerms } from '@kaitong/contract';
import fc from 'fast-check';
import type { Length } from '../plans/calendar.ts';
import type { SubscriptionEvent } from './subscription.ts';

export const orderId = (n: number) => `or${String(n).padStart(18, '0')}` as OrderId;
export const event7: PlanTerms = { kind: 'event', retentionDays: 7 };
export const continuous30: PlanTerms = { kind: 'continuous', retentionDays: 30 };

const length = fc.constantFrom<Length>({ months: 1 }, { months: 12 }, { days: 30 });
const terms = fc.constantFrom(event7, continuous30);
const anyOrder = fc.integer({ min: 1, max: 8 }).map(orderId);
// Mostly hours to weeks; also none, and a clock that is read late.
const pause = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: days(45) }) },
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -hours(2), max: -1 }) },
);
const happening = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('bought' as const),
      orderId: anyOrder,
      terms,
      length,
      use: fc.constantFrom('now' as const, 'queue' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('refunded' as const), orderId: anyOrder }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('ended' as const) }) },
);
export const story = fc
  .tuple(
    fc.integer({ min: Date.parse('2027-11-20T00:00Z'), max: Date.parse('2028-03-31T23:00Z') }),
    fc.array(fc.tuple(pause, happening), { maxLength: 20, size: 'max' }),
  )
  .map(([start, steps]) => {
    let now = start;
    return steps.map(([wait, what]): SubscriptionEvent => {
      now += wait;
      return { ...what, at: now };
    });
  });
