import { type ApplicationId, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';
import { RUN_RETURN } from './deadline-kinds.ts';
import { sendGrantAgain } from './grant.ts';
import { type LockedRun, lockRun } from './lock-run.ts';
import { report, reportProgress } from './report.ts';

/** After an outage: every run looks at itself, and tells its device and control how long it goes on now. */
export async function wakeRuns(trx: RegionTransaction): Promise<void> {
  const running = await trx.selectFrom('run').select('application_id').where('state', '=', 'running').execute();
  for (const { application_id: id } of running) await setDeadline(trx, RUN_RETURN, id, seconds(0));
}

/**
 * A run that was given time back: its device gets its grant again, since it goes by its own copy, and control the deadline
 * that its patience ends after.
 */
export async function tellReturn(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run?.state !== 'running') return;
  // What it judges is here: the device has done its part.
  if (run.step !== 'verify' && !(await sendGrantAgain(trx, run))) return;
  await reportDeadline(trx, run);
}

export async function reportDeadline(trx: RegionTransaction, run: LockedRun): Promise<void> {
  const deadlineAt = run.deadline_at.toISOString();
  await report(trx, run.application_id, { type: 'step', step: run.step, deadlineAt });
  await reportProgress(trx, run, { type: 'step.started', step: run.step, deadlineAt });
}
