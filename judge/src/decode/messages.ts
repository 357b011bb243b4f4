import { z } from 'zod';
import { SnapshotReport } from '../snapshot/report.ts';
import { DecodeReport, Slices } from './report.ts';

/** Towards the process. `bytes` raw bytes follow. */
export const Job = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('decode'),
    id: z.int(),
    bytes: z.int().min(0),
    container: z.enum(['ts', 'mp4']),
    maxFrames: z.int().min(1),
    /** Resident memory of the process, not to be exceeded. */
    maxMemoryBytes: z.int(),
    framesPerSample: z.number().positive().optional(),
  }),
  z.object({ is: z.literal('slices'), id: z.int(), bytes: z.int().min(0), container: z.enum(['ts', 'mp4']) }),
  z.object({ is: z.literal('snapshot'), id: z.int(), bytes: z.int().min(0) }),
]);
export type Job = z.output<typeof Job>;

/** From the process. */
export const Answer = z.discriminatedUnion('is', [
  z.object({ is: z.literal('ready'), nodeAv: z.boolean() }),
  /** All bytes have arrived; the clock of the job begins. */
  z.object({ is: z.literal('started'), id: z.int() }),
  z.object({ is: z.literal('decoded'), id: z.int(), report: DecodeReport, memoryBytes: z.int() }),
  z.object({ is: z.literal('passed-limit'), id: z.int(), reason: z.enum(['frames', 'memory']) }),
  z.object({ is: z.literal('slices'), id: z.int(), report: Slices.nullable(), memoryBytes: z.int() }),
  z.object({ is: z.literal('snapshot'), id: z.int(), report: SnapshotReport, memoryBytes: z.int() }),
]);
export type Answer = z.output<typeof Answer>;
