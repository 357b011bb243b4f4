import { type ApplicationId, isRefusal, type OwnerId, type Refusal, refusal } from '@kaitong/contract';
import { lostBefore, type OutageTally } from '@kaitong/core';
import { type Selectable, sql } from 'kysely';
import type { WaitingStart } from '../../store/region/judging.ts';
import type { DeviceNowView } from '../../store/region/presence.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import { tallyColumn } from '../../uptime/read-tally.ts';
import type { RegionTransaction } from '../context.ts';
import { addNotice } from '../news/notices.ts';
import { createGrant } from './grant.ts';
import { reportProgress } from './report.ts';
import { enterStep } from './signal-run.ts';

type Startable = Selectable<DeviceNowView> & { now: Date; tally: OutageTally };

/** A device that a run may begin on, locked: two runs on one device wait for each other here. */
export async function lockStartable(trx: RegionTransaction, start: WaitingStart): Promise<Startable | Refusal> {
  const device = await trx
    .selectFrom('device_now')
    .selectAll()
    .select([sql<Date>`kaitong_now()`.as('now'), tallyColumn.as('tally')])
    .select((has) =>
      has
        .exists(
          has
            .selectFrom('run')
            .select('application_id')
            .where('device_id', '=', start.deviceId)
            .where('state', '=', 'running'),
        )
        .as('has_run'),
    )
    .where('device_id', '=', start.deviceId)
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!device || device.pid !== start.pid || device.paired_at.toISOString() !== start.pairedAt)
    return refusal('precondition_changed');
  if (device.has_run) return refusal('run_in_progress');
  if (start.waitMs !== undefined && !(await isTesters(trx, device.owner_id, start))) return refusal('tester_required');
  return device;
}

/** A camera in use is waited for with the consent of its owner only. */
async function isTesters(trx: RegionTransaction, ownerId: OwnerId, { accountId }: WaitingStart): Promise<boolean> {
  const link = await trx
    .selectFrom('tester_link')
    .select('owner_id')
    .where('owner_id', '=', ownerId)
    .where('account_id', '=', accountId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return link !== undefined;
}

/** Grants the device its one event. Refused where it is not what the application was about any more. */
export async function beginRun(
  trx: RegionTransaction,
  applicationId: ApplicationId,
  start: WaitingStart,
): Promise<Refusal | undefined> {
  const device = await lockStartable(trx, start);
  if (isRefusal(device)) return device;
  const dormant = device.sleepy;
  const event_wait_ms = start.waitMs ?? null;
  const run = { application_id: applicationId, dormant, event_wait_ms, now: device.now };
  const grant = await createGrant(trx, device.device_id, { now: device.now, event_wait_ms });
  const entered = await enterStep(trx, run, 'grant');
  await reportProgress(trx, run, { type: 'grant.sent' });
  if (event_wait_ms !== null)
    await addNotice(trx, { ownerId: device.owner_id, type: 'firmware_tested', deviceId: device.device_id });
  await noteStatement(
    trx,
    trx.insertInto('run').values({
      application_id: applicationId,
      device_id: device.device_id,
      pid: device.pid,
      owner_id: device.owner_id,
      paired_at: device.paired_at,
      account_id: start.accountId,
      account_name: start.accountName,
      state: 'running',
      ...entered,
      ...grant,
      dormant,
      event_wait_ms,
      lost_seen_ms: lostBefore(device.tally, device.now.getTime()),
      firmware: null,
      last_refusal: null,
      last_finding: null,
      problem: null,
      footage: 'none',
      probe: null,
      revoke_command_id: null,
      late_call_at: null,
      ended_at: null,
    }),
  );
  return undefined;
}
