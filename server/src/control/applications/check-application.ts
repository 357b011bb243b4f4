import {
  type AccountId,
  type ApplicationId,
  type Duration,
  type Pid,
  type Refusal,
  type Region,
  type ReleaseId,
  refusal,
  seconds,
} from '@kaitong/contract';
import { type CheckFacts, chooseDevice, deadlineOf, decideCheck, type Lookup } from '@kaitong/core';
import { type Selectable, sql } from 'kysely';
import type { ApplicationTable } from '../../store/control/applications.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { HELD } from '../regions/ask-regions.ts';
import { CHECK_TAKEOVER } from './create-application.ts';
import { endApplication } from './end-application.ts';
import { findActivatable, readStanding } from './find-activatable.ts';
import { countFleet, findDevice } from './find-device.ts';
import { changeApplication, type LockedApplication, lockApplication } from './lock-application.ts';
import { reportProgress } from './progress.ts';
import { armSilence } from './silence.ts';

export const RUN_START = 'application.start';
/** How soon a camera is asked again that lost its line with the server. */
const RETURNING = seconds(2);

/** What of an application never changes and its check begins with. */
export type Submitted = Pick<
  Selectable<ApplicationTable>,
  'account_id' | 'device_id' | 'older_firmware_accepted' | 'release_id'
>;

/** Takes a check over from a process that has died. */
export async function takeCheckOver(context: ControlContext, id: ApplicationId): Promise<void> {
  const row = await context.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (row.step === 'check' && row.state === 'verifying') await checkApplication(context, row, { isTakeover: true });
}

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
  { id, ...submitted }: Submitted & { id: ApplicationId },
  { isTakeover = false }: { isTakeover?: boolean } = {},
): Promise<Refusal | undefined> {
  // Nobody is to take over from a process that waits for a region with much to do. Who took over holds the deadline itself.
  const holdOn = async (): Promise<void> => {
    if (!isTakeover) await setDeadline(context.db, CHECK_TAKEOVER, id, HELD);
  };
  const lookup = await findDevice(context, submitted.device_id, { onLate: holdOn, goesOn: isTakeover });
  const device = chooseDevice(lookup);
  const mayKnow =
    device &&
    submitted.release_id === null &&
    !submitted.older_firmware_accepted &&
    (await findActivatable(context.db, submitted.account_id, device.pid));
  const fleet = mayKnow ? await countFleet(context, device.pid, holdOn) : [];
  return await context.db.transaction().execute(async (trx) => {
    const application = await lockApplication(trx, id);
    if (application.step !== 'check' || application.state !== 'verifying') return application.problem ?? undefined;
    await clearDeadline(trx, CHECK_TAKEOVER, id);
    if (device) await takeTurns(trx, device);
    const facts = await gatherFacts(trx, application, { lookup, fleet });
    if (device && facts.pidAllowed) await rememberDevice(trx, application, device);
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
    await handOver(trx, application, deadlineOf('grant', device.features.sleepy));
    return undefined;
  });
}

/** The sample's region is to start the run. */
async function handOver(trx: ControlTransaction, application: LockedApplication, deadline: Duration): Promise<void> {
  const { id, now } = application;
  await changeApplication(trx, application, {
    step: 'grant',
    step_started_at: now,
    step_deadline_at: new Date(now.getTime() + deadline).toISOString(),
    version: sql`version + 1`,
  });
  const tookMs = Math.max(0, now.getTime() - application.created_at.getTime());
  await reportProgress(trx, application, { type: 'step.ended', step: 'check', outcome: 'done', tookMs });
  await setDeadline(trx, RUN_START, id, seconds(0));
  await armSilence(trx, id, deadline);
}

type Known = { runs: number; running: { id: ApplicationId; account_id: AccountId } | null };

