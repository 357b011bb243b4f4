import { type Duration, milliseconds } from '@kaitong/contract';
import { dayOf, startOfDay, type Time } from '../plans/calendar.ts';
import { classOf, type RetentionClass } from '../retention/classes.ts';
import { paidWithin } from '../subscription/paid-time.ts';
import type { Subscription } from '../subscription/subscription.ts';
import { RECORDING_LIMIT, type Recording } from './limits.ts';

/**
 * How much footage a day of a class may have for more to come when its time is over: that it is from then is only said.
 * No more than a camera can have recorded in what was paid of that day: all the time and events beside, or two kinds of
 * events at once.
 */
export function lateAllowance(
  subscription: Subscription,
  { recording, recordedAt, retentionClass }: { recording: Recording; recordedAt: Time; retentionClass: RetentionClass },
): Duration {
  const day = dayOf(recordedAt);
  const paid = paidWithin(subscription, {
    from: startOfDay(day),
    // What begins in the last minutes of a day goes on into the next.
    to: startOfDay(day + 1) + RECORDING_LIMIT[recording],
    counts: (terms) => classOf(terms) === retentionClass,
  });
  return milliseconds(2 * paid);
}
