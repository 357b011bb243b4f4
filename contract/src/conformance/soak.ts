import { z } from 'zod';
import { FirmwareVersion, Instant, SoakId } from '../ids.ts';
import { ProblemParams, Refusal } from '../problems/problem.ts';
import { Conformance } from './conformance.ts';

/** So long a camera is watched in use. */
export const SOAK_HOURS = 24;

const Counted = z.object({ code: z.string(), count: z.int() });

/** What was seen of a camera in an hour of its soak. */
export const SoakHour = z.object({
  /** From 0. */
  hour: z.int(),
  from: Instant,
  /** So often it was told to see motion. */
  asked: z.int(),
  /** Its events, asked for or its own, and how many of them arrived whole. */
  opened: z.int(),
  arrived: z.int(),
  /** Calls and uploads that it was refused, by the problem’s code. */
  refused: z.array(Counted),
  /** Lines that ended, by why. */
  lineEnds: z.array(Counted),
  /** Of the longest time without a line. */
  awayMs: z.int(),
  /** From what happened until its first piece could be watched; null: nothing came. */
  firstMs: z.object({ middle: z.int(), slow: z.int() }).nullable(),
  /** Of its newest event; null: there was none. */
  firmware: FirmwareVersion.nullable(),
});
export type SoakHour = z.output<typeof SoakHour>;

/** What a soak looks for, in the order of its report. */
export const SOAK_RULES = [
  'nothing_came',
  'uploads_missing',
  'line_away',
  'line_unsteady',
  'grows_slower',
  'calls_refused',
] as const;
export const SoakRule = z.enum(SOAK_RULES);
export type SoakRule = z.output<typeof SoakRule>;

export const SoakFinding = z.object({
  rule: SoakRule,
  severity: z.enum(['fail', 'warn']),
  params: ProblemParams,
});
export type SoakFinding = z.output<typeof SoakFinding>;

/**
 * A day of a camera in use, watched beside what its owner does with it. Its outcome is null while it goes on; `skipped`: it ended
 * too early to say that nothing was found.
 */
export const Soak = Conformance.omit({ items: true })
  .extend({ id: SoakId, hours: z.array(SoakHour), findings: z.array(SoakFinding) })
  .meta({ id: 'Soak' });
export type Soak = z.output<typeof Soak>;

/** What a region tells of it: an hour that is over, or the end. */
export const SoakProgress = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hour'), hour: SoakHour }),
  z.object({ type: z.literal('ended'), problem: Refusal.nullable() }),
]);
export type SoakProgress = z.output<typeof SoakProgress>;
