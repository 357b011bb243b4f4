import { type Duration, type ProbeOutcome, seconds } from '@kaitong/contract';

/**
 * The test event of a run, from the command to its end. It runs beside the run's steps and reports what it meets; nothing
 * of it is an input of `moveRun`, so it can neither pass nor fail a run.
 */
export type ProbeStep = 'sent' | 'acknowledged' | 'opened' | 'closed' | 'ended';

export type ProbeSignal =
  | { type: 'replied'; ok: boolean }
  | { type: 'opened' }
  | { type: 'closed' }
  | { type: 'judged'; clean: boolean }
  | { type: 'deadline' }
  /** The device's own event: it comes first, and the test has no use any more. */
  | { type: 'own-event' };

/** How far an object of the test event came. */
export type ProbeObject = 'declared' | 'stored' | 'committed';

export type ProbeMove =
  /** `deadline` null: what is left to do is the platform's. */
  | { to: Exclude<ProbeStep, 'ended'>; deadline: Duration | null }
  | { to: 'ended'; outcome: ProbeOutcome }
  | { to: 'stay' };

/** Footage of a test event: it shows the way up, not what the camera sees. */
export const PROBE_FOOTAGE = seconds(5);

/** A good camera opens within a second; a page that names a broken way up after half a minute names it too late. */
const PATIENCE: Record<'sent' | 'acknowledged' | 'opened', Duration> = {
  sent: seconds(8),
  acknowledged: seconds(8),
  opened: seconds(12),
};

export const probePatience = PATIENCE.sent;

const stay: ProbeMove = { to: 'stay' };
const ended = (outcome: ProbeOutcome): ProbeMove => ({ to: 'ended', outcome });

/** What a signal means to a test event. `objects`: those of its event, as far as they came. */
export function moveProbe(step: ProbeStep, signal: ProbeSignal, objects: readonly ProbeObject[]): ProbeMove {
  if (step === 'ended') return stay;
  switch (signal.type) {
    case 'own-event':
      return ended('overtaken');
    case 'deadline':
      return step === 'closed' ? stay : ended(missing(step, objects));
    case 'replied':
      if (step !== 'sent') return stay; // an event that overtook its command's reply says more than the reply
      return signal.ok ? { to: 'acknowledged', deadline: PATIENCE.acknowledged } : ended('declined');
    case 'opened':
      return step === 'sent' || step === 'acknowledged' ? { to: 'opened', deadline: PATIENCE.opened } : stay;
    case 'closed':
      return step === 'opened' ? { to: 'closed', deadline: null } : stay;
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
