import { minutes } from '@kaitong/contract';
import type { Recording } from './find-recording.ts';

/** A filmstrip shows so much of a recording. */
export const FILMSTRIP = minutes(1);

/** Which of a recording's filmstrips shows what lies so long after its beginning. */
export const minuteOf = (ms: number): number => Math.max(0, Math.floor(ms / FILMSTRIP));

/** The same of a recording. One that came as one MP4 is one object, and has one. */
export const stripAt = (
  { declaration, started_at }: Pick<Recording, 'declaration' | 'started_at'>,
  at: Date,
): number => (declaration.container === 'mp4' ? 0 : minuteOf(at.getTime() - started_at.getTime()));

/**
 * Of which of its minutes all has come when a recording grows to `ms`; of a whole one the last ones too, however short. One
 * segment may lie over the end of a minute, or over several.
 */
export function minutesOver(
  { declaration, duration_ms }: Pick<Recording, 'declaration' | 'duration_ms'>,
  ms: number,
  { isWhole }: { isWhole: boolean },
): number[] {
  if (declaration.container === 'mp4') return isWhole ? [0] : [];
  const last = isWhole ? minuteOf(ms - 1) : minuteOf(ms) - 1;
  const first = Math.min(minuteOf(duration_ms), isWhole ? last : Number.POSITIVE_INFINITY);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}
