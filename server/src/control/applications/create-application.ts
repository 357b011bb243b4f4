import { type applications, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import { steps } from '@kaitong/core';
import type { MakerCaller } from '../../callers.ts';
import { newApplicationId } from '../../secrets/new-ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { json } from '../../store/database.ts';
import { readNow } from '../../store/database-clock.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { ControlContext } from '../context.ts';
import { checkApplication } from './check-application.ts';
import { reportProgress } from './progress.ts';
import { showApplication } from './show-application.ts';

export const CHECK_TAKEOVER = 'application.check';

/**
 * Takes a sample device's id: the application is stored first, then checked, so that every id ever submitted stays in the
 * list whatever happens meanwhile. A refusal names the application that records it.
 */
export async function createApplication(
  context: ControlContext,
  caller: MakerCaller,
  { body }: Parsed<typeof applications.createApplication>,
): Promise<Reply<typeof applications.createApplication> | Refusal> {
  if (caller.role === 'viewer') return refusal('not_allowed');
  const { db, limits } = context;
  const tooMany = rateRefusal([
    await takeRate(db, `check ${caller.accountId}`, limits.checksPerAccount),
    await takeRate(db, `check day ${caller.accountId}`, limits.checksPerAccountAndDay),
  ]);
  if (tooMany) return tooMany;
  const id = newApplicationId();
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('application')
      .values({
        id,
        account_id: caller.accountId,
        user_id: caller.userId,
        device_id: body.deviceId,
        older_firmware_accepted: body.acceptOlderFirmware,
        pid: null,
        firmware: null,
        region: null,
        paired_at: null,
        motion_detection: null,
        state: 'verifying',
        step: 'check',
        step_deadline_at: null,
        problem: null,
        findings: json([]),
        evidence: null,
        certificate: null,
        certified_at: null,
        footage: 'none',
        ended_at: null,
      })
      .execute();
    await reportProgress(
      trx,
      { id, account_id: caller.accountId, now: await readNow(trx) },
      { type: 'step.started', step: 'check', deadlineAt: null },
    );
    // If this process dies before the check is decided, another one decides it.
    await setDeadline(trx, CHECK_TAKEOVER, id, seconds((steps.check.deadline ?? 0) / 1000 + 2));
  });
  const refused = await checkApplication(context, id);
  if (refused) return { ...refused, params: { ...refused.params, applicationId: id } };
  return await showApplication(context, id);
}
