import { type ApplicationId, type Evidence, type Pid, refusal } from '@kaitong/contract';
import { inCausalOrder } from '@kaitong/judge';
import { sql, type Transaction } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { clearDeadline } from '../../store/deadlines.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import { goOnWithBulk } from '../bulk-activations/go-on-with-bulk.ts';
import { certify } from '../certificates/certify.ts';
import { revokeCertificate } from '../certificates/revoke-certificate.ts';
import type { ControlContext, Publication } from '../context.ts';
import { writeNotice } from '../notices/write-notice.ts';
import { publishProduct } from '../products/publish-product.ts';
import { endActivation } from './end-activation.ts';
import { endApplication } from './end-application.ts';
import { readStanding, type Standing } from './find-activatable.ts';
import { findReplayOf } from './fingerprints.ts';
import { changeApplication, type LockedApplication, lockActivated, lockApplication } from './lock-application.ts';
import { passRelease } from './pass-release.ts';
import { reportProgress } from './progress.ts';
import { REGION_SILENT } from './silence.ts';

/**
 * Activates the PID of a passed application, in one transaction: the clip looked for among those that passed before, the
 * conditions looked at once more, activation, approval, certificate, and what the regions will be told.
 */
export async function activate(
  context: ControlContext,
  trx: Transaction<ControlTables>,
  id: ApplicationId,
): Promise<void> {
  const application = await lockApplication(trx, id);
  const { evidence } = application;
  if (application.state !== 'verifying' || application.step !== 'activate' || evidence === null) return;
  const replayed = await findReplayOf(trx, application);
  if (replayed.length > 0) {
    const findings = inCausalOrder([...application.findings, ...replayed]);
    await endApplication(trx, application, 'rejected', refusal('clip_rejected'), findings);
    return;
  }
  const standing = await askAgain(context, trx, application, evidence);
  if (!standing) {
    await endApplication(trx, application, 'rejected', refusal('precondition_changed'), application.findings);
    return;
  }
  if (application.release_id !== null) return await passRelease(trx, application, evidence);
  if (standing.activatedBy !== null) await endDemonstration(trx, application, evidence.pid);
  await noteStatement(
    trx,
    trx.insertInto('activation').values({
      pid: evidence.pid,
      account_id: application.account_id,
      application_id: id,
      device_id: evidence.deviceId,
      firmware: evidence.firmware,
      sample: application.sample ?? 'firmware',
    }),
  );
  await changeApplication(trx, application, {
    state: 'approved',
    step: 'publish',
    firmware: evidence.firmware,
    certificate: await certify(context, trx, application, evidence),
    certified_at: application.now,
    step_started_at: application.now,
    version: sql`version + 1`,
  });
  await clearDeadline(trx, REGION_SILENT, id);
  await goOnWithBulk(trx, application);
  const tookMs = Math.max(0, application.now.getTime() - application.step_started_at.getTime());
  await reportProgress(trx, application, { type: 'step.ended', step: 'activate', outcome: 'done', tookMs });
  await reportProgress(trx, application, { type: 'step.started', step: 'publish', deadlineAt: null });
  const { pid, deviceId, firmware } = evidence;
  const told = { applicationId: id, pid, productName: null, deviceId, firmware };
  await writeNotice(trx, application.account_id, { kind: 'application.approved', data: told });
  const { lagging } = await publishProduct(context, trx, evidence.pid);
  // One that has been behind since earlier is not told of again when it stays so.
  for (const region of lagging) await reportProgress(trx, application, { type: 'region.lagging', region });
}

/** What a browser's camera activated makes way for firmware of the product's own; its certificate counts no more. */
async function endDemonstration(
  trx: Transaction<ControlTables>,
  { user_id: userId }: LockedApplication,
  pid: Pid,
): Promise<void> {
  const shown = await lockActivated(trx, pid);
  if (!shown) return;
  await endActivation(trx, shown, { pid, reason: '', userId });
  await revokeCertificate(trx, { applicationId: shown.id, reason: 'activation_undone' });
}

/**
 * The conditions of `check` that may have changed since, asked where they are kept.
 *
 * @returns what stands, `undefined` where it holds no more
 * @throws while the region is silent
 */
async function askAgain(
  context: ControlContext,
  trx: Transaction<ControlTables>,
  application: LockedApplication,
  evidence: Evidence,
): Promise<Standing | undefined> {
  const standing = await readStanding(trx, application.account_id, evidence.pid);
  const { product, isAgreed, activatedBy } = standing;
  const isOfRelease = application.release_id !== null;
  if (!product || !isAgreed) return undefined;
  const makesWay = activatedBy === 'browser' && application.sample !== 'browser';
  if (isOfRelease ? activatedBy === null : activatedBy !== null && !makesWay) return undefined;
  if (isOfRelease && application.firmware !== evidence.firmware) return undefined; // it was given another one meanwhile
  const region = application.region === null ? undefined : context.regions.get(application.region);
  if (!region) return undefined;
  const { found } = await region.findDevice({ body: { deviceId: evidence.deviceId, ping: false } });
  const isSame = found !== null && found.pid === evidence.pid && found.pairedAt === evidence.pairedAt;
  return isSame ? standing : undefined;
}

/**
 * A region has confirmed the product's state. The sample's region ends the application; the page says 开通成功 only then,
 * since only then the owner sees the entry.
 */
export async function hearPublished(
  trx: Transaction<ControlTables>,
  { pid, region, version, isActivated }: Publication,
): Promise<void> {
  if (!isActivated) return;
  const application = await lockActivated(trx, pid);
  if (!application || version < application.product_version) return; // confirmed is a state from before the activation
  if (application.state !== 'approved') return;
  await reportProgress(trx, application, { type: 'region.published', region });
  if (application.region !== region || application.ended_at !== null) return;
  const tookMs = Math.max(0, application.now.getTime() - application.step_started_at.getTime());
  await changeApplication(trx, application, { ended_at: application.now, version: sql`version + 1` });
  await reportProgress(trx, application, { type: 'step.ended', step: 'publish', outcome: 'done', tookMs });
  await reportProgress(trx, application, { type: 'application.ended', state: 'approved', problem: null });
}

/** A region has not taken the product's state yet: the page names it while it lags. */
export async function hearLagging(trx: Transaction<ControlTables>, { pid, region }: Publication): Promise<void> {
  const application = await lockActivated(trx, pid);
  if (application?.state === 'approved') await reportProgress(trx, application, { type: 'region.lagging', region });
}
