import {
  type ApplicationId,
  type applications,
  isRefusal,
  type Parsed,
  type Refusal,
  type Reply,
} from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { newApplicationId } from '../../secrets/new-ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { takeRates } from '../../store/rate-limits.ts';
import { inOneStatement, noteStatement } from '../../store/unit-of-work.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { readDeviceId } from '../read-device-id.ts';
import { HELD } from '../regions/ask-regions.ts';
import { checkApplication, type Submitted } from './check-application.ts';
import { reportProgress } from './progress.ts';
import { showApplication } from './show-application.ts';

export const CHECK_TAKEOVER = 'application.check';

/**
 * Takes a sample device's id: the application is stored first, then checked, so that every id ever submitted that could be
 * a device's stays in the list whatever happens meanwhile. A refusal names the application that records it.
 */
export async function createApplication(
  context: ControlContext,
  caller: MakerCaller,
  { body }: Parsed<typeof applications.createApplication>,
): Promise<Reply<typeof applications.createApplication> | Refusal> {
  const deviceId = readDeviceId(body.deviceId);
  if (isRefusal(deviceId)) return deviceId;
  const { db, limits } = context;
  const tooMany = rateRefusal(
    await takeRates(db, [
      [`check ${caller.accountId}`, limits.checksPerAccount],
      [`check day ${caller.accountId}`, limits.checksPerAccountAndDay],
    ]),
  );
  if (tooMany) return tooMany;
  const id = newApplicationId();
  await inOneStatement(db, async (unit) => {
    await noteStatement(unit, newApplication(unit, caller, { id, ...body }));
    await audit(unit, caller, 'application.created', id, { deviceId: body.deviceId });
    const application = { id, account_id: caller.accountId, now: context.clock.now() };
    await reportProgress(unit, application, { type: 'step.started', step: 'check', deadlineAt: null });
    // If this process dies before the check is decided, another one decides it.
    await setDeadline(unit, CHECK_TAKEOVER, id, HELD);
  });
  const refused = await checkApplication(context, { id, ...submittedBy(caller, body) });
  if (refused) return { ...refused, params: { ...refused.params, applicationId: id } };
  return await showApplication(context, id);
}

type Body = Parsed<typeof applications.createApplication>['body'];

const submittedBy = (caller: MakerCaller, { deviceId, acceptOlderFirmware }: Body): Submitted => ({
  account_id: caller.accountId,
  device_id: deviceId,
  older_firmware_accepted: acceptOlderFirmware,
});

const newApplication = (
  db: Kysely<ControlTables>,
  caller: MakerCaller,
  { id, ...body }: Body & { id: ApplicationId },
) =>
  db.insertInto('application').values({
    id,
    ...submittedBy(caller, body),
    user_id: caller.userId,
    state: 'verifying',
    step: 'check',
    findings: json([]),
    footage: 'none',
  });
