import type { Evidence } from '@kaitong/contract';
import { sql } from 'kysely';
import { clearDeadline } from '../../store/deadlines.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import type { ControlTransaction } from '../context.ts';
import { changeApplication, type LockedApplication } from './lock-application.ts';
import { reportProgress } from './progress.ts';
import { REGION_SILENT } from './silence.ts';

/** A release has passed: nothing of what is activated and certified changes, and its roll-out may go on. */
export async function passRelease(
  trx: ControlTransaction,
  application: LockedApplication,
  { firmware }: Evidence,
): Promise<void> {
  const { now } = application;
  await changeApplication(trx, application, {
    ...{ state: 'approved', firmware, step_deadline_at: null, ended_at: now },
    version: sql`version + 1`,
  });
  await clearDeadline(trx, REGION_SILENT, application.id);
  const tookMs = Math.max(0, now.getTime() - application.step_started_at.getTime());
  await reportProgress(trx, application, { type: 'step.ended', step: 'activate', outcome: 'done', tookMs });
  await reportProgress(trx, application, { type: 'application.ended', state: 'approved', problem: null });
  await tellAccount(trx, application.account_id, 'products.changed');
}
