import type { DeviceId, OwnerId } from '@kaitong/contract';
import { seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { removeUser, shutOut } from '../../sign-in/remove-user.ts';
import { clearDeadline, type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { forgetAlarms } from '../alarms/phones.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { endPairingIn } from '../devices/end-pairing.ts';
import { forgetNames } from '../devices/forget-names.ts';
import { endPairingTokens } from '../devices/sweep-pairing-tokens.ts';
import { eraseDestroyedKeys } from '../footage/erase-keys.ts';
import { forgetOpenEvents } from '../footage/open-events.ts';
import { forgetHousehold } from '../household/members.ts';
import { endTesterCodes, findLeaving } from '../owners/leaving-owners.ts';
import { listLinkIds } from '../owners/tester-links.ts';
import { forgetRequests } from '../selling/contact-requests.ts';
import { forgetDeviceNames } from '../selling/orders/forget-device-names.ts';
import { reportSale } from '../selling/reports/report.ts';
import { forgetPlaybacks } from '../watching/sessions.ts';
import { type Deletion, LEAVING } from './begin-leaving.ts';
import { logDeparture } from './departure-log.ts';
import { endSample } from './end-samples.ts';
import { endFootageOf } from './remove-device.ts';

/** Goes on with deletions that stopped on their way, again and again until they are done. */
export function leavingHandlers(context: RegionContext): Record<string, DeadlineHandler<RegionTables, OwnerId>> {
  return {
    [LEAVING]: async ({ subject }, trx) => {
      if ((await takeStep(context, trx, subject)) === 'more') await setDeadline(trx, LEAVING, subject, seconds(0));
    },
  };
}

/** All steps, one transaction each. Where one of them fails now, the deadline goes on with it. @returns why it is not done */
export async function eraseOwner(context: RegionContext, ownerId: OwnerId): Promise<unknown> {
  const { db, log, region } = context;
  try {
    while ((await db.transaction().execute((trx) => takeStep(context, trx, ownerId))) === 'more');
    return undefined;
  } catch (err) {
    log.error({ err, region, ownerId }, 'account.deletion_delayed');
    return err;
  }
}

/**
 * Deletes a part of what is an owner's: first it stands in the log, then cameras leave and all footage ends, its keys are
 * erased from both copies, and the last step takes the user. Orders stay, as the books have to. Two processes that do it
 * at once take turns, by the lock of the deletion's row.
 */
async function takeStep(context: RegionContext, trx: RegionTransaction, ownerId: OwnerId): Promise<'more' | 'done'> {
  const deletion = await trx
    .selectFrom('account_deletion')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('finished_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!deletion) return 'done';
  const isMore =
    (await begin(context, trx, deletion)) ||
    (await removeOne(context, trx, ownerId)) ||
    (await endNext(trx, deletion)) ||
    (await endSample(context, trx, ownerId)) ||
    (await eraseKeys(context, trx, ownerId));
  if (isMore) return 'more';
  await finish(context, trx, deletion);
  return 'done';
}

/** In the log first; then whoever is signed in, or has a password, a code or a link, is out. */
async function begin(context: RegionContext, trx: RegionTransaction, deletion: Deletion): Promise<boolean> {
  const { id, owner_id: ownerId, token_hash: tokenHash, at, is_logged } = deletion;
  if (is_logged) return false;
  await logDeparture(context, { ownerId, id, tokenHash, at: at.toISOString() }, deletion.log);
  await trx.updateTable('account_deletion').set({ is_logged: true }).where('id', '=', id).execute();
  const leaving = await findLeaving(trx, ownerId);
  await endTesterCodes(trx, ownerId);
  await endPairingTokens(trx, ownerId);
  await shutOut(trx, ownerId, { keep: leaving?.sessionId ?? null });
  await forgetPlaybacks(trx, ownerId);
  await forgetAlarms(trx, ownerId);
  await forgetHousehold(trx, ownerId);
  return true;
}

/** Looked for in each step, so also in the last: whatever paired until the account was shut. */
async function removeOne(context: RegionContext, trx: RegionTransaction, ownerId: OwnerId): Promise<boolean> {
  const device = await trx
    .selectFrom('device')
    .select('device_id')
    .where('owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .orderBy('device_id')
    .limit(1)
    .executeTakeFirst();
  if (!device) return false;
  const { device_id: deviceId } = device;
  const uuid = await endPairingIn(context, trx, { deviceId, ownerId, ended: 'removed' });
  if (uuid !== undefined) context.log.info({ region: context.region, deviceId, uuid }, 'device.removed');
  return true;
}

async function endNext(trx: RegionTransaction, { id, owner_id, ended_device }: Deletion): Promise<boolean> {
  const device = await trx
    .selectFrom('device')
    .select('device_id')
    .where('owner_id', '=', owner_id)
    .where('device_id', '>', sql<DeviceId>`coalesce(${ended_device}, '')`)
    .orderBy('device_id')
    .limit(1)
    .executeTakeFirst();
  if (!device) return false;
  const owned = { ownerId: owner_id, deviceId: device.device_id };
  await endFootageOf(trx, owned);
  await trx.updateTable('account_deletion').set({ ended_device: owned.deviceId }).where('id', '=', id).execute();
  return true;
}

async function eraseKeys(context: RegionContext, trx: RegionTransaction, ownerId: OwnerId): Promise<boolean> {
  const key = await trx
    .selectFrom('footage_key')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('erased_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return key !== undefined && (await eraseDestroyedKeys(context, trx)) > 0;
}

async function finish(context: RegionContext, trx: RegionTransaction, { id, owner_id }: Deletion): Promise<void> {
  const { rows } = await sql<{ devices: number }>`
    UPDATE account_deletion SET finished_at = kaitong_now(),
      devices = (SELECT count(*) FROM device WHERE owner_id = ${owner_id}),
      recordings = ended.events, bytes = ended.bytes
    FROM (SELECT coalesce(sum(events), 0) AS events, coalesce(sum(bytes), 0) AS bytes FROM footage_deletion
      WHERE owner_id = ${owner_id} AND reason = 'key_destroyed') AS ended
    WHERE id = ${id} RETURNING devices`.execute(trx);
  await forgetPlaybacks(trx, owner_id);
  await forgetOpenEvents(trx, owner_id);
  await forgetRequests(trx, owner_id);
  await forgetNames(trx, owner_id);
  await forgetDeviceNames(trx, owner_id);
  const links = await listLinkIds(trx, owner_id);
  await clearDeadline(trx, LEAVING, owner_id);
  await removeUser(trx, owner_id);
  await reportSale(trx, { type: 'owner.left', ownerId: owner_id, links });
  context.log.info({ region: context.region, ownerId: owner_id, deletion: id, ...rows[0] }, 'account.deleted');
}
