import type { Pid } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTransaction } from '../context.ts';
import type { LockedApplication } from './lock-application.ts';
import { reportProgress } from './progress.ts';

/** Ends a product's activation and keeps it as a past one. Its application is locked. */
export async function endActivation(
  trx: ControlTransaction,
  application: LockedApplication,
  { pid, reason, userId }: { pid: Pid; reason: string; userId: string },
): Promise<void> {
  await sql`
    WITH undone AS (DELETE FROM activation WHERE pid = ${pid} RETURNING *)
    INSERT INTO past_activation (application_id, pid, account_id, device_id, firmware, activated_at, reason, user_id)
    SELECT application_id, pid, account_id, device_id, firmware, activated_at, ${reason}, ${userId}
    FROM undone`.execute(trx);
  if (application.ended_at !== null) return;
  // Its region never confirmed the activation, and will not now.
  await trx.updateTable('application').set({ ended_at: application.now }).where('id', '=', application.id).execute();
  await reportProgress(trx, application, { type: 'application.ended', state: 'approved', problem: null });
}
