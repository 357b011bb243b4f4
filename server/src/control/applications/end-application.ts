import { type ApplicationState, type Refusal, refusal, type StepName, seconds } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import { isFirmwareFault, steps } from '@kaitong/core';
import { sql, type Transaction } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import { goOnWithBulk } from '../bulk-activations/go-on-with-bulk.ts';
import { writeNotice } from '../notices/write-notice.ts';
import { changeApplication, type LockedApplication } from './lock-application.ts';
import { reportProgress } from './progress.ts';
import { REGION_SILENT } from './silence.ts';

export const RUN_END = 'application.end-run';
/** The deadline at which a release, its subject, is halted because it did not pass. */
export const RELEASE_FAILED = 'release.failed';
/** That nobody came by, or that a camera was switched off, says nothing about its firmware. */
const OF_FIRMWARE: ReadonlySet<string> = new Set(['clip_rejected', 'upload_incomplete', 'upload_refused']);

/** Of one that opened no event within its day, only what no camera that keeps to the protocol is refused counts. */
function isOfFirmware({ code, params }: Refusal, step: StepName): boolean {
  if (code !== 'upload_refused' || step !== 'await-event') return OF_FIRMWARE.has(code);
  const [reason = ''] = String(params.reason).split(' ');
  return isFirmwareFault(reason);
}

/** Ends an application without activation, once; what its run holds in the region is taken back. */
export async function endApplication(
  trx: Transaction<ControlTables>,
  application: LockedApplication,
  state: Exclude<ApplicationState, 'verifying' | 'approved'>,
  problem: Refusal,
  findings: Finding[] = [],
): Promise<void> {
  const { id, step } = application;
  await changeApplication(trx, application, {
    state,
    problem: json(problem),
    findings: json(findings),
    step_deadline_at: null,
    ended_at: application.now,
    version: sql`version + 1`,
  });
  await clearDeadline(trx, REGION_SILENT, id);
  if (steps[step].undo === 'grant') await setDeadline(trx, RUN_END, id, seconds(0));
  if (state === 'rejected') await tellRejected(trx, application, problem, findings);
  if (application.release_id !== null && state === 'rejected' && isOfFirmware(problem, step))
    await setDeadline(trx, RELEASE_FAILED, application.release_id, seconds(0));
  await goOnWithBulk(trx, application);
  await reportProgress(trx, application, { type: 'application.ended', state, problem });
}

async function tellRejected(
  trx: Transaction<ControlTables>,
  { id, account_id, pid, device_id }: LockedApplication,
  { code }: Refusal,
  findings: Finding[],
): Promise<void> {
  const errors = findings.filter(({ severity }) => severity === 'error').map((finding) => finding.code);
  const data = { applicationId: id, pid, productName: null, deviceId: device_id, problem: code, findings: errors };
  await writeNotice(trx, account_id, { kind: 'application.rejected', data });
}

export const cancelled = refusal('application_cancelled');
