import type { PlanTerms } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';
import type { Slice } from './slices.ts';
import { GRACE } from './standing.ts';
import type { Subscription } from './subscription.ts';

/** A stretch of time that pays for what was recorded in it, whenever that arrives. */
export type PaidTime = {
  /** Of the plan that was in force when the recording began. */
  terms: PlanTerms;
  /** Paid without a break until then, by that plan and those behind it. */
  until: Time;
  /** When the key of footage from then is destroyed; what comes later would be gone already. */
  keyEndsAt: Time;
};

/**
 * What pays for a recording that began at a moment; `undefined`: nothing. An order that was taken back pays for nothing
 * that has not arrived.
 *
 * @param reach how soon after the beginning paid time may begin
 */
export function findPaidTime(
  { slices, closed }: Subscription,
  { began, reach, permits }: { began: Time; reach: (slice: Slice) => number; permits: (terms: PlanTerms) => boolean },
): PaidTime | undefined {
  const pays = (slice: Slice) => permits(slice.terms) && !closed.includes(slice.orderId);
  const covers = (slice: Slice, from: Time) => pays(slice) && from <= began && began < slice.endsAt;
  const exact = slices.findIndex((slice) => covers(slice, slice.startsAt));
  const first = exact >= 0 ? exact : slices.findIndex((slice) => covers(slice, slice.startsAt - reach(slice)));
  const slice = slices[first];
  if (!slice) return undefined;
  let until = slice.endsAt;
  let keyEndsAt = slice.endsAt + GRACE;
  let isUnbroken = true;
  for (const next of slices.slice(first + 1)) {
    // A key that has ended is followed by another one, for other footage.
    if (next.startsAt >= keyEndsAt) break;
    isUnbroken &&= next.startsAt === until && pays(next);
    if (isUnbroken) until = next.endsAt;
    keyEndsAt = next.endsAt + GRACE;
  }
  return { terms: slice.terms, until, keyEndsAt };
}

/** How much of a stretch of time is paid for by plans like these. */
export const paidWithin = (
  { slices, closed }: Subscription,
  { from, to, counts }: { from: Time; to: Time; counts: (terms: PlanTerms) => boolean },
): number =>
  slices
    .filter(({ orderId, terms }) => counts(terms) && !closed.includes(orderId))
    .reduce((sum, { startsAt, endsAt }) => sum + Math.max(0, Math.min(endsAt, to) - Math.max(startsAt, from)), 0);
