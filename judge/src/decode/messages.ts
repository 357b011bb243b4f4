import { z } from 'zod';
import { type FilmTask, LARGEST_FILMSTRIP, MOST_PICTURES } from '../film/make-filmstrip.ts';
import { LARGEST_PREVIEW } from '../snapshot/preview.ts';
import { SnapshotReport } from '../snapshot/report.ts';
import type { DecodeContainer } from './node-av-input.ts';
import { DecodeReport, Slices } from './report.ts';

/** Towards the process, which takes it as it is: nobody but us holds the other end. `bytes` raw bytes follow. */
export type Job = { id: number; bytes: number } & (
  | {
      is: 'decode';
      container: DecodeContainer;
      maxFrames: number;
      /** Resident memory of the process, not to be exceeded. */
      maxMemoryBytes: number;
      framesPerSample?: number | undefined;
      /** Where the object begins in the bytes, behind an init segment. */
      objectAt: number;
    }
  | { is: 'slices'; container: DecodeContainer }
  | { is: 'snapshot' }
  | { is: 'preview' }
  | ({ is: 'filmstrip' } & FilmTask)
);

const base64Length = (bytes: number): number => 4 * Math.ceil(bytes / 3);

/** From the process. */
export const Answer = z.discriminatedUnion('is', [
  z.object({ is: z.literal('ready'), nodeAv: z.boolean() }),
  /** All bytes have arrived; the clock of the job begins. */
  z.object({ is: z.literal('started'), id: z.int() }),
  z.object({ is: z.literal('decoded'), id: z.int(), report: DecodeReport, memoryBytes: z.int() }),
  z.object({ is: z.literal('passed-limit'), id: z.int(), reason: z.enum(['frames', 'memory']) }),
  z.object({ is: z.literal('slices'), id: z.int(), report: Slices.nullable(), memoryBytes: z.int() }),
  z.object({ is: z.literal('snapshot'), id: z.int(), report: SnapshotReport, memoryBytes: z.int() }),
  z.object({
    is: z.literal('preview'),
    id: z.int(),
    webp: z.base64().max(base64Length(LARGEST_PREVIEW)).nullable(),
    memoryBytes: z.int(),
  }),
  z.object({
    is: z.literal('filmstrip'),
    id: z.int(),
    strip: z
      .object({
        webp: z.base64().max(base64Length(LARGEST_FILMSTRIP)),
        width: z.int(),
        height: z.int(),
        columns: z.int(),
        pictures: z.array(z.int()).min(1).max(MOST_PICTURES),
      })
      .nullable(),
    memoryBytes: z.int(),
  }),
]);
export type Answer = z.output<typeof Answer>;
