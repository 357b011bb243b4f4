import {
  type DeviceId,
  HOUSEHOLD_RIGHTS,
  type HouseholdRight,
  type OwnerId,
  type Refusal,
  refusal,
} from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';

export type NamedCameras = { deviceId: DeviceId; rights: HouseholdRight[] }[];

/** Each right once, in one order. */
export const sorted = (cameras: Readonly<NamedCameras>): NamedCameras =>
  cameras.map(({ deviceId, rights }) => ({
    deviceId,
    rights: HOUSEHOLD_RIGHTS.filter((right) => rights.includes(right)),
  }));

/** All that an owner has. */
export async function listOwnNames(db: Kysely<RegionTables>, ownerId: OwnerId): Promise<Map<DeviceId, string>> {
  const rows = await db
    .selectFrom('device')
    .select(['device_id', 'name'])
    .where('owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .execute();
  return new Map(rows.map(({ device_id, name }) => [device_id, name]));
}

/** The same, if these are all among them. */
export async function listCameraNames(
  db: Kysely<RegionTables>,
  ownerId: OwnerId,
  cameras: Readonly<NamedCameras>,
): Promise<Map<DeviceId, string> | Refusal> {
  const names = await listOwnNames(db, ownerId);
  return cameras.every(({ deviceId }) => names.has(deviceId)) ? names : refusal('not_found');
}
