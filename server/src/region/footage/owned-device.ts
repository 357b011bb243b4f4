import type { DeviceId, OwnerId } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';

/** An owner's device with what decides how long its footage can be watched. */
export type OwnedDevice = { deviceId: DeviceId; ownerId: OwnerId; keyEndsAt: Date | null };

/**
 * The device, if this owner has it. Footage belongs to the pair of both: a device that its owner removed shows its footage
 * to nobody any more, and pairing the unit anew makes another device. One that ended for another reason keeps it.
 */
export async function findOwnedDevice(
  db: Kysely<RegionTables>,
  ownerId: OwnerId,
  deviceId: DeviceId,
): Promise<OwnedDevice | undefined> {
  const row = await db
    .selectFrom('device')
    .leftJoin('subscription', (join) =>
      join
        .onRef('subscription.device_id', '=', 'device.device_id')
        .onRef('subscription.owner_id', '=', 'device.owner_id'),
    )
    .select('subscription.key_ends_at as keyEndsAt')
    .where('device.device_id', '=', deviceId)
    .where('device.owner_id', '=', ownerId)
    .where((where) => where.or([where('device.removed_at', 'is', null), where('device.ended', '<>', 'removed')]))
    .executeTakeFirst();
  return row && { deviceId, ownerId, keyEndsAt: row.keyEndsAt };
}

/** Once the key of (owner, device) is due to be destroyed its footage is gone, also where the work is still to be done. */
export const hasFootage = ({ keyEndsAt }: Pick<OwnedDevice, 'keyEndsAt'>, now: Date): boolean =>
  keyEndsAt === null || keyEndsAt > now;
