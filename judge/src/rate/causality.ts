import { type Arrival, type Course, preRecordOf } from './course.ts';
import type { Estimate } from './estimate.ts';

const TOLERANCE_MS = 1000;
/** A wall clock that is further off tells nothing of how long the opening was on its way: that puts it behind. */
const MOST_OFF = { behindMs: 30_000, aheadMs: 5000 };

/**
 * More footage than there was time for: by the arrival of a segment's declaration, all up to its end had happened. A later
 * arrival only weakens that. An opening that was held up makes the trigger later than it was; a wall clock that is right
 * says so, and the earlier of the two counts.
 *
 * @returns undefined where nothing contradicts: that proves nothing
 */
export function rateByCausality({ segments, longestGopMs }: Course, arrival: Arrival): Estimate | undefined {
  const { triggeredAt, skewMs } = arrival;
  if (skewMs < -MOST_OFF.behindMs || skewMs > MOST_OFF.aheadMs) return undefined;
  const began = triggeredAt + Math.min(0, skewMs) - preRecordOf(arrival);
  const slack = TOLERANCE_MS + longestGopMs;
  let worst: Estimate | undefined;
  for (const { n, endMs } of segments) {
    const object = arrival.objects.find((one) => one.n === n);
    if (!object || endMs <= object.declaredAt - began + slack) continue;
    const rate = Math.max(0.001, (object.declaredAt - began) / endMs);
    if (!worst || rate < worst.rate) {
      const error = slack / endMs;
      worst = { by: 'causality', rate, error, within: error, isWrong: true };
    }
  }
  return worst;
}
