import type { RateUnknown } from '@kaitong/contract/checks';
import { type Arrival, type Course, type CourseSegment, preRecordOf } from './course.ts';
import { type Estimate, estimate } from './estimate.ts';
import { isSlope, type Point, slopeOf } from './slope.ts';
import { idleBefore } from './waiting.ts';

const SHORT = { leastMs: 4000, waited: 3, share: 0.3, ms: 2000 };
const LONG = { leastMs: 30_000, waited: 4, share: 0.08, ms: 2000 };
/** An uploader that is busy asks for the next segment at once, or each time that it looks; a bad line adds a second. */
const LEAST_WAIT_MS = 1500;
const LOOKS_SELDOM = { from: 500, waitMs: 2000 };
const SHARE_WAITED = 2 / 3;
/** So long after its end the first one may come, beside a segment's length; what comes later was kept. */
const FRESH_MS = 5000;
/** A line that is gone for some seconds now and then makes a staircase of a few arrivals. */
const LEAST_ON_LINE = 0.9;

type Arrived = CourseSegment & { declaredAt: number; idleMs: number | null };

/**
 * By the arrival of segments for which the device demonstrably waited, so that each came as soon as it was there. Judged
 * only on a line that was faster than the bitrate, for footage that came while it was recorded.
 */
export function rateByArrival({ segments }: Course, arrival: Arrival): Estimate | RateUnknown {
  const came = segments.flatMap((segment): Arrived[] => {
    const object = arrival.objects.find(({ n }) => n === segment.n);
    return object ? [{ ...segment, declaredAt: object.declaredAt, idleMs: idleBefore(arrival, object) }] : [];
  });
  const waited = came.filter(({ lengthMs, idleMs }) => idleMs !== null && idleMs >= leastWait(came, lengthMs));
  const [first, last] = [waited[0], waited.at(-1)];
  if (!first || !last || first === last) return 'never_waited';
  const between = came.filter(({ n }) => n >= first.n && n <= last.n);
  const points = waited.map(pointOf);
  const media = last.endMs - first.endMs;
  const real = slopeOf(points) * media;
  const limits = real >= LONG.leastMs ? LONG : SHORT;
  if (waited.length < limits.waited || waited.length < between.length * SHARE_WAITED) return 'never_waited';
  if (real < limits.leastMs || media <= 0) return 'too_short';
  if (isLate(arrival, first)) return 'came_late';
  if (arrival.reconnected) return 'reconnected';
  const found = estimate('arrival', real, media, limits);
  return found.isWrong && !isSlope(points, LEAST_ON_LINE) ? 'unsteady' : found;
}

const pointOf = ({ endMs, declaredAt }: Arrived): Point => ({ media: endMs, real: declaredAt });

function leastWait(came: readonly Arrived[], lengthMs: number): number {
  const smallest = Math.min(...came.flatMap(({ idleMs }) => idleMs ?? []));
  const busy = smallest < LOOKS_SELDOM.from ? 4 * smallest : LOOKS_SELDOM.waitMs;
  return Math.max(LEAST_WAIT_MS, lengthMs / 4, busy);
}

function isLate(arrival: Arrival, { endMs, declaredAt, lengthMs }: Arrived): boolean {
  const end = arrival.triggeredAt - preRecordOf(arrival) + endMs;
  return declaredAt - end > lengthMs + FRESH_MS;
}
