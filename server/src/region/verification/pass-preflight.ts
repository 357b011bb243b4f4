import { seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';
import { hasPlace } from './count-places.ts';
import { RUN_WAITING } from './deadline-kinds.ts';
import { renewGrant } from './grant.ts';
import type { LockedRun } from './lock-run.ts';
import { reportProgress } from './report.ts';
import { signalLocked } from './signal-run.ts';

/** How often a run that could go on looks for a place, should nobody wake it. */
const LOOK_EVERY = seconds(3);

/** A run whose way up is fine. */
export const isReady = ({ state, step, probe }: LockedRun): boolean =>
  state === 'running' && step === 'preflight' && probe?.step === 'ended' && probe.hasPassed === true;

/**
 * The way up is fine: somebody is asked to wave, as soon as the judge has a place for the clip. While a run tests it held
 * none, or one that is stuck would keep others waiting; whoever waves meanwhile waits for nothing.
 */
export async function passPreflight(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (!isReady(run)) return;
  if (await hasPlace(trx, { of: run.application_id })) {
    await signalLocked(trx, run, { type: 'preflight.passed' });
    return;
  }
  await renewGrant(trx, run);
  await tellWaiting(trx, run);
}

/** It looks again whether there is a place. */
export async function lookAgain(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (!isReady(run)) return;
  if (await hasPlace(trx, { of: run.application_id })) await signalLocked(trx, run, { type: 'preflight.passed' });
  else await setDeadline(trx, RUN_WAITING, run.application_id, LOOK_EVERY);
}

async function tellWaiting(trx: RegionTransaction, run: LockedRun): Promise<void> {
  await reportProgress(trx, run, { type: 'judge.queued', waiting: 0 });
  await setDeadline(trx, RUN_WAITING, run.application_id, LOOK_EVERY);
}

/** Somebody looks for the fault now, and may wave at any moment: the device's grant is to last so long. */
export async function stopPreflight(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (run.step === 'preflight') await renewGrant(trx, run);
}
