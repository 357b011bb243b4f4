import { type Duration, milliseconds, minutes, type ProblemCode, type StepName, seconds } from '@kaitong/contract';
import { checks } from '@kaitong/contract/checks';

/** One step of an application as data: who runs it, how long it may take, and what a missed deadline means. */
export type Step = {
  readonly name: StepName;
  readonly plane: 'control' | 'region';
  /** null: retried until it succeeds. */
  readonly deadline: Duration | null;
  /** For battery cameras that sleep: the page says "wake it". */
  readonly dormantDeadline?: Duration;
  /** When the page gives a hint, counted from the step's start. */
  readonly hintAfter?: Duration;
  /** null: nothing, the next step begins. */
  readonly whenLate: ProblemCode | null;
  /** What the region must take back when the application ends in this step. */
  readonly undo: 'nothing' | 'grant';
};

// await-event + await-upload + verify stay within the 180 s that the page promises from acknowledgement to verdict, for
// each wave: a second one is not counted, and has as long again.
export const steps: Readonly<Record<StepName, Step>> = {
  check: { name: 'check', plane: 'control', deadline: seconds(5), whenLate: 'region_unreachable', undo: 'nothing' },
  grant: {
    name: 'grant',
    plane: 'region',
    deadline: seconds(10),
    dormantDeadline: seconds(60),
    whenLate: 'grant_not_acknowledged',
    undo: 'grant',
  },
  // Time to find a fault and try again. What a test shows decides nothing, so its end is no failure.
  preflight: { name: 'preflight', plane: 'region', deadline: minutes(10), whenLate: null, undo: 'grant' },
  'await-event': {
    name: 'await-event',
    plane: 'region',
    deadline: seconds(110),
    hintAfter: seconds(60),
    whenLate: 'no_event',
    undo: 'grant',
  },
  'await-upload': {
    name: 'await-upload',
    plane: 'region',
    deadline: seconds(45),
    whenLate: 'upload_incomplete',
    undo: 'grant',
  },
  verify: { name: 'verify', plane: 'region', deadline: seconds(20), whenLate: 'judge_unavailable', undo: 'grant' },
  activate: {
    name: 'activate',
    plane: 'control',
    deadline: null,
    whenLate: 'precondition_changed',
    undo: 'grant',
  },
  publish: { name: 'publish', plane: 'control', deadline: null, whenLate: 'region_unreachable', undo: 'nothing' },
};

/** A camera in use sees something by itself within this, or nobody comes by its door. */
export const RELEASE_EVENT_WAIT = seconds(24 * 3600);
/** Footage a verification asks for and takes at most. */
export const FOOTAGE_LIMIT = seconds(15);
/** Less footage than this shows nothing of how a camera records. */
export const FOOTAGE_MINIMUM = milliseconds(checks['time.too_short'].limit);
/** As long as an event may be at all. */
export const EVENT_LIMIT = milliseconds(checks['flow.event_too_long'].limit);
/** Less than this before the trigger does not show what set it off. */
export const PRE_RECORD_MINIMUM = milliseconds(500);
/** A camera whose footage is complete has this long to close its event, before it counts as one that does not. */
export const CLOSE_GRACE = seconds(2);
/** Runs per device and 24 hours: a stranger's camera cannot be kept recording. */
export const RUNS_PER_DAY = 20;
/** How long after the last reported deadline control gives a region up. */
export const REGION_SILENCE = seconds(15);
/** Verification footage is gone after this at the latest. */
export const FOOTAGE_KEPT = seconds(24 * 3600);
