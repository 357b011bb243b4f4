import { type ApplicationId, hours, milliseconds, seconds } from '@kaitong/contract';
import { FOOTAGE_LIMIT } from '@kaitong/core';
import { LONGEST_WORK } from '@kaitong/judge';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';
import { clipRate, lookAgainAfter } from '../judging/admission.ts';
import { listJudges } from '../judging/judge-meter.ts';
import { findWorkTime, isGivenUp } from '../judging/judge-time.ts';
import { hasUnjudgedObjects } from './conclude.ts';
import { countClipsAhead } from './count-queue.ts';
import { QUEUE_LOOK } from './deadline-kinds.ts';
import { findEventOf } from './judged-clip.ts';
import { type LockedRun, lockRun } from './lock-run.ts';
import { reportProgress } from './report.ts';

/** Longer than any queue of the judge: something is broken, and the maker should hear of it. */
const LONGEST_QUEUE = hours(1);

/** Where it is nearly its turn. Where hundreds stand before it, it looks seldom. */
const LOOK_AT_LEAST = seconds(3);

/**
 * Waiting for the judge is the platform's time, not the camera's: the clock of `verify` runs while the judge works. One that
 * does not end its work, or has no time for it again and again, is out of order.
 */
export async function isPatient(trx: RegionTransaction, run: LockedRun): Promise<boolean> {
  if (run.now.getTime() - run.step_started_at.getTime() >= LONGEST_QUEUE) return false;
  const event = await findEventOf(trx, run, 'own');
  if (!event) return true;
  if (await isGivenUp(trx, event.id)) return false;
  const worked = await findWorkTime(trx, event.id);
  return worked === undefined || worked < LONGEST_WORK;
}

/** Tells the maker how many clips the judge has before this one, for as long as it has not begun with it. */
export async function tellQueue(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run?.state !== 'running' || run.step !== 'verify' || !(await hasUnjudgedObjects(trx, applicationId))) return;
  const event = await findEventOf(trx, run, 'own');
  if (!event || (await findWorkTime(trx, event.id)) !== undefined) return;
  const waiting = await countClipsAhead(trx, event.id);
  if (waiting === 0) return await setDeadline(trx, QUEUE_LOOK, applicationId, LOOK_AT_LEAST);
  const expectedMs = milliseconds(Math.round(waiting / clipRate(await listJudges(trx), FOOTAGE_LIMIT)));
  await reportProgress(trx, run, { type: 'judge.queued', waiting, expectedMs });
  await setDeadline(trx, QUEUE_LOOK, applicationId, milliseconds(Math.max(LOOK_AT_LEAST, lookAgainAfter(expectedMs))));
}
