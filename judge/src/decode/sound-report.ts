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
  /**
   * Of that one: its first byte in the object, its time on the object's own clock, and what FFmpeg says. Reports of earlier
   * versions have none.
   */
  failure: z
    .object({ offset: count.nullable(), ms: z.number().nullable(), log: z.string().max(200).nullable() })
    .optional(),
  /** Null where nothing came out. */
  levels: Levels.nullable(),
});
export type SoundReport = z.output<typeof SoundReport>;
