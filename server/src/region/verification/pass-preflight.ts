import { milliseconds, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';
import { hasPlace } from './count-places.ts';
import { RUN_WAITING } from './deadline-kinds.ts';
import { renewGrant } from './grant.ts';
import type { LockedRun } from './lock-run.ts';
import { reportProgress } from './report.ts';
import { signalLocked } from './signal-run.ts';
import { tryTurn } from './take-turns.ts';
import { wakeFirst } from './wake-first.ts';

/** How often a run that could go on looks for a place, should nobody wake it. */
const LOOK_EVERY = seconds(3);
/** While another decides about places, which takes it some milliseconds. */
const LOOK_SOON = milliseconds(300);

/** A run whose way up is fine. */
export const isReady = ({ state, step, probe }: LockedRun): boolean =>
  state === 'running' && step === 'preflight' && probe?.step === 'ended' && probe.hasPassed === true;

/**
 * The way up is fine: somebody is asked to wave, as soon as the judge has a place for the clip. While a run tests it held
 * none, or one that is stuck would keep others waiting; whoever waves meanwhile waits for nothing.
 */
export async function passPreflight(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (!isReady(run)) return;
  const place = await takePlace(trx, run);
  if (place === 'taken') return;
  await renewGrant(trx, run);
  await reportProgress(trx, run, { type: 'judge.queued', waiting: 0 });
  await lookLater(trx, run, place);
}

/** It looks again whether there is a place. More than one may have become free: whoever is next looks, too. */
export async function lookAgain(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (!isReady(run)) return;
  const place = await takePlace(trx, run);
  if (place === 'taken') await wakeFirst(trx, { but: run.application_id });
  else await lookLater(trx, run, place);
}

/** Goes on if there is a place. `undecided`: another decides about places now. */
async function takePlace(trx: RegionTransaction, run: LockedRun): Promise<'taken' | 'none' | 'undecided'> {
  if (!(await tryTurn(trx))) return 'undecided';
  if (!(await hasPlace(trx, { of: run.application_id }))) return 'none';
  await signalLocked(trx, run, { type: 'preflight.passed' });
  return 'taken';
}

const lookLater = (trx: RegionTransaction, run: LockedRun, place: 'none' | 'undecided'): Promise<void> =>
  setDeadline(trx, RUN_WAITING, run.application_id, place === 'none' ? LOOK_EVERY : LOOK_SOON);

/** Somebody looks for the fault now, and may wave at any moment: the device's grant is to last so long. */
export async function stopPreflight(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (run.step === 'preflight') await renewGrant(trx, run);
}
