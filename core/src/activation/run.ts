import { type Duration, minutes, type Refusal, refusal, type StepName } from '@kaitong/contract';
import { MOST_GIVEN_BACK } from './outage.ts';
import { steps } from './steps.ts';

/** The steps that a region runs; `null` once the run is over. */
export type RunStep = Extract<StepName, 'grant' | 'preflight' | 'await-event' | 'await-upload' | 'verify'>;

/** What can happen to a run. Everything else that happens is no news to it. */
export type RunSignal =
  /** `makesTests`: its device can be asked for a test event. */
  | { type: 'grant.acknowledged'; makesTests: boolean }
  | { type: 'grant.refused'; reason: string }
  /** The way up works, or shows nothing that there is to wait for; and the judge has a place for the clip. */
  | { type: 'preflight.passed' }
  | { type: 'event.opened' }
  | { type: 'event.completed' }
  | { type: 'deadline' }
  /** The judge still has objects of the clip in its queue. */
  | { type: 'judge.waiting' }
  /** The clip would pass, and its pictures are those of an earlier one as far as small pictures can tell. */
  | { type: 'resembles' }
  | { type: 'verdict'; pass: boolean };

export type RunFacts = {
  /** A battery camera, given more time to answer. */
  dormant: boolean;
  /** The last refusal that the device's upload met, if any: it explains a missed deadline better than the deadline does. */
  lastRefusal: string | null;
  /** Its event is closed, or has as much footage as was asked for: what is there can be judged, whatever is missing. */
  isUploaded: boolean;
  /** Its second wave has been asked for; there is no third. */
  askedAgain: boolean;
  /** The platform was away for longer than is given back: whatever the device missed is not held against it. */
  lostForGood: boolean;
  /** How long its event is waited for, where that is not the usual: of firmware that is verified while it is in use. */
  eventWait?: Duration | null;
};

export type RunMove =
  | { to: RunStep; deadline: Duration }
  | { to: 'passed' }
  | { to: 'failed'; problem: Refusal }
  /** The signal means nothing in this step: repeated, late, or early. */
  | { to: 'stay' };

const stay: RunMove = { to: 'stay' };
const go = (step: RunStep, wait?: Duration | null): RunMove => ({ to: step, deadline: deadlineOf(step, false, wait) });
const fail = (problem: Refusal): RunMove => ({ to: 'failed', problem });

/** How long a step may take. A camera in use that sleeps is not woken for it: it wakes when somebody comes by, as it sees its event. */
export function deadlineOf(step: RunStep, dormant: boolean, eventWait?: Duration | null): Duration {
  if (eventWait && (step === 'await-event' || (step === 'grant' && dormant))) return eventWait;
  const { deadline, dormantDeadline } = steps[step];
  const chosen = dormant ? (dormantDeadline ?? deadline) : deadline;
  if (chosen === null) throw new RangeError(`${step} has no deadline`);
  return chosen;
}

/**
 * What a run does on a signal: the whole of the region's part of an activation, without clock, database or device. It goes
 * back once at most, to a grant of its own for a second wave.
 */
export function moveRun(step: RunStep, signal: RunSignal, facts: RunFacts): RunMove {
  if (signal.type === 'deadline') {
    if (step === 'preflight') return go('await-event', facts.eventWait);
    return step === 'await-upload' && facts.isUploaded ? go('verify') : fail(lateness(step, facts));
  }
  switch (step) {
    case 'grant':
      // For a second wave the way up has shown itself already.
      if (signal.type === 'grant.acknowledged')
        return go(signal.makesTests && !facts.askedAgain ? 'preflight' : 'await-event', facts.eventWait);
      if (signal.type === 'grant.refused') return fail(refusal('grant_refused', { reason: signal.reason }));
      return stay;
    case 'preflight':
      if (signal.type === 'event.opened') return go('await-upload');
      return signal.type === 'preflight.passed' ? go('await-event', facts.eventWait) : stay;
    case 'await-event':
      return signal.type === 'event.opened' ? go('await-upload') : stay;
    case 'await-upload':
      return signal.type === 'event.completed' ? go('verify') : stay;
    case 'verify':
      if (signal.type === 'verdict') return signal.pass ? { to: 'passed' } : fail(refusal('clip_rejected'));
      if (signal.type === 'resembles') return facts.askedAgain ? stay : go('grant');
      return signal.type === 'judge.waiting' ? go('verify') : stay;
  }
}

function lateness(
  step: Exclude<RunStep, 'preflight'>,
  { dormant, lastRefusal, lostForGood, eventWait }: RunFacts,
): Refusal {
  if (lostForGood) return refusal('platform_away', { minutes: MOST_GIVEN_BACK / minutes(1) });
  if (step === 'grant' && dormant && eventWait) return refusal('device_offline');
  const seconds = deadlineOf(step, dormant, eventWait) / 1000;
  if (lastRefusal !== null && (step === 'await-event' || step === 'await-upload'))
    return refusal('upload_refused', { reason: lastRefusal });
  return refusal(steps[step].whenLate ?? 'no_event', { seconds });
}
