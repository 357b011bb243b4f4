import { type ApplicationId, milliseconds, type Refusal, seconds } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import { deadlineOf, moveRun, type RunMove, type RunSignal, steps } from '@kaitong/core';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { RegionTransaction } from '../context.ts';
import { addNotice } from '../news/notices.ts';
import {
  CLOSE_DEADLINE,
  FOOTAGE_DELETION,
  PROBE_DEADLINE,
  PROBE_DELETION,
  QUEUE_LOOK,
  RUN_RETURN,
  STEP_DEADLINE,
  WAVE_HINT,
} from './deadline-kinds.ts';
import { explainLateness } from './explain-lateness.ts';
import { keepGrant, revokeGrant } from './grant.ts';
import { changeRun, type LockedRun, lockRun } from './lock-run.ts';
import { report, reportProgress } from './report.ts';
import { noteUnread } from './report-headers.ts';
import { howFar } from './upload-progress.ts';
import { wakeFirst } from './wake-first.ts';

/** A clip that is judged within this time needs no word about the judge's queue. */
export const QUEUE_LOOK_AFTER = seconds(1);

/** Where a run stands after a signal. `over`: it had ended before, and the signal changed nothing. */
export type RunOutcome = RunMove['to'] | 'over';

/**
 * Lets something happen to a run, in the caller's transaction: the run's row is locked, `core` says what follows, and
 * state, deadline and outbox change together or not at all.
 */
export async function signalRun(
  trx: RegionTransaction,
  applicationId: ApplicationId,
  signal: RunSignal,
  findings: Finding[] = [],
): Promise<RunOutcome> {
  const run = await lockRun(trx, applicationId);
  return run ? await signalLocked(trx, run, signal, findings) : 'over';
}

/** The same to a run that is locked, as it is now. */
export async function signalLocked(
  trx: RegionTransaction,
  run: LockedRun,
  signal: RunSignal,
  findings: Finding[] = [],
): Promise<RunOutcome> {
  if (run.state !== 'running') return 'over';
  const { dormant, step, last_refusal: lastRefusal } = run;
  const askedAgain = run.asked_again_at !== null;
  const lostForGood = run.lost_for_good_ms > 0;
  const isUploaded = await isOver(trx, run, signal);
  const eventWait = waitOf(run);
  const move = moveRun(step, signal, { dormant, lastRefusal, askedAgain, lostForGood, isUploaded, eventWait });
  switch (move.to) {
    case 'stay':
      break;
    case 'passed':
      await endStep(trx, run, 'done');
      await close(trx, run, 'passed');
      break;
    case 'failed':
      await failRun(trx, run, move.problem, signal.type === 'deadline' ? await explainLateness(trx, run) : findings);
      break;
    default:
      // A step entered again (`verify` while the judge is busy) only starts its time anew.
      if (move.to === run.step) await changeRun(trx, run, { deadline_at: await startClock(trx, run, move.to) });
      else {
        await endStep(trx, run, 'done');
        await changeRun(trx, run, await enterStep(trx, run, move.to));
        if (signal.type === 'resembles') await noteAskedAgain(trx, run);
        // From here on it holds no place before the judge.
        if (move.to === 'preflight') await wakeFirst(trx);
        if (step === 'preflight') await leavePreflight(trx, run);
        // It may have slept for most of what it was granted.
        if (step === 'grant' && run.event_wait_ms !== null) await keepGrant(trx, run);
      }
  }
  return move.to;
}

/** Has the device closed its event, or sent as much as it was asked for? Looked at where the time for it is over. */
async function isOver(
  trx: RegionTransaction,
  { step, application_id }: LockedRun,
  { type }: RunSignal,
): Promise<boolean> {
  if (type !== 'deadline' || step !== 'await-upload') return false;
  const { isOpen, isEnough, isJudgeable } = await howFar(trx, application_id);
  return isJudgeable && (!isOpen || isEnough);
}

/** What a call was refused there, and what a test found, explains nothing of what follows. */
async function leavePreflight(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (run.last_refusal !== null || run.unread_findings !== null)
    await changeRun(trx, run, { last_refusal: null, last_finding: null, unread_findings: null });
  await keepGrant(trx, run);
}

async function noteAskedAgain(trx: RegionTransaction, run: LockedRun): Promise<void> {
  await changeRun(trx, run, { asked_again_at: run.now });
}

