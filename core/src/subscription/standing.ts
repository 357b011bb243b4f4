import { days } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';
import type { Slice } from './slices.ts';
import type { Subscription } from './subscription.ts';

/** How long footage stays after the last day that was paid for; then its key is destroyed. */
export const GRACE = days(7);

export type Standing =
  | { state: 'none' }
  /** `until` (有效期至): the end of everything bought, what is queued included. */
  | { state: 'active'; slice: Slice; queued: Slice[]; until: Time }
  /** 云存储已过期: nothing is recorded, what is there can be watched until `footageUntil`. */
  | { state: 'expired'; endedAt: Time; footageUntil: Time }
  | { state: 'gone'; endedAt: Time };

/** What is in force at a moment: at most one slice. */
export const findInForce = ({ slices }: Subscription, at: Time): Slice | undefined =>
  slices.find(({ startsAt, endsAt }) => startsAt <= at && at < endsAt);

/** How the subscription stands at a moment, as device, app and retention see it. */
export function standingAt(subscription: Subscription, at: Time): Standing {
  const slice = findInForce(subscription, at);
  const queued = subscription.slices.filter(({ startsAt }) => startsAt > at);
  if (slice) return { state: 'active', slice, queued, until: queued.at(-1)?.endsAt ?? slice.endsAt };
  const endedAt = subscription.slices.filter((one) => one.endsAt <= at).at(-1)?.endsAt;
  if (endedAt === undefined) return { state: 'none' };
  const footageUntil = endedAt + GRACE;
  return at < footageUntil ? { state: 'expired', endedAt, footageUntil } : { state: 'gone', endedAt };
}

/**
 * When the key of (owner, device) is to be destroyed unless something is bought until then; `undefined`: nothing was
 * ever in force. A purchase after that moment gets a new key.
 */
export function keyEndsAt({ slices, closed, asOf }: Subscription): Time | undefined {
  const last = slices.at(-1);
  if (last) return last.endsAt + GRACE;
  // Bought and taken back within a millisecond: an event may still have slipped in.
  return closed.length > 0 ? asOf + GRACE : undefined;
}
