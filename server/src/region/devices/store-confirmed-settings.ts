import type { RegionTransaction, RepliedCommand } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { takeSettings } from '../presence/device-presence.ts';
import type { SettingsChange } from './change-settings.ts';

/**
 * What the camera confirmed counts at once, not only with its next status.
 *
 * @returns whether what it may record is another now
 */
export async function storeConfirmedSettings(
  trx: RegionTransaction,
  { deviceId, payload }: RepliedCommand,
): Promise<boolean> {
  const device = await trx
    .selectFrom('device')
    .select('owner_id')
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return false;
  const change = payload as SettingsChange;
  await takeSettings(trx, deviceId, change);
  await tellOwner(trx, device.owner_id, { type: 'devices.changed', deviceId });
  return change.privacyMode !== undefined;
}
