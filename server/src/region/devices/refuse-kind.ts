import { canDevice, type DeviceAct, type DeviceId, type OwnerId, type Refusal, refusal } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';

type Owned = { ownerId: OwnerId; deviceId: DeviceId };

/** Why a paired device is none of this owner’s, or not of a kind that can do it. */
export async function refuseKind(
  { db }: Pick<RegionContext, 'db'>,
  { ownerId, deviceId }: Owned,
  act: DeviceAct,
): Promise<Refusal | undefined> {
  const device = await db
    .selectFrom('device')
    .select('kind')
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return refusal('not_found');
  return canDevice(device.kind, act) ? undefined : refusal('device_push_only');
}
