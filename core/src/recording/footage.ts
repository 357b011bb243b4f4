import { type Duration, milliseconds, seconds } from '@kaitong/contract';
import { RECORDING_LIMIT, type Recording } from './limits.ts';

/** The ring buffers of cameras hold about 8 s, and it must begin with a key frame. */
export const PRE_RECORD_LIMIT = seconds(10);
/** Shorter segments of footage that never ends would cost more in rows and requests than in bytes. */
export const CONTINUOUS_SEGMENT_MINIMUM = seconds(10);
/** A camera cuts at a key frame: the segment in which the limit falls may be this much longer. */
export const OVERRUN = seconds(10);

export type FootageRefusal = 'footage_limit_reached' | 'segment_too_short' | 'pre_record_too_long';

export type Segment = { n: number; durationMs: number };

export const footageOf = (segments: readonly Segment[]): Duration =>
  milliseconds(segments.reduce((sum, { durationMs }) => sum + durationMs, 0));

/** Has the recording as much as one takes: it is over, closed or not. */
export const isCut = (recording: Recording, segments: readonly Segment[]): boolean =>
  footageOf(segments) >= RECORDING_LIMIT[recording];

/** Why a segment does not become part of a recording that has `others`; in whatever order they were declared. */
export function refuseSegment(
  recording: Recording,
  others: readonly Segment[],
  segment: Segment,
): FootageRefusal | undefined {
  const before = footageOf(others);
  const limit = RECORDING_LIMIT[recording];
  if (before >= limit || before + segment.durationMs > limit + OVERRUN) return 'footage_limit_reached';
  if (recording === 'event') return undefined;
  // Only the last one may be short: whatever was left when the recording stopped.
  const all = [...others, segment];
  const last = Math.max(...all.map(({ n }) => n));
  const isShort = all.some(({ n, durationMs }) => n !== last && durationMs < CONTINUOUS_SEGMENT_MINIMUM);
  return isShort ? 'segment_too_short' : undefined;
}

/** Footage from before the event happened, at the head of its first segment. Continuous recordings have none. */
export function refusePreRecord(recording: Recording, preRecord: Duration): FootageRefusal | undefined {
  return preRecord > (recording === 'event' ? PRE_RECORD_LIMIT : 0) ? 'pre_record_too_long' : undefined;
}
