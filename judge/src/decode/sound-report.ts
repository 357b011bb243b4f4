import type { SoundLevels } from '@kaitong/media';
import { z } from 'zod';

const count = z.int().min(0);

const Levels: z.ZodType<SoundLevels> = z.object({
  ms: count,
  equalMs: count,
  seconds: count,
  clippedSeconds: count,
});

/** What decoding the AAC of one object showed. */
export const SoundReport = z.object({
  /** Frames between the first and the last, which a segment's ends may cut, and those of them that cannot be decoded. */
  frames: count,
  failed: count,
  /** Number of the first one that failed. */
  firstFailed: count.nullable(),
  /** Null where nothing came out. */
  levels: Levels.nullable(),
});
export type SoundReport = z.output<typeof SoundReport>;
