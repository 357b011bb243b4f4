import type { DeviceId, OwnerId } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
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
  const row = await ownedDevices(db, ownerId).where('device.device_id', '=', deviceId).executeTakeFirst();
  return row && { deviceId, ownerId, keyEndsAt: row.keyEndsAt };
}

/** All of them whose footage can still be watched. */
export async function listOwnedDevices(
  db: Kysely<RegionTables>,
  ownerId: OwnerId,
  now: Date,
): Promise<Map<DeviceId, OwnedDevice>> {
  const rows = await ownedDevices(db, ownerId).select('device.device_id as deviceId').execute();
  const devices = rows.map(({ deviceId, keyEndsAt }): OwnedDevice => ({ deviceId, ownerId, keyEndsAt }));
  return new Map(devices.flatMap((device) => (hasFootage(device, now) ? [[device.deviceId, device]] : [])));
}

/** The same with those of others that somebody may watch. */
export async function listWatchableDevices(
  db: Kysely<RegionTables>,
  personId: OwnerId,
  now: Date,
): Promise<Map<DeviceId, OwnedDevice>> {
  const granted = await db
    .selectFrom('household_right as granted')
    .leftJoin('subscription', (join) =>
      join
        .onRef('subscription.device_id', '=', 'granted.device_id')
        .onRef('subscription.owner_id', '=', 'granted.owner_id'),
    )
    .select(['granted.device_id as deviceId', 'granted.owner_id as ownerId', 'subscription.key_ends_at as keyEndsAt'])
    .where('granted.member_id', '=', personId)
    .where(sql<boolean>`'watch' = ANY (granted.rights)`)
    .execute();
  const shared = granted.filter((device) => hasFootage(device, now)).map((one) => [one.deviceId, one] as const);
  return new Map([...shared, ...(await listOwnedDevices(db, personId, now))]);
}

const ownedDevices = (db: Kysely<RegionTables>, ownerId: OwnerId) =>
  db
    .selectFrom('device')
    .leftJoin('subscription', (join) =>
      join
        .onRef('subscription.device_id', '=', 'device.device_id')
        .onRef('subscription.owner_id', '=', 'device.owner_id'),
    )
    .select('subscription.key_ends_at as keyEndsAt')
    .where('device.owner_id', '=', ownerId)
    .where((where) => where.or([where('device.removed_at', 'is', null), where('device.ended', '<>', 'removed')]));

/** Once the key of (owner, device) is due to be destroyed its footage is gone, also where the work is still to be done. */
export const hasFootage = ({ keyEndsAt }: Pick<OwnedDevice, 'keyEndsAt'>, now: Date): boolean =>
  keyEndsAt === null || keyEndsAt > now;
