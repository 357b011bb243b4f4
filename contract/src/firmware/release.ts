import { z } from 'zod';

/** How much of the fleet is offered a release, step by step; in per cent. */
export const ROLL_OUT = [5, 25, 50, 100] as const;
export const RollOutShare = z.literal(ROLL_OUT);
export type RollOutShare = z.output<typeof RollOutShare>;

/**
 * `draft`: offered to nobody yet. `offered`: to its share of the fleet. `halted`: to nobody for now. `finished`: to whoever has
 * not got it, for good. `withdrawn`: to nobody any more.
 */
export const ReleaseState = z.enum(['draft', 'offered', 'halted', 'finished', 'withdrawn']);
export type ReleaseState = z.output<typeof ReleaseState>;

/** What somebody does with a release. `widen`: offer it to the next share. */
export const ReleaseMove = z.enum(['offer', 'widen', 'halt', 'resume', 'finish', 'withdraw']);
export type ReleaseMove = z.output<typeof ReleaseMove>;

/**
 * Why a release may be offered to more than its first share. `verified`: the product is activated with exactly this version, or a
 * camera with it passed a verification of the release.
 * `tested`: a camera with it passed the whole extended test. `takes_back`: it takes back a version that was halted or withdrawn.
 */
export const ReleaseClearance = z.enum(['verified', 'tested', 'takes_back']);
export type ReleaseClearance = z.output<typeof ReleaseClearance>;

/** What a camera says of an update, in the order in which it happens. */
export const UpdateReport = z.enum(['downloading', 'failed', 'installed', 'rolled_back']);
export type UpdateReport = z.output<typeof UpdateReport>;

/** A camera that tries again says so by a higher number. */
export const MOST_UPDATE_ATTEMPTS = 100;

/** What is new, for owners; in both languages, since either may read it. */
export const ReleaseNotes = z
  .object({ 'zh-CN': z.string().trim().min(1).max(2000), en: z.string().trim().min(1).max(2000) })
  .meta({ id: 'ReleaseNotes' });
export type ReleaseNotes = z.output<typeof ReleaseNotes>;
