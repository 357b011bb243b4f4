import { z } from 'zod';
import { CheckCodeSchema } from './finding.ts';

/** What a newer attempt made of what an earlier one found, by the codes of their headlines. */
export const FindingChange = z.object({
  /** Found before, and no more: also not as a consequence of something else. */
  gone: z.array(CheckCodeSchema),
  added: z.array(CheckCodeSchema),
  stays: z.array(CheckCodeSchema),
});
export type FindingChange = z.output<typeof FindingChange>;
