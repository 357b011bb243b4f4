import type { SlicesRead } from '@kaitong/media';
import { z } from 'zod';
import { MOST_ROW_CHARACTERS, ROWS_PATTERN } from './picture-rows.ts';
import { SoundReport } from './sound-report.ts';

/** Which FFmpeg did the decoding. */
export const Level2Engine = z.enum(['node-av', 'ffmpeg']);
export type Level2Engine = z.output<typeof Level2Engine>;

const count = z.int().min(0);
const level = z.number().min(0).max(255);

const Pictures = z.object({
  measured: count,
  luma: z.object({ mean: level, min: level, max: level }),
  contrast: level,
  motion: z.object({ peak: level, pairs: count }),
  thumbnails: z.array(z.object({ frame: count, luma: z.string().regex(/^[0-9a-f]{288}$/) })).max(12),
  // Each 144 bytes, so no padding.
  samples: z
    .string()
    .max(200 * 192)
    .regex(/^(?:[A-Za-z0-9+/]{192})*$/)
    .optional(),
  // Reports of earlier versions have none.
  rows: z.string().max(MOST_ROW_CHARACTERS).regex(ROWS_PATTERN).optional(),
});

const line = z.string().max(200);

/** What reading the slices of H.265 has shown, which FFmpeg does not tell. */
export const Slices: z.ZodType<SlicesRead> = z.object({
  pictures: count,
  damaged: count,
  damagedAt: z.array(count).max(500),
});

/**
 * What decoding one object showed. It comes out of a process that has read hostile bytes, so it is validated like any
 * other input.
 */
export const DecodeReport = z.object({
  engine: Level2Engine,
  /** FFmpeg's name of the decoder: `h264`, `hevc`, …; null when no video could be opened. */
  codec: z.string().max(40).nullable(),
  width: count,
  height: count,
  /** Video packets that the demuxer delivered, two to a frame where it comes in fields; frames that came out of the decoder. */
  packets: count,
  frames: count,
  /** Packets that the decoder refused. */
  refused: count,
  /** Frames of which the decoder says that their own data are damaged, or were concealed. */
  damaged: count,
  /**
   * The packets of which the decoder says so, in decoding order, each with its decoding time in milliseconds from the first
   * one; of very many the first ones. Reports of earlier versions have none.
   */
  damagedAt: z
    .array(z.object({ packet: count, ms: z.number().nullable() }))
    .max(100)
    .optional(),
  /**
   * Error lines of the decoder that mean damage: how many, and the first ones. `missing`: of pictures that are not there, which
   * is no damage, each with the packet that it came with; of a program beside us, with one that came before.
   */
  logs: z.object({
    lines: count,
    first: z.array(line).max(5),
    missing: z
      .array(z.object({ packet: count, line }))
      .max(20)
      .optional(),
  }),
  /** Of H.265 that can be read so; else null. Reports of earlier versions have none. */
  slices: Slices.nullable().optional(),
  /** Why nothing could be decoded at all: no container, no video track, no decoder. */
  unreadable: z.string().max(200).nullable(),
  pictures: Pictures,
  /** Of AAC, where the engine decodes it beside the pictures; else null. Reports of earlier versions have none. */
  sound: SoundReport.nullable().optional(),
});
export type DecodeReport = z.output<typeof DecodeReport>;

/**
 * A limit that one attempt passed. `crash`: the process died by itself; `asleep`: it did nothing any more. `clip_time`: no
 * attempt was made, since what all objects of the clip may take together was spent.
 */
export const LimitReason = z.enum(['crash', 'time', 'asleep', 'memory', 'frames', 'clip_time']);
export type LimitReason = z.output<typeof LimitReason>;
