import { z } from 'zod';

/** What a strict decode of a snapshot showed. */
export const SnapshotReport = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('picture'),
    width: z.int().min(1),
    height: z.int().min(1),
    /** 16 × 9 luma, row by row, as hex. */
    luma: z.string().regex(/^[0-9a-f]{288}$/),
  }),
  /** `reason` is the decoder's own, for the log and the details of the finding. */
  z.object({ is: z.literal('undecodable'), reason: z.string().max(200) }),
  z.object({ is: z.literal('too-large'), width: z.int(), height: z.int() }),
]);
export type SnapshotReport = z.output<typeof SnapshotReport>;
