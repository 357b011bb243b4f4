import { type ApplicationId, seconds } from '@kaitong/contract';
import type { DeadlineHandler } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { hasUnjudgedObjects } from './conclude.ts';
import {
  CLOSE_DEADLINE,
  FOOTAGE_DELETION,
  PROBE_DEADLINE,
  PROBE_DELETION,
  QUEUE_LOOK,
  RUN_WAITING,
  STEP_DEADLINE,
  WAVE_HINT,
} from './deadline-kinds.ts';
import { deleteFootage, deleteProbeFootage } from './delete-footage.ts';
import { endCloseGrace, endStepByTime } from './follow-upload.ts';
import { isPatient, tellQueue } from './judge-queue.ts';
import { lockRun } from './lock-run.ts';
import { listProbeObjects, signalProbe } from './probe.ts';
import { reportProgress } from './report.ts';
import { signalRun } from './signal-run.ts';
import { lookForPlace } from './waiting-runs.ts';

/** What the region does when a run's time is up. */
export function runDeadlineHandlers(
  context: RegionContext,
): Record<string, DeadlineHandler<RegionTables, ApplicationId>> {
  return {
    [STEP_DEADLINE]: async ({ subject }, trx) => {
      const run = await lockRun(trx, subject);
      if (run?.state !== 'running') return;
      const left = run.deadline_at.getTime() - run.now.getTime();
      if (left > seconds(0)) return; // moved meanwhile: its own deadline row comes
      const waiting = run.step === 'verify' && (await isPatient(trx, run)) && (await hasUnjudgedObjects(trx, subject));
      if (waiting) await signalRun(trx, subject, { type: 'judge.waiting' });
      else await endStepByTime(trx, subject);
    },
    [QUEUE_LOOK]: async ({ subject }, trx) => await tellQueue(trx, subject),
    [RUN_WAITING]: lookForPlace,
    [WAVE_HINT]: async ({ subject }, trx) => {
      const run = await lockRun(trx, subject);
      if (run?.state === 'running' && run.step === 'await-event')
        await reportProgress(trx, run, { type: 'wave.hinted' });
    },
    [PROBE_DEADLINE]: async ({ subject }, trx) => {
      await lockRun(trx, subject); // what the device does meanwhile waits
      const objects = await listProbeObjects(context, trx, subject);
      await signalProbe(trx, subject, { type: 'deadline' }, { objects });
    },
    [CLOSE_DEADLINE]: async ({ subject }, trx) => await endCloseGrace(trx, subject),
    [PROBE_DELETION]: async ({ subject }, trx) => await deleteProbeFootage(context, trx, subject),
    [FOOTAGE_DELETION]: async ({ subject }, trx) => await deleteFootage(context, trx, subject),
  };
}
