import { type Duration, isAdvice, type ProbeOutcome, seconds } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';

/**
 * One test event of a run, from the command to its end. It reports what it meets, and all that the run hears of it is that
 * its `preflight` is over: `moveRun` can neither pass nor fail there.
 */
export type ProbeStep = 'sent' | 'acknowledged' | 'opened' | 'closed' | 'ended';

export type ProbeSignal =
  | { type: 'replied'; ok: boolean }
  | { type: 'opened' }
  | { type: 'closed' }
  | { type: 'judged'; clean: boolean }
  /** `isOurs`: the platform was away for longer than it gives back. */
  | { type: 'deadline'; isOurs?: boolean }
  /** The time for tests is over. */
  | { type: 'over' }
  /** The device's own event: it comes first, and the test has no use any more. */
  | { type: 'own-event' };

/** How far an object of the test event came. */
export type ProbeObject = 'declared' | 'stored' | 'committed';

export type ProbeMove =
  | { to: Exclude<ProbeStep, 'ended'>; deadline: Duration }
  | { to: 'ended'; outcome: ProbeOutcome }
  | { to: 'stay' };

/** Footage of a test event: it shows the way up, not what the camera sees. */
export const PROBE_FOOTAGE = seconds(5);

/** A good camera opens within a second; a page that names a broken way up after half a minute names it too late. */
const PATIENCE: Record<Exclude<ProbeStep, 'ended'>, Duration> = {
  sent: seconds(8),
  acknowledged: seconds(8),
  opened: seconds(12),
  // What is left to do is the platform's: a judge that has no time for a test keeps nobody from waving.
  closed: seconds(60),
};

export const probePatience = PATIENCE.sent;
/** A test's own grant: a little longer than its device may take for all of it. */
export const PROBE_GRANT_LIFE = seconds(30);

const stay: ProbeMove = { to: 'stay' };
const ended = (outcome: ProbeOutcome): ProbeMove => ({ to: 'ended', outcome });

/** What a signal means to a test event. `objects`: those of its event, as far as they came. */
export function moveProbe(step: ProbeStep, signal: ProbeSignal, objects: readonly ProbeObject[]): ProbeMove {
  if (step === 'ended') return stay;
  switch (signal.type) {
    case 'own-event':
      return ended('overtaken');
    case 'over':
      return ended('out_of_time');
    case 'deadline':
      return ended(signal.isOurs || step === 'closed' ? 'undecided' : missing(step, objects));
    case 'replied':
      if (step !== 'sent') return stay; // an event that overtook its command's reply says more than the reply
      return signal.ok ? { to: 'acknowledged', deadline: PATIENCE.acknowledged } : ended('declined');
    case 'opened':
      return step === 'sent' || step === 'acknowledged' ? { to: 'opened', deadline: PATIENCE.opened } : stay;
    case 'closed':
      return step === 'opened' ? { to: 'closed', deadline: PATIENCE.closed } : stay;
    case 'judged':
      return step === 'closed' ? ended(signal.clean ? 'clean' : 'flawed') : stay;
  }
}

/** The first thing that did not come: there the way up is broken. */
function missing(step: 'sent' | 'acknowledged' | 'opened', objects: readonly ProbeObject[]): ProbeOutcome {
  if (step === 'sent') return 'silent';
  if (step === 'acknowledged') return 'not_opened';
  if (objects.length === 0) return 'not_declared';
  if (objects.includes('declared')) return 'not_stored';
  return objects.includes('stored') ? 'not_committed' : 'not_closed';
}

/** What a test that has ended means to its run's `preflight`. */
export type AfterProbe =
  /** Nothing is known that would stop the clip after the wave. */
  | 'passed'
  /** It stops there: the fault is shown, and the test repeated when the engineer says so. */
  | 'stopped'
  /** The step is over anyway, by what ended the test. */
  | 'left';

/** `n`: which test of the run it is, from 1. */
export function afterProbe(
  outcome: ProbeOutcome,
  { findings, n }: { findings: readonly Pick<Finding, 'severity'>[]; n: number },
): AfterProbe {
  switch (outcome) {
    case 'overtaken':
    case 'out_of_time':
      return 'left';
    case 'clean':
    case 'undecided':
      return 'passed';
    case 'declined':
      // Asked the first time it cannot do it now, and its maker can wave; asked again, somebody waits for the test.
      return n === 1 ? 'passed' : 'stopped';
    case 'flawed':
      return isAdvice(outcome, findings) ? 'passed' : 'stopped';
    default:
      return 'stopped';
  }
}
