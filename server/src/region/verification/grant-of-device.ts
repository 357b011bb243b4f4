import { type DeviceId, type EventId, type Refusal, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import { endStepByTime } from './follow-upload.ts';
import { isLate, type LockedRun, lockRun, lockRunOfDevice, lockRunOfEvent } from './lock-run.ts';

/**
 * The run under whose grant a device may upload at this moment, locked. Asked at every call of an upload, against the
 * database's clock: a grant that has ended opens, tickets and commits nothing.
 */
export async function grantOfDevice(trx: RegionTransaction, deviceId: DeviceId): Promise<LockedRun | Refusal> {
  const running = await lockRunOfDevice(trx, deviceId);
  if (running) return await grantOf(trx, running);
  const past = await trx
    .selectFrom('run')
    .select('application_id')
    .where('device_id', '=', deviceId)
    .where('grant_given_until', '>', sql<Date>`kaitong_now()`)
    .executeTakeFirst();
  return refusal(past ? 'grant_ended' : 'no_grant');
}

/** The same for an event that is open already. */
export async function grantOfEvent(
  trx: RegionTransaction,
  event: { eventId: EventId; deviceId: DeviceId },
): Promise<LockedRun | Refusal> {
  return await grantOf(trx, await lockRunOfEvent(trx, event));
}

async function grantOf(trx: RegionTransaction, run: LockedRun | undefined): Promise<LockedRun | Refusal> {
  if (run?.state !== 'running' || run.grant_expires_at <= run.now) return refusal('grant_ended');
  if (!isLate(run)) return run;
  await endStepByTime(trx, run.application_id); // before its timer, if that is late
  const then = run.step === 'preflight' ? await lockRun(trx, run.application_id) : undefined;
  return then?.state === 'running' ? then : refusal('grant_ended');
}
