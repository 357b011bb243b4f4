import { type Refusal, refusal } from '@kaitong/contract';
import type { Taken } from '../store/rate-limits.ts';

/** `rate_limited` with the longest wait of the limits that were reached. */
export function rateRefusal(taken: readonly Taken[]): Refusal | undefined {
  const longest = Math.max(0, ...taken.map((one) => (one.ok ? 0 : one.retryAfterMs)));
  return longest > 0 ? refusal('rate_limited', { seconds: Math.ceil(longest / 1000) }) : undefined;
}
