import {
  type AccountId,
  type ApplicationId,
  type applications,
  type BulkActivationId,
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
  const tooMany = await takeChecks(context, caller.accountId);
  if (tooMany) return tooMany;
  const id = newApplicationId();
  const submission = { id, ...body, bulkId: null };
  await inOneStatement(context.db, (unit) => storeApplication(context, unit, caller, submission));
  const refused = await checkSubmission(context, caller, submission);
  if (refused) return { ...refused, params: { ...refused.params, applicationId: id } };
  return await showApplication(context, id);
}

/** Counts a check that is about to be made. */
export async function takeChecks(
  { db, limits }: Pick<ControlContext, 'db' | 'limits'>,
  accountId: AccountId,
): Promise<Refusal | undefined> {
  return rateRefusal(
    await takeRates(db, [
      [`check ${accountId}`, limits.checksPerAccount],
      [`check day ${accountId}`, limits.checksPerAccountAndDay],
    ]),
  );
}

type Body = Parsed<typeof applications.createApplication>['body'];
/** `bulkId`: what submits it among others; null: a call of its own. */
type Submission = Body & { id: ApplicationId; bulkId: BulkActivationId | null };

/** The first half of a submission: from here on it is in the list, and some process decides it. */
export async function storeApplication(
  { clock }: Pick<ControlContext, 'clock'>,
  unit: Kysely<ControlTables>,
  caller: MakerCaller,
  submission: Submission,
): Promise<void> {
  const { id, deviceId } = submission;
  await noteStatement(unit, newApplication(unit, caller, submission));
  await audit(unit, caller, 'application.created', id, { deviceId });
  const application = { id, account_id: caller.accountId, now: clock.now() };
  await reportProgress(unit, application, { type: 'step.started', step: 'check', deadlineAt: null });
  // If this process dies before the check is decided, another one decides it.
  await setDeadline(unit, CHECK_TAKEOVER, id, HELD);
}

/** The second: the check is decided here, unless this process dies. */
export const checkSubmission = (
  context: ControlContext,
  caller: MakerCaller,
  { id, ...body }: Submission,
): Promise<Refusal | undefined> => checkApplication(context, { id, ...submittedBy(caller, body) });

const submittedBy = (caller: MakerCaller, { deviceId, acceptOlderFirmware, releaseId }: Body): Submitted => ({
  account_id: caller.accountId,
  device_id: deviceId,
  older_firmware_accepted: acceptOlderFirmware,
  release_id: releaseId ?? null,
});

const newApplication = (db: Kysely<ControlTables>, caller: MakerCaller, { id, bulkId, ...body }: Submission) =>
  db.insertInto('application').values({
    id,
    ...submittedBy(caller, body),
    user_id: caller.userId,
    bulk_id: bulkId,
    state: 'verifying',
    step: 'check',
    findings: json([]),
    footage: 'none',
  });
