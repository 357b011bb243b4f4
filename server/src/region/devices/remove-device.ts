import { type DeviceId, days, type OwnerId } from '@kaitong/contract';
import { sql } from 'kysely';
import { notify } from '../../store/notifications.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionContext } from '../context.ts';
import { forgetDeviceLog } from '../device-log/deadlines.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { endPresence } from '../presence/device-presence.ts';

/** What processes with devices on the line listen to; the payload is the device's id. */
export const DEVICE_REMOVED = 'removed';

/**
 * Unbinds a device of `ownerId`: its secret is gone, its tokens are worth nothing from the commit on, its connections are
 * closed. The row stays, since footage and applications name it.
 *
 * @returns whether the owner had it
 */
export async function removeDevice(
  { db, hooks, log, region }: RegionContext,
  { ownerId, deviceId }: { ownerId: OwnerId; deviceId: DeviceId },
): Promise<boolean> {
  const removed = await db.transaction().execute(async (trx) => {
    const unit = await trx
      .updateTable('device')
      .set({ removed_at: sql<Date>`kaitong_now()`, wrapped_secret: null })
      .where('device_id', '=', deviceId)
      .where('owner_id', '=', ownerId)
      .where('removed_at', 'is', null)
      .returning('uuid')
      .executeTakeFirst();
    if (!unit) return undefined;
    await endPresence(trx, deviceId);
    await forgetDeviceLog(trx, deviceId);
    await hooks.deviceRemoved?.(trx, deviceId);
    await hooks.permissionChanged?.(trx, deviceId);
    await sendCommand(trx, { deviceId, name: 'unpair', payload: {}, life: days(1) });
    await notify(trx, DEVICE_REMOVED, deviceId);
    await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
    return unit;
  });
  if (removed) log.info({ region, deviceId, uuid: removed.uuid }, 'device.removed');
  return removed !== undefined;
}
