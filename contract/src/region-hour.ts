import { z } from 'zod';
import { Instant } from './ids.ts';

/** What a region counts of itself, for the operator: now, and once an hour to be kept for a day. */
export const RegionCounts = z.object({
  devices: z.int(),
  online: z.int(),
  subscriptions: z.int(),
  footageBytes: z.int(),
  /** Runs and decodes that wait for the judge. */
  judgeQueue: z.int(),
  /** Orders and runs that control has not taken yet. */
  unreported: z.int(),
});
export type RegionCounts = z.output<typeof RegionCounts>;

/** The counts as they were at one moment of the hour that begins at `hour`. */
export const RegionHour = RegionCounts.extend({ hour: Instant }).meta({ id: 'RegionHour' });
export type RegionHour = z.output<typeof RegionHour>;
