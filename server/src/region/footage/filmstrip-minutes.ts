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
