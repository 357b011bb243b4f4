import { type ApplicationState, type Refusal, refusal, seconds } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import { steps } from '@kaitong/core';
import { sql, type Transaction } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import { changeApplication, type LockedApplication } from './lock-application.ts';
import { reportProgress } from './progress.ts';
import { REGION_SILENT } from './silence.ts';

export const RUN_END = 'application.end-run';

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
  await reportProgress(trx, application, { type: 'application.ended', state, problem });
}

export const cancelled = refusal('application_cancelled');
