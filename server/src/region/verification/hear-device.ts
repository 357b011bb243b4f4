import { type ApplicationId, type DeviceId, refusal } from '@kaitong/contract';
import type { RegionTransaction, RepliedCommand } from '../context.ts';
import { changeRun, isLate, lockRun, lockRunOfDevice, lockRunOfGrant, lockRunOfProbe } from './lock-run.ts';
import { sendProbe, signalProbe } from './probe.ts';
import { reportProgress } from './report.ts';
import { failRun, signalLocked } from './signal-run.ts';
import { forgetSignatures } from './signatures.ts';

type CommandReply = Pick<RepliedCommand, 'commandId' | 'deviceId' | 'payload' | 'ok' | 'reason' | 'firmware'>;

/** The device answered a grant, or one of its repetitions, in the transaction that stores the reply. */
export async function hearGrantReply(trx: RegionTransaction, reply: CommandReply): Promise<void> {
  const found = await lockRunOfGrant(trx, { deviceId: reply.deviceId, nonce: nonceIn(reply.payload) });
  if (!found) return;
  if (!reply.ok) {
    await signalLocked(trx, found, { type: 'grant.refused', reason: reply.reason ?? 'no reason given' });
    return;
  }
  const device = await trx
    .selectFrom('device_now')
    .select(['firmware', 'probe', 'removed_at'])
    .where('device_id', '=', reply.deviceId)
    .executeTakeFirst();
  await acknowledgeGrant(trx, found.application_id, reply.firmware ?? device?.firmware ?? null);
  const run = await lockRun(trx, found.application_id);
  if (run?.state !== 'running' || run.step !== 'await-event') return;
  if (device?.probe && device.removed_at === null) await sendProbe(trx, run);
}

const nonceIn = (payload: object): string => ('nonce' in payload ? String(payload.nonce) : '');

/** The device answered a `probe`. */
export async function hearProbeReply(
  trx: RegionTransaction,
  { commandId, ok, reason = 'no reason given' }: CommandReply,
): Promise<void> {
  const run = await lockRunOfProbe(trx, commandId);
  if (run) await signalProbe(trx, run.application_id, { type: 'replied', ok }, { reason: ok ? null : reason });
}

/** Counts the grant as acknowledged; by the reply, or by an event that shows the nonce and overtook the reply. */
export async function acknowledgeGrant(
  trx: RegionTransaction,
  applicationId: ApplicationId,
  firmware: string | null,
): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run?.state !== 'running' || run.step !== 'grant') return;
  if (isLate(run)) {
    await signalLocked(trx, run, { type: 'deadline' });
    return;
  }
  const acknowledged = await changeRun(trx, run, { firmware });
  await reportProgress(trx, run, { type: 'grant.acknowledged' });
  await signalLocked(trx, acknowledged, { type: 'grant.acknowledged' });
}

/** The owner removed the device, or it was paired anew: a run on it cannot go on. */
export async function hearDeviceRemoved(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await forgetSignatures(trx, deviceId);
  const run = await lockRunOfDevice(trx, deviceId);
  if (run) await failRun(trx, run, refusal('precondition_changed'), []);
}
