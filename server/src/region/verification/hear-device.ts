import { type ApplicationId, type DeviceId, type FirmwareVersion, refusal } from '@kaitong/contract';
import type { RegionTransaction, RepliedCommand } from '../context.ts';
import {
  changeRun,
  isLate,
  type LockedRun,
  lockRun,
  lockRunOfDevice,
  lockRunOfGrant,
  lockRunOfProbe,
} from './lock-run.ts';
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
  const firmware = reply.firmware ?? device?.firmware ?? null;
  if (found.step !== 'grant') return await acknowledgeAgain(trx, found, firmware);
  const makesTests = device?.removed_at === null && device.probe;
  await acknowledgeGrant(trx, found.application_id, { firmware, makesTests });
  const run = await lockRun(trx, found.application_id);
  if (run?.state === 'running' && run.step === 'preflight') await sendProbe(trx, run);
}

/** It came once more, maybe to other firmware that is tried now: what answers it is what the event must be of. */
async function acknowledgeAgain(
  trx: RegionTransaction,
  run: LockedRun,
  firmware: FirmwareVersion | null,
): Promise<void> {
  const isWaiting = run.step === 'preflight' || run.step === 'await-event';
  if (isWaiting && firmware !== null && firmware !== run.firmware) await changeRun(trx, run, { firmware });
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

/**
 * The device's own event shows the nonce: it has the grant, whichever of its answers are still on their way. Of one that has
 * answered the latest copy, that answer says the firmware.
 */
export async function acknowledgeByEvent(
  trx: RegionTransaction,
  run: LockedRun,
  firmware: FirmwareVersion,
): Promise<void> {
  if (run.step === 'grant') return await acknowledgeGrant(trx, run.application_id, { firmware, makesTests: false });
  if (run.firmware === firmware || run.grant_command_id === null) return;
  const answered = await trx
    .selectFrom('command')
    .select('id')
    .where('id', '=', run.grant_command_id)
    .where('replied_at', 'is not', null)
    .executeTakeFirst();
  if (!answered) await changeRun(trx, run, { firmware });
}

type Acknowledged = { firmware: FirmwareVersion | null; makesTests: boolean };

/** Counts the grant as acknowledged; by the reply, or by an event that shows the nonce and overtook the reply. */
async function acknowledgeGrant(
  trx: RegionTransaction,
  applicationId: ApplicationId,
  { firmware, makesTests }: Acknowledged,
): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run?.state !== 'running' || run.step !== 'grant') return;
  if (isLate(run)) {
    await signalLocked(trx, run, { type: 'deadline' });
    return;
  }
  const acknowledged = await changeRun(trx, run, { firmware });
  await reportProgress(trx, run, { type: 'grant.acknowledged' });
  await signalLocked(trx, acknowledged, { type: 'grant.acknowledged', makesTests });
}

/** The owner removed the device, or it was paired anew: a run on it cannot go on. */
export async function hearDeviceRemoved(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await forgetSignatures(trx, deviceId);
  const run = await lockRunOfDevice(trx, deviceId);
  if (run) await failRun(trx, run, refusal('precondition_changed'), []);
}