/** Ends a run that did not pass, and tells control why. */
export async function failRun(
  trx: RegionTransaction,
  run: LockedRun,
  problem: Refusal,
  findings: Finding[],
): Promise<void> {
  await endStep(trx, run, 'failed');
  await close(trx, run, 'failed', problem);
  const { step, firmware } = run;
  await report(trx, run.application_id, { type: 'failed', step, problem, findings, firmware });
  await noteUnread(trx, run, findings);
}

/** Ends a run without a verdict, because control ended its application. */
export async function stopRun(trx: RegionTransaction, run: LockedRun): Promise<void> {
  await close(trx, run, 'ended');
}

type Entering = Pick<LockedRun, 'application_id' | 'dormant' | 'event_wait_ms' | 'now'>;

const waitOf = ({ event_wait_ms: wait }: Pick<LockedRun, 'event_wait_ms'>) =>
  wait === null ? null : milliseconds(wait);

/** Puts a step's deadline in place and says that it has begun. @returns what its row says of it */
export async function enterStep(
  trx: RegionTransaction,
  run: Entering,
  step: LockedRun['step'],
): Promise<Pick<LockedRun, 'step' | 'step_started_at' | 'deadline_at'>> {
  const deadlineAt = await startClock(trx, run, step);
  await reportProgress(trx, run, { type: 'step.started', step, deadlineAt: deadlineAt.toISOString() });
  return { step, step_started_at: run.now, deadline_at: deadlineAt };
}

async function startClock(
  trx: RegionTransaction,
  { application_id: id, dormant, now, ...run }: Entering,
  step: LockedRun['step'],
): Promise<Date> {
  const deadline = deadlineOf(step, dormant, waitOf(run));
  await setDeadline(trx, STEP_DEADLINE, id, deadline);
  const { hintAfter } = steps[step];
  if (step === 'verify') await setDeadline(trx, QUEUE_LOOK, id, QUEUE_LOOK_AFTER);
  if (hintAfter && run.event_wait_ms === null) await setDeadline(trx, WAVE_HINT, id, hintAfter);
  else await clearDeadline(trx, WAVE_HINT, id);
  const deadlineAt = new Date(now.getTime() + deadline);
  await report(trx, id, { type: 'step', step, deadlineAt: deadlineAt.toISOString() });
  return deadlineAt;
}

async function endStep(trx: RegionTransaction, run: LockedRun, outcome: 'done' | 'failed'): Promise<void> {
  const tookMs = Math.max(0, run.now.getTime() - run.step_started_at.getTime());
  await reportProgress(trx, run, { type: 'step.ended', step: run.step, outcome, tookMs });
}

/** From here on the grant opens, tickets and commits nothing: every device call looks at the state first. */
async function close(
  trx: RegionTransaction,
  run: LockedRun,
  state: 'passed' | 'failed' | 'ended',
  problem: Refusal | null = null,
): Promise<void> {
  const { now, grant_expires_at: expiresAt } = run;
  await changeRun(trx, run, {
    ...{ state, problem, ended_at: now },
    grant_expires_at: new Date(Math.min(expiresAt.getTime(), now.getTime())),
    revoke_command_id: await revokeGrant(trx, run),
  });
  await closeEvents(trx, run);
  for (const kind of [STEP_DEADLINE, WAVE_HINT, PROBE_DEADLINE, CLOSE_DEADLINE, QUEUE_LOOK, RUN_RETURN])
    await clearDeadline(trx, kind, run.application_id);
  await wakeFirst(trx);
  await tellOwner(trx, run);
  if (run.probe !== null && (run.probe.isOpened || run.probe.n > 1))
    await setDeadline(trx, PROBE_DELETION, run.application_id, seconds(0));
  // Footage that nobody may look at has served its purpose; the rest stays for at most a day.
  if (run.footage !== 'visible') await setDeadline(trx, FOOTAGE_DELETION, run.application_id, seconds(0));
}

/** What its device left open takes nothing any more. */
async function closeEvents(trx: RegionTransaction, run: LockedRun): Promise<void> {
  await noteStatement(
    trx,
    trx
      .updateTable('event')
      .set({ state: 'closed' })
      .where('run_id', '=', run.application_id)
      .where('state', '=', 'open'),
  );
}

/** Whoever owns the camera learns that it was verified, also when a stranger typed its id. */
async function tellOwner(trx: RegionTransaction, run: LockedRun): Promise<void> {
  await addNotice(trx, { ownerId: run.owner_id, type: 'verified', deviceId: run.device_id });
}
