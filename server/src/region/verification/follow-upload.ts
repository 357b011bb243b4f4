import type { ApplicationId } from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { CLOSE_GRACE } from '@kaitong/core';
import { setDeadline } from '../../store/deadlines.ts';
import { notify } from '../../store/notifications.ts';
import type { RegionTransaction } from '../context.ts';
import type { CloseBody } from '../uploads/purpose.ts';
import { concludeRun } from './conclude.ts';
import { concludeProbe } from './conclude-probe.ts';
import { CLOSE_DEADLINE } from './deadline-kinds.ts';
import { isAllJudged, type StoredEvent, type StoredUpload } from './find-event.ts';
import { isPutOff } from './give-time-back.ts';
import { endAbsence } from './hear-presence.ts';
import { type LockedRun, lockRun } from './lock-run.ts';
import { OBJECT_COMMITTED } from './object-committed.ts';
import { signalProbe } from './probe.ts';
import { reportProgress } from './report.ts';
import { signalRun } from './signal-run.ts';
import { howFar, type UploadProgress } from './upload-progress.ts';

/** After an object of the run's own event was committed. */
export async function followObject(
  trx: RegionTransaction,
  run: LockedRun,
  { n, kind, bytes, durationMs }: ObjectDeclaration,
  progress: UploadProgress,
): Promise<void> {
  await reportProgress(trx, run, { type: 'object.stored', n, kind, bytes, durationMs });
  await goOn(trx, run.application_id, progress);
}

/** After it was closed. */
export async function followClose(
  trx: RegionTransaction,
  run: LockedRun,
  event: StoredEvent,
  { objects, durationMs }: CloseBody,
  progress: UploadProgress,
): Promise<void> {
  await endAbsence(trx, run);
  await reportProgress(trx, run, { type: 'event.closed', eventId: event.id, objects, durationMs });
  await goOn(trx, run.application_id, progress);
}

/** After the run's test event was closed, and all that it counts is there. */
export async function followProbe(
  trx: RegionTransaction,
  applicationId: ApplicationId,
  objects: StoredUpload['objects'],
): Promise<void> {
  await signalProbe(trx, applicationId, { type: 'closed' });
  if (isAllJudged(objects)) await concludeProbe(trx, applicationId);
}

/** A device that has sent enough did not close its event in time: the verdict says so. */
export async function endCloseGrace(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run?.state !== 'running' || run.step !== 'await-upload') return;
  if (await isPutOff(trx, run, CLOSE_DEADLINE)) return;
  const { isOpen, isEnough, missing, isJudged } = await howFar(trx, applicationId);
  if (isOpen && isEnough && missing.length === 0) await complete(trx, applicationId, isJudged);
}

/** The run's step is over by the clock: the verdict is over what came, where there is something to judge. */
export async function endStepByTime(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run?.step === 'preflight') await signalProbe(trx, applicationId, { type: 'over' });
  if ((await signalRun(trx, applicationId, { type: 'deadline' })) === 'verify') await judge(trx, applicationId, true);
}

/** Nothing is concluded while an object that counts may still come. */
async function goOn(
  trx: RegionTransaction,
  applicationId: ApplicationId,
  { isOpen, isEnough, missing, isJudged }: UploadProgress,
): Promise<void> {
  if (missing.length > 0) return;
  if (!isOpen) return await complete(trx, applicationId, isJudged);
  // As much as a verification asks for: but for its close there is nothing to wait for any more.
  if (isEnough) await setDeadline(trx, CLOSE_DEADLINE, applicationId, CLOSE_GRACE);
}

async function complete(trx: RegionTransaction, applicationId: ApplicationId, isJudged: boolean): Promise<void> {
  await signalRun(trx, applicationId, { type: 'event.completed' });
  await judge(trx, applicationId, isJudged);
}

/** Nothing more is waited for of the device: the judge goes on over what is there, or has seen all of it already. */
async function judge(trx: RegionTransaction, applicationId: ApplicationId, isJudged: boolean): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run) await endAbsence(trx, run);
  await notify(trx, OBJECT_COMMITTED, applicationId);
  if (isJudged) await concludeRun(trx, applicationId);
}
