import { canDevice, type DeviceId, days, type OwnerId } from '@kaitong/contract';
import { sql } from 'kysely';
import { notify } from '../../store/notifications.ts';
import type { PairingEnd } from '../../store/region/devices.ts';
import type { NoticeType } from '../../store/region/owners.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { forgetDeviceLog } from '../device-log/deadlines.ts';
import { addNotice } from '../news/notices.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { endPresence } from '../presence/device-presence.ts';
import { releaseClaim } from './claims.ts';
import { DEVICE_REMOVED } from './device-removed.ts';
import { forgetLogAccess } from './log-access.ts';

/** What the owner did not do, or not at that moment, they are told. */
const NOTICE: Readonly<Record<PairingEnd, NoticeType | null>> = {
  removed: null,
  elsewhere: 'pairing_ended',
  handed_over: 'handed_over',
};

type Ending = { deviceId: DeviceId; ended: PairingEnd; ownerId?: OwnerId };
/** What else ends, in the same transaction. */
type Also = (trx: RegionTransaction) => Promise<void>;

/**
 * Unbinds a device, of `ownerId` where it is given: its secret is gone, its tokens are worth nothing from the commit on,
 * its connections are closed. The row stays, since footage and applications name it.
 *
 * @returns whether it was paired until now
 */
export async function endPairing(context: RegionContext, ending: Ending, also?: Also): Promise<boolean> {
  const { db, log, region } = context;
  const uuid = await db.transaction().execute(async (trx) => {
    const ended = await endPairingIn(context, trx, ending);
    if (ended !== undefined) await also?.(trx);
    return ended;
  });
  context.admitted.forget(ending.deviceId);
  if (uuid !== undefined) log.info({ region, deviceId: ending.deviceId, uuid, ended: ending.ended }, 'device.removed');
  return uuid !== undefined;
}

/**
 * What ended without its owner's doing is now as if they had removed it: its recordings are shown no more.
 *
 * @returns whether there was something to leave
 */
export async function leaveFootage(
  { db }: Pick<RegionContext, 'db'>,
  { deviceId, ownerId }: { deviceId: DeviceId; ownerId: OwnerId },
  also: Also,
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('device')
      .set({ ended: 'removed' })
      .where('device_id', '=', deviceId)
      .where('owner_id', '=', ownerId)
      .where('ended', '<>', 'removed')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await also(trx);
    await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
    return true;
  });
}

/** The same as a part of the caller's transaction. @returns the unit's UUID if it was paired until now */
export async function endPairingIn(
  { hooks }: Pick<RegionContext, 'hooks'>,
  trx: RegionTransaction,
  { deviceId, ended, ownerId }: Ending,
): Promise<string | undefined> {
  let ending = trx
    .updateTable('device')
    .set({ removed_at: sql<Date>`kaitong_now()`, wrapped_secret: null, ended })
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null);
  if (ownerId !== undefined) ending = ending.where('owner_id', '=', ownerId);
  const unit = await ending.returning(['uuid', 'owner_id', 'kind']).executeTakeFirst();
  if (!unit) return undefined;
  await endPresence(trx, deviceId);
  await forgetDeviceLog(trx, deviceId);
  await forgetLogAccess(trx, deviceId);
  await hooks.deviceRemoved?.(trx, deviceId);
  await hooks.permissionChanged?.(trx, deviceId);
  if (canDevice(unit.kind, 'talk')) await sendCommand(trx, { deviceId, name: 'unpair', payload: {}, life: days(1) });
  await notify(trx, DEVICE_REMOVED, deviceId);
  // Of what is elsewhere control said so itself.
  if (ended !== 'elsewhere' && canDevice(unit.kind, 'changeHands'))
    await releaseClaim(trx, { device_id: deviceId, uuid: unit.uuid });
  const notice = NOTICE[ended];
  if (notice) await addNotice(trx, { ownerId: unit.owner_id, type: notice, deviceId });
  await tellOwner(trx, unit.owner_id, { type: 'devices.changed', deviceId });
  return unit.uuid;
}
