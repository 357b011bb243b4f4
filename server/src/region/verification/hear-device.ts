import { type ApplicationId, type DeviceId, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction, RepliedCommand } from '../context.ts';
import { isLate, lockRun } from './lock-run.ts';
import { sendProbe, signalProbe } from './probe.ts';
import { reportProgress } from './report.ts';
import { failRun, signalLocked, signalRun } from './signal-run.ts';
import { forgetSignatures } from './signatures.ts';

type CommandReply = Pick<RepliedCommand, 'commandId' | 'deviceId' | 'payload' | 'ok' | 'reason' | 'firmware'>;

/** The device answered a grant, or one of its repetitions, in the transaction that stores the reply. */
export async function hearGrantReply(trx: RegionTransaction, reply: CommandReply): Promise<void> {
  const found = await trx
    .selectFrom('run')
    .innerJoin('device_now as device', 'device.device_id', 'run.device_id')
    .select(['run.application_id', 'device.firmware'])
    .where('run.device_id', '=', reply.deviceId)
    .where('state', '=', 'running')
    .where('nonce', '=', nonceIn(reply.payload))
    .executeTakeFirst();
  if (!found) return;
  if (!reply.ok) {
    await signalRun(trx, found.application_id, { type: 'grant.refused', reason: reply.reason ?? 'no reason given' });
    return;
  }
  await acknowledgeGrant(trx, found.application_id, reply.firmware ?? found.firmware);
  const run = await lockRun(trx, found.application_id);
  if (run?.state === 'running' && run.step === 'await-event') await sendProbe(trx, run);
}

const nonceIn = (payload: object): string => ('nonce' in payload ? String(payload.nonce) : '');

/** The device answered a `probe`. */
export async function hearProbeReply(
  trx: RegionTransaction,
  { commandId, ok, reason = 'no reason given' }: CommandReply,
): Promise<void> {
  const run = await trx
    .selectFrom('run')
    .select('application_id')
    .where(sql<string>`probe ->> 'commandId'`, '=', commandId)
    .where('probe', 'is not', null)
    .executeTakeFirst();
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
  await trx.updateTable('run').set({ firmware }).where('application_id', '=', applicationId).execute();
  await reportProgress(trx, run, { type: 'grant.acknowledged' });
  await signalLocked(trx, { ...run, firmware }, { type: 'grant.acknowledged' });
}

/** The owner removed the device, or it was paired anew: a run on it cannot go on. */
export async function hearDeviceRemoved(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await forgetSignatures(trx, deviceId);
  const running = await trx
    .selectFrom('run')
    .select('application_id')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  const run = running && (await lockRun(trx, running.application_id));
  if (run?.state === 'running') await failRun(trx, run, refusal('precondition_changed'), []);
}
