import type { RegionHooks, RegionTransaction, RepliedCommand } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { takeSettings } from '../presence/device-presence.ts';
import type { SettingsChange } from './change-settings.ts';

/** What the camera confirmed counts at once, not only with its next status. */
export async function storeConfirmedSettings(
  { permissionChanged }: Pick<RegionHooks, 'permissionChanged'>,
  trx: RegionTransaction,
  { deviceId, payload }: RepliedCommand,
): Promise<void> {
  const device = await trx
    .selectFrom('device')
    .select('owner_id')
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return;
  const change = payload as SettingsChange;
  await takeSettings(trx, deviceId, change);
  if (change.privacyMode !== undefined) await permissionChanged?.(trx, deviceId);
  await tellOwner(trx, device.owner_id, { type: 'devices.changed', deviceId });
}
