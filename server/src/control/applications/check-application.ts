import { type AccountId, type ApplicationId, type Refusal, type Region, refusal, seconds } from '@kaitong/contract';
import { type CheckFacts, chooseDevice, deadlineOf, decideCheck, type Lookup } from '@kaitong/core';
import { sql, type Transaction } from 'kysely';
import type { ApplicationTable } from '../../store/control/applications.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { ControlContext } from '../context.ts';
import { isAgreementInForce } from '../services/is-agreement-in-force.ts';
import { CHECK_TAKEOVER } from './create-application.ts';
import { endApplication } from './end-application.ts';
import { findActivatable } from './find-activatable.ts';
import { countFleet, findDevice } from './find-device.ts';
import { type LockedApplication, lockApplication } from './lock-application.ts';
import { reportProgress } from './progress.ts';
import { armSilence } from './silence.ts';

export const RUN_START = 'application.start';
/** How soon a camera is asked again that lost its line with the server. */
const RETURNING = seconds(2);

/**
 * Decides a stored application: refused with its reason, or handed to the sample's region. Deciding twice, by two
 * processes, decides once.
 *
 * One that lost its line with us, because whoever began this has died or the platform was away until just now, is given
 * the time to come back, until its region counts it as offline.
 *
 * @param isTakeover whoever began it has died
 * @returns the refusal, or undefined where the run starts, or the check goes on
 */
export async function checkApplication(
  context: ControlContext,
  id: ApplicationId,
  { isTakeover = false }: { isTakeover?: boolean } = {},
): Promise<Refusal | undefined> {
  const row = await context.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (row.step !== 'check' || row.state !== 'verifying') return row.problem ?? undefined;
  const lookup = await findDevice(context, row.device_id);
  const device = chooseDevice(lookup);
  const mayKnow = device && (await findActivatable(context.db, row.account_id, device.pid));
  const fleet = mayKnow && !row.older_firmware_accepted ? await countFleet(context, device.pid) : [];
  return await context.db.transaction().execute(async (trx) => {
    const application = await lockApplication(trx, id);
    if (application.step !== 'check' || application.state !== 'verifying') return application.problem ?? undefined;
    await clearDeadline(trx, CHECK_TAKEOVER, id);
    if (device) await takeTurns(trx, device);
    const facts = await gatherFacts(trx, application, { lookup, fleet });
    if (device && facts.pidAllowed) await rememberDevice(trx, id, device);
    const refused = decideCheck(facts);
    if (refused?.code === 'device_offline' && isOnItsWay(device, isTakeover)) {
      await setDeadline(trx, CHECK_TAKEOVER, id, RETURNING);
      return undefined;
    }
    if (refused || !device) {
      const problem = refused ?? refusal('device_unknown');
      await endApplication(trx, application, 'refused', problem);
      return problem;
    }
    const deadline = deadlineOf('grant', device.features.sleepy);
    const deadlineAt = new Date(application.now.getTime() + deadline).toISOString();
    await trx
      .updateTable('application')
      .set({ step: 'grant', step_started_at: application.now, step_deadline_at: deadlineAt, version: sql`version + 1` })
      .where('id', '=', id)
      .execute();
    const tookMs = Math.max(0, application.now.getTime() - application.created_at.getTime());
    await reportProgress(trx, application, { type: 'step.ended', step: 'check', outcome: 'done', tookMs });
    await setDeadline(trx, RUN_START, id, seconds(0));
    await armSilence(trx, id, deadline);
    return undefined;
  });
}

/** What the regions said and what control knows; read under the locks, so that it still holds when it is acted upon. */
async function gatherFacts(
  trx: Transaction<ControlTables>,
  application: LockedApplication,
  { lookup, fleet }: Pick<CheckFacts, 'lookup' | 'fleet'>,
): Promise<CheckFacts> {
  const device = chooseDevice(lookup);
  const product = device && (await findActivatable(trx, application.account_id, device.pid));
  const activation =
    device && (await trx.selectFrom('activation').select('pid').where('pid', '=', device.pid).executeTakeFirst());
  return {
    runsToday: await countRunsToday(trx, application.device_id),
    agreementInForce: await isAgreementInForce(trx, product?.ownerId ?? application.account_id, 'video-cloud-storage'),
    lookup,
    pidAllowed: product !== undefined,
    pidActivated: activation !== undefined,
    runInProgress: device ? await findRunInProgress(trx, device, application.account_id) : null,
    fleet,
    olderFirmwareAccepted: application.older_firmware_accepted,
  };
}

async function countRunsToday(trx: Transaction<ControlTables>, deviceId: string): Promise<number> {
  const { rows } = await sql<{ runs: number }>`
    SELECT count(*) AS runs FROM application
    WHERE device_id = ${deviceId} AND step <> 'check'
      AND problem ->> 'code' IS DISTINCT FROM 'platform_away' AND created_at > kaitong_now() - interval '24 hours'`.execute(
    trx,
  );
  return rows[0]?.runs ?? 0;
}

/** It was there until whoever held its line died, or until the region was away. */
const isOnItsWay = (device: Found | undefined, isTakeover: boolean): boolean =>
  device !== undefined && ((isTakeover && device.isExpected) || device.isReturning === true);

/** Two checks at the same moment wait for each other here; the index behind it would refuse the second with an error. */
async function takeTurns(trx: Transaction<ControlTables>, { pid, deviceId }: Found): Promise<void> {
  for (const key of [`pid ${pid}`, `device ${deviceId}`].sort())
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`application ${key}`}, 0))`.execute(trx);
}

async function findRunInProgress(
  trx: Transaction<ControlTables>,
  { pid, deviceId }: Found,
  accountId: AccountId,
): Promise<CheckFacts['runInProgress']> {
  const running = await trx
    .selectFrom('application')
    .select(['id', 'account_id'])
    .where('state', '=', 'verifying')
    .where('step', '<>', 'check')
    .where((where) => where.or([where('pid', '=', pid), where('device_id', '=', deviceId)]))
    .executeTakeFirst();
  if (!running) return null;
  return { applicationId: running.account_id === accountId ? running.id : null };
}

type Found = Lookup['found'][number];

/** PID and firmware go into the list only where this account may know them. */
async function rememberDevice(trx: Transaction<ControlTables>, id: ApplicationId, device: Found): Promise<void> {
  await trx
    .updateTable('application')
    .set({
      pid: device.pid,
      firmware: device.firmware,
      region: device.region satisfies Region,
      paired_at: device.pairedAt,
      motion_detection: motionDetectionOf(device),
    })
    .where('id', '=', id)
    .execute();
}

/** Whether the sample is likely to see a wave: a warning on the page, never a refusal. */
function motionDetectionOf({ motionDetection }: Found): ApplicationTable['motion_detection'] {
  if (motionDetection === null) return null;
  if (!motionDetection.enabled) return 'off';
  if (motionDetection.schedule !== null) return 'scheduled';
  return motionDetection.sensitivity === 'high' ? 'on' : 'low';
}
