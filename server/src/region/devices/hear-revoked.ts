import type { Uuid } from '@kaitong/contract';
import { notify } from '../../store/notifications.ts';
import type { RegionTransaction } from '../context.ts';
import { addNotice } from '../news/notices.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { DEVICE_REMOVED } from './device-removed.ts';

/**
 * Units whose licences were revoked lose their lines, and get no token any more. They stay their owners', with all that
 * was recorded and bought: a maker may silence a unit, and takes nothing from whoever paid.
 */
export async function hearLicencesRevoked(trx: RegionTransaction, uuids: readonly Uuid[]): Promise<void> {
  const units = await trx
    .selectFrom('device')
    .select(['device_id', 'owner_id'])
    .where('uuid', 'in', uuids)
    .where('removed_at', 'is', null)
    .execute();
  for (const { device_id: deviceId, owner_id: ownerId } of units) {
    await notify(trx, DEVICE_REMOVED, deviceId);
    await addNotice(trx, { ownerId, type: 'licence_revoked', deviceId });
    await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
  }
}
