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
  if (state === 'rejected') await tellRejected(trx, { ...application, problem, findings });
  await goOnWithBulk(trx, application);
  await reportProgress(trx, application, { type: 'application.ended', state, problem });
}

type Rejected = LockedApplication & { problem: Refusal };

async function tellRejected(trx: Transaction<ControlTables>, application: Rejected): Promise<void> {
  const { release_id: releaseId, account_id: account, step, problem } = application;
  if (releaseId === null) {
    await writeNotice(trx, account, { kind: 'application.rejected', data: rejectedData(application) });
    return;
  }
  // Of what its firmware did, its maker hears with what became of the release.
  if (isOfFirmware(problem, step)) return await setDeadline(trx, RELEASE_FAILED, releaseId, seconds(0));
  const { manifest } = await trx
    .selectFrom('firmware_release')
    .select('manifest')
    .where('id', '=', releaseId)
    .executeTakeFirstOrThrow();
  const data = { releaseId, version: manifest.version, isHalted: false, isSaleStopped: false };
  await writeNotice(trx, account, { kind: 'release.not_verified', data: { ...rejectedData(application), ...data } });
}

/** What is told of an application that did not pass. */
export const rejectedData = ({
  problem,
  findings,
  ...application
}: Pick<Rejected, 'id' | 'pid' | 'device_id' | 'problem' | 'findings'>) => ({
  applicationId: application.id,
  pid: application.pid,
  productName: null,
  deviceId: application.device_id,
  problem: problem.code,
  findings: findings.filter(({ severity }) => severity === 'error').map(({ code }) => code),
});

export const cancelled = refusal('application_cancelled');
