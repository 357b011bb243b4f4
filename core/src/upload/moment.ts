import { type Duration, milliseconds, type Refusal, refusal, seconds } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';
import type { Recording } from '../recording/limits.ts';
import { CLOCK_TOLERANCE, preRecordLimit } from './limits.ts';

/** What a device says of an event's time. `startedAt`: by its wall clock; `ageMs`: by its monotonic one. */
export type Said = { type: string; startedAt: string; ageMs: number; preRecordMs?: number | undefined };

/** When an event was, by the platform's clock. */
export type Moment = {
  recording: Recording;
  /** Where its footage begins: the pre-record lies before what happened. */
  startedAt: Date;
  happenedAt: Date;
  /** How far the device's clock is off the platform's; above 0 it is ahead. */
  skew: Duration;
};

export const recordingOf = (type: string): Recording => (type === 'continuous' ? 'continuous' : 'event');

/**
 * When an event happened: what the device says, or by its age where its wall clock is far off. Nothing has happened that is
 * still to come.
 */
export function momentOf({ type, startedAt, ageMs, preRecordMs = 0 }: Said, now: Time): Moment | Refusal {
  const recording = recordingOf(type);
  const limit = preRecordLimit(recording);
  if (preRecordMs > limit) return refusal('pre_record_too_long', { seconds: limit / seconds(1) });
  const byAge = now - ageMs;
  const skew = milliseconds(Math.round(Date.parse(startedAt) - byAge));
  const happened = Math.min(Math.abs(skew) <= CLOCK_TOLERANCE ? Date.parse(startedAt) : byAge, now);
  return { recording, happenedAt: new Date(happened), startedAt: new Date(happened - preRecordMs), skew };
}
