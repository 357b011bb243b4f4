import { type Duration, milliseconds, minutes, seconds } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';

/** Soon at first: what rings a minute late is of little use, and who is overloaded says for how long. */
const PAUSES: readonly Duration[] = [seconds(2), seconds(10), seconds(30), minutes(1), minutes(2), minutes(4)];

type Tried = {
  /** So many came to nothing. */
  tries: number;
  /** `Retry-After` as the push service said it (RFC 9110, 10.2.3). */
  retryAfter: string | null;
  queuedAt: Time;
  /** After so long it is of no use. */
  life: Duration;
  now: Time;
};

/** How long after a try the next one is; `undefined`: by then it would be of no use any more. */
export function alarmPause({ tries, retryAfter, queuedAt, life, now }: Tried): Duration | undefined {
  const own = PAUSES[Math.min(tries, PAUSES.length) - 1] ?? seconds(2);
  const pause = milliseconds(Math.max(own, waitOf(retryAfter, now)));
  return now + pause < queuedAt + life ? pause : undefined;
}

/** 0 for what is neither a number nor a date. */
function waitOf(retryAfter: string | null, now: Time): number {
  if (retryAfter === null) return 0;
  if (/^\d{1,9}$/.test(retryAfter)) return seconds(Number(retryAfter));
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