/** What the regions said and what control knows; read under the locks, so that it still holds when it is acted upon. */
async function gatherFacts(
  trx: ControlTransaction,
  { account_id: accountId, ...application }: LockedApplication,
  { lookup, fleet }: Pick<CheckFacts, 'lookup' | 'fleet'>,
): Promise<CheckFacts> {
  const pid = chooseDevice(lookup)?.pid ?? null;
  const { product, isAgreed, activatedBy } = await readStanding(trx, accountId, pid);
  const { runs, running } = await readRuns(trx, application, pid);
  return {
    runsToday: runs,
    agreementInForce: isAgreed,
    lookup,
    pidAllowed: product !== undefined,
    pidActivated: activatedBy !== null,
    demonstrated: activatedBy === 'browser',
    release: application.release_id && { version: await versionOf(trx, application.release_id, pid) },
    runInProgress: running && { applicationId: running.account_id === accountId ? running.id : null },
    fleet,
    olderFirmwareAccepted: application.older_firmware_accepted,
  };
}

/** Of a release in any state: a draft may have come to a camera by hand. `null`: this product has none such. */
async function versionOf(trx: ControlTransaction, id: ReleaseId, pid: Pid | null): Promise<string | null> {
  const release = await trx
    .selectFrom('firmware_release')
    .select('manifest')
    .where('id', '=', id)
    .where('pid', '=', sql<Pid>`${pid}`)
    .executeTakeFirst();
  return release?.manifest.version ?? null;
}

/** How often a device was tried today, and what runs of it, or of what is to be verified: a product, or one of its releases. */
async function readRuns(
  trx: ControlTransaction,
  { device_id: deviceId, release_id: releaseId }: Pick<LockedApplication, 'device_id' | 'release_id'>,
  pid: Pid | null,
): Promise<Known> {
  const isOfTheSame = releaseId === null ? sql`(pid = ${pid} AND release_id IS NULL)` : sql`release_id = ${releaseId}`;
  const { rows } = await sql<Known>`
    SELECT
      (SELECT count(*) FROM application
        WHERE device_id = ${deviceId} AND step <> 'check' AND problem ->> 'code' IS DISTINCT FROM 'platform_away'
          AND created_at > kaitong_now() - interval '24 hours') AS runs,
      (SELECT jsonb_build_object('id', id, 'account_id', account_id) FROM application
        WHERE ${pid}::text IS NOT NULL AND state = 'verifying' AND step <> 'check'
          AND (${isOfTheSame} OR device_id = ${deviceId}) LIMIT 1) AS running`.execute(trx);
  const [known] = rows;
  if (!known) throw new Error('what runs of a device came back empty');
  return known;
}

/** It was there until whoever held its line died, or until the region was away. */
const isOnItsWay = (device: Found | undefined, isTakeover: boolean): boolean =>
  device !== undefined && ((isTakeover && device.isExpected) || device.isReturning === true);

/** Two checks at the same moment wait for each other here; the index behind it would refuse the second with an error. */
async function takeTurns(trx: ControlTransaction, { pid, deviceId }: Found): Promise<void> {
  const keys = [`pid ${pid}`, `device ${deviceId}`].sort().map((key) => `application ${key}`);
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(${keys}::text[]) AS key`.execute(trx);
}

type Found = Lookup['found'][number];

/** PID and firmware go into the list only where this account may know them. */
const rememberDevice = (trx: ControlTransaction, application: LockedApplication, device: Found): Promise<void> =>
  changeApplication(trx, application, {
    pid: device.pid,
    firmware: device.firmware,
    sample: device.sample,
    region: device.region satisfies Region,
    paired_at: device.pairedAt,
    motion_detection: motionDetectionOf(device),
  });

/** Whether the sample is likely to see a wave: a warning on the page, never a refusal. */
function motionDetectionOf({ motionDetection }: Found): ApplicationTable['motion_detection'] {
  if (motionDetection === null) return null;
  if (!motionDetection.enabled) return 'off';
  if (motionDetection.schedule !== null) return 'scheduled';
  return motionDetection.sensitivity === 'high' ? 'on' : 'low';
}
