import { z } from 'zod';
import { ClipRate, EventDeclaration, Finding, MOST_PICTURE_SECONDS, PictureSecond } from '../checks/index.ts';
import { EventId, Instant, Region } from '../ids.ts';
import { Refusal } from '../problems/problem.ts';
import { ApplicationState, EventType, StepName } from './steps.ts';

const at = Instant;
const one = <const Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), at, ...shape });

const MOST_STRIP_FRAMES = 900;

/** What the bitstream of a segment's picture says of itself; times of its frames by the clock of the container. */
export const SegmentVideo = z.object({
  codec: z.string(),
  width: z.int().optional(),
  height: z.int().optional(),
  /** When each frame of the strip is decoded, in milliseconds; null where its container does not say. */
  times: z.array(z.int().nullable()).max(MOST_STRIP_FRAMES),
});
export type SegmentVideo = z.output<typeof SegmentVideo>;

/** Sizes and key frames of one segment's frames, for the strip picture: [bytes, key frame?]. */
export const FrameStrip = z.array(z.tuple([z.number().int(), z.boolean()])).max(MOST_STRIP_FRAMES);

/**
 * How a test event (`probe`) ended. The `not_…` ones say what was awaited in vain, and with it where the way up is broken.
 * None of them decides the run; all but `overtaken` and `out_of_time` may be followed by another test.
 */
export const PROBE_OUTCOMES = [
  /** Everything arrived, and nothing is wrong with it. */
  'clean',
  /** Everything arrived; the findings say what is wrong. */
  'flawed',
  /** The device refused the command. */
  'declined',
  /** It did not answer the command. */
  'silent',
  /** It answered and opened no event: HTTP does not reach the platform. */
  'not_opened',
  'not_declared',
  /** The bytes did not reach the store. */
  'not_stored',
  'not_committed',
  'not_closed',
  /** The device's own event came first. */
  'overtaken',
  /** The platform did not get to it: it was away, or its judge had no time. */
  'undecided',
  /** The time for tests was over. */
  'out_of_time',
] as const;
export const ProbeOutcome = z.enum(PROBE_OUTCOMES);
export type ProbeOutcome = z.output<typeof ProbeOutcome>;

const objectKind = z.enum(['init', 'segment', 'snapshot']);

/** What happens during a run, as the region reports it. */
export const RunProgress = z.discriminatedUnion('type', [
  one('step.started', { step: StepName, deadlineAt: Instant.nullable() }),
  one('step.ended', { step: StepName, outcome: z.enum(['done', 'failed']), tookMs: z.number().int() }),
  one('grant.sent', {}),
  one('grant.acknowledged', {}),
  one('probe.sent', {}),
  one('probe.opened', { eventId: EventId }),
  one('probe.inspected', { n: z.number().int(), kind: objectKind, findings: z.array(Finding) }),
  /** A call of the test event that was refused; each reason once. */
  one('probe.refused', { problem: Refusal }),
  /** `reason` is the device's own, where it declined. */
  one('probe.ended', {
    outcome: ProbeOutcome,
    reason: z.string().nullable(),
    findings: z.array(Finding),
    /** The run stops here, for somebody to change something and test again; of older runs, which did not, absent. */
    stopped: z.boolean().optional(),
  }),
  one('wave.hinted', {}),
  /** The clip looks like an earlier one: its event is gone, and a new grant asks for another wave. Once in a run at most. */
  one('wave.again', {}),
  /** `declaration`: what the device says of its clip; older runs have none. */
  one('event.opened', { eventId: EventId, eventType: EventType, declaration: EventDeclaration.optional() }),
  one('object.stored', {
    n: z.number().int(),
    kind: objectKind,
    bytes: z.number().int(),
    durationMs: z.number().int(),
  }),
  /** `video`: of a segment with a picture; older runs have none. */
  one('object.inspected', {
    n: z.number().int(),
    findings: z.array(Finding),
    strip: FrameStrip.nullable(),
    video: SegmentVideo.optional(),
  }),
  one('event.closed', { eventId: EventId, objects: z.number().int(), durationMs: z.number().int() }),
  /** Clips before this one, and how long they will take as far as one can tell; before the grant: runs before this one. */
  one('judge.queued', { waiting: z.number().int(), expectedMs: z.number().int().optional() }),
  /**
   * `pictures`: second by second, where the clip was decoded. `rate`: how fast time runs in it, or why that could not be
   * judged; older verdicts have none.
   */
  one('verdict.reached', {
    outcome: z.enum(['pass', 'pass_with_warnings', 'fail']),
    findings: z.array(Finding),
    rate: ClipRate.optional(),
    pictures: z.array(PictureSecond).max(MOST_PICTURE_SECONDS).optional(),
  }),
]);
export type RunProgress = z.output<typeof RunProgress>;

/** What a page or the CLI sees of an application: the run's progress and what control adds. Numbered from 1 per application. */
export const ApplicationProgress = z
  .discriminatedUnion('type', [
    ...RunProgress.options,
    one('region.published', { region: Region }),
    one('region.lagging', { region: Region }),
    one('application.ended', { state: ApplicationState, problem: Refusal.nullable() }),
  ])
  .meta({ id: 'ApplicationProgress' });
export type ApplicationProgress = z.output<typeof ApplicationProgress>;

/** One server-sent event's data: `id:` carries `seq`. */
export const NumberedProgress = z.object({ seq: z.number().int().positive(), progress: ApplicationProgress });
export type NumberedProgress = z.output<typeof NumberedProgress>;
