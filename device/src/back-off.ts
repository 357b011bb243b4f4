import { type Duration, milliseconds, seconds } from '@kaitong/contract';
import { failed, type Outcome } from './outcome.ts';
import type { Clock } from './ports.ts';

/**
 * How long to wait before the n-th try again (from 0). Doubles up to the ceiling; the jitter of half of it keeps a
 * thousand cameras that lost the same router from coming back in the same second.
 */
export function pauseBefore(attempt: number, random: () => number, ceiling: Duration = seconds(30)): Duration {
  const full = Math.min(500 * 2 ** Math.min(attempt, 16), ceiling);
  return milliseconds(full / 2 + (full / 2) * random());
}

export type Patience = { clock: Clock; random: () => number; giveUpAfter: Duration; signal?: AbortSignal };

/**
 * Calls until it works, is refused for good, or the patience is at its end: then with the last problem. Privacy mode may
 * end too, and no pause between two calls is long enough for that.
 */
export async function retrying<T>(patience: Patience, call: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const { clock, random, giveUpAfter, signal } = patience;
  const until = clock.monotonic() + giveUpAfter;
  for (let attempt = 0; ; attempt++) {
    if (signal?.aborted) return failed('stopped', 'The device was told to stop.');
    const outcome = await call();
    if (outcome.ok || !outcome.problem.retry || outcome.problem.code === 'privacy_mode') return outcome;
    const pause = Math.max(pauseBefore(attempt, random, seconds(8)), outcome.problem.retryAfterMs ?? 0);
    if (clock.monotonic() + pause > until) return outcome;
    await clock.sleep(milliseconds(pause), signal);
  }
}
