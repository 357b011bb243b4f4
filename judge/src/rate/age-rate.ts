import type { RateUnknown } from '@kaitong/contract/checks';
import type { Arrival, ArrivedObject, Course } from './course.ts';
import { type Estimate, estimate } from './estimate.ts';
import { isSlope, type Point, slopeOf } from './slope.ts';

const LEAST_MS = 4000;
const LIMITS = { share: 0.08, ms: 1000 };
/** Two declarations of one object that agree so closely were not held up, either of them. */
const AGREE_MS = 500;
/** One of five may have been held up. */
const LEAST_ON_LINE = 0.8;

/** The end of a segment. `isConfirmed`: its age was not held up on its way. */
type End = Point & { isConfirmed: boolean };

/**
 * By the ages of declarations (`ageMs`): when the last frame of each segment was taken. It does not matter when they come,
 * only for how long each request itself was on its way: that makes an end later, never earlier. Of three and more the drift
 * must be a slope, which requests that were held up are not; two, or the trigger and one, must be confirmed.
 */
export function rateByAge({ segments, longestGopMs }: Course, arrival: Arrival): Estimate | RateUnknown {
  const ends = segments.flatMap(({ n, endMs }) => {
    const object = arrival.objects.find((one) => one.n === n);
    return object && object.ends.length > 0 ? [endOf(object, endMs)] : [];
  });
  const [first, last] = [ends[0], ends.at(-1)];
  if (!first || !last) return 'never_waited';
  if (first === last) return rateSinceTrigger(arrival, last, longestGopMs);
  const media = last.media - first.media;
  const real = slopeOf(ends) * media;
  if (real < LEAST_MS || media <= 0) return 'too_short';
  const found = estimate('age', real, media, LIMITS);
  if (!found.isWrong) return found;
  if (ends.length > 2) return isSlope(ends, LEAST_ON_LINE) ? found : 'unsteady';
  return first.isConfirmed && last.isConfirmed ? found : 'age_alone';
}

function endOf({ ends }: ArrivedObject, media: number): End {
  const [earliest = 0, second] = [...ends].sort((a, b) => a - b);
  return { media, real: earliest, isConfirmed: second !== undefined && second - earliest <= AGREE_MS };
}

/**
 * One segment that holds everything: from the trigger to its end. Where the trigger lies in it the device says, and cuts at
 * a key frame. Too much footage is causality's: a trigger that was held up looks like it.
 */
function rateSinceTrigger(arrival: Arrival, end: End, longestGopMs: number): Estimate | RateUnknown {
  const { preRecordMs, triggeredAt } = arrival;
  if (preRecordMs === null || !end.isConfirmed) return 'age_alone';
  const real = end.real - triggeredAt;
  const media = end.media - preRecordMs;
  if (real < LEAST_MS || media <= 0) return 'too_short';
  const found = estimate('age', real, media, { ...LIMITS, ms: LIMITS.ms + longestGopMs });
  return found.isWrong && found.rate < 1 ? 'age_alone' : found;
}
