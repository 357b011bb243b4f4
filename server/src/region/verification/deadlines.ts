import { type ApplicationId, type EventId, seconds } from '@kaitong/contract';
import type { Deadline, DeadlineHandlers } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { hasUnjudgedObjects } from './conclude.ts';
import {
  CLOSE_DEADLINE,
  FOOTAGE_DELETION,
  PROBE_DEADLINE,
  PROBE_DELETION,
  QUEUE_LOOK,
  REPLACED_DELETION,
  RUN_HEADERS,
  RUN_RETURN,
  STEP_DEADLINE,
  WAVE_HINT,
} from './deadline-kinds.ts';
import { deleteFootage, deleteProbeFootage, deleteReplacedFootage } from './delete-footage.ts';
import { endCloseGrace, endStepByTime } from './follow-upload.ts';
import { isPutOff } from './give-time-back.ts';
import { isPatient, tellQueue } from './judge-queue.ts';
import { lockRun } from './lock-run.ts';
import { askForProbe, listProbeObjects, signalProbe } from './probe.ts';
import { reportProgress } from './report.ts';
import { reportHeadersInTurn } from './report-headers.ts';
import { signalRun } from './signal-run.ts';
import { reportDeadline, tellReturn } from './tell-return.ts';

type OfRun = Deadline<ApplicationId>;
type OfEvent = Deadline<EventId>;

/** What the region does when a run's time is up. */
export function runDeadlineHandlers(context: RegionContext): DeadlineHandlers<RegionTables> {
  return {
    [STEP_DEADLINE]: async ({ subject }: OfRun, trx) => {
      const run = await lockRun(trx, subject);
      if (run?.state !== 'running') return;
      const left = run.deadline_at.getTime() - run.now.getTime();
      if (left > seconds(0)) {
        // Moved meanwhile: its own row comes. Of an outage that goes on, control hears nothing else.
        if (run.givenBack > 0) await reportDeadline(trx, run);
        return;
      }
      const waiting = run.step === 'verify' && (await isPatient(trx, run)) && (await hasUnjudgedObjects(trx, subject));
      if (waiting) await signalRun(trx, subject, { type: 'judge.waiting' });
      else await endStepByTime(trx, subject);
    },
    [QUEUE_LOOK]: async ({ subject }: OfRun, trx) => await tellQueue(trx, subject),
    [WAVE_HINT]: async ({ subject }: OfRun, trx) => {
      const run = await lockRun(trx, subject);
      if (await isPutOff(trx, run, WAVE_HINT)) return;
      if (run?.state === 'running' && run.step === 'await-event')
        await reportProgress(trx, run, { type: 'wave.hinted' });
    },
    [PROBE_DEADLINE]: async ({ subject }: OfRun, trx) => {
      const stored = await askForProbe(context, trx, subject);
      const run = await lockRun(trx, subject); // what the device does meanwhile waits
      if (await isPutOff(trx, run, PROBE_DEADLINE)) return;
      const objects = run ? await listProbeObjects(trx, run, stored) : [];
      const isOurs = (run?.lost_for_good_ms ?? 0) > 0;
      await signalProbe(trx, subject, { type: 'deadline', isOurs }, { objects });
    },
    [CLOSE_DEADLINE]: async ({ subject }: OfRun, trx) => await endCloseGrace(trx, subject),
    [RUN_RETURN]: async ({ subject }: OfRun, trx) => await tellReturn(trx, subject),
    [PROBE_DELETION]: async ({ subject }: OfRun, trx) => await deleteProbeFootage(context, trx, subject),
    [REPLACED_DELETION]: async ({ subject }: OfEvent, trx) => await deleteReplacedFootage(context, trx, subject),
    [RUN_HEADERS]: async ({ subject }: OfRun, trx) => await reportHeadersInTurn(context, trx, subject),
    [FOOTAGE_DELETION]: async ({ subject }: OfRun, trx) => await deleteFootage(context, trx, subject),
  };
}
