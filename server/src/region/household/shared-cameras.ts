import type { app, HouseholdRight, OwnerId, Reply } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { listShownDevices, type ShownDevice } from '../devices/show-device.ts';

/** More than anybody looks at; each owner lets in so many people and has so many cameras. */
const MOST = 500;

/** Cameras of others that somebody may do something with. */
export async function listSharedCameras(
  { db }: RegionContext,
  { ownerId: memberId }: OwnerCaller,
): Promise<Reply<typeof app.listSharedCameras>> {
  const rows = await db
    .selectFrom('household_right as granted')
    .innerJoin('login_user', 'login_user.id', 'granted.owner_id')
    .select(['granted.owner_id', 'granted.device_id', 'granted.rights', 'granted.household_id', 'login_user.name'])
    .where('granted.member_id', '=', memberId)
    .orderBy('login_user.name')
    .orderBy('granted.owner_id')
    .orderBy('granted.device_id')
    .limit(MOST)
    .execute();
  const items: ShownDevice[] = [];
  for (const [ownerId, theirs] of Map.groupBy(rows, ({ owner_id }) => owner_id)) {
    const ids = theirs.map(({ device_id }) => device_id);
    const devices = new Map((await listShownDevices(db, ownerId, ids)).map((one) => [one.deviceId, one]));
    for (const { device_id, rights, household_id: householdId, name: ownerName } of theirs) {
      const device = devices.get(device_id);
      if (device) items.push(forMember(device, { ownerName, householdId, rights }));
    }
  }
  return { items };
}

/** A camera as a member sees it: without what is between its owner and makers, and plans only for who may pay. */
function forMember(device: ShownDevice, sharedBy: NonNullable<ShownDevice['sharedBy']>): ShownDevice {
  const { cloudStorage } = device;
  const mayPay = sharedBy.rights.includes('pay');
  return {
    ...device,
    handOverUntil: null,
    verificationFootageAllowed: false,
    cloudStorage: cloudStorage && !mayPay ? { ...cloudStorage, plans: [], until: null } : cloudStorage,
    sharedBy,
  };
}

/** The same of one that was read in its owner's stead. */
export async function asMemberSees(
  db: Kysely<RegionTables>,
  caller: { ownerId: OwnerId; member: { id: OwnerId; rights: readonly HouseholdRight[] } },
  device: ShownDevice,
): Promise<ShownDevice | undefined> {
  const row = await db
    .selectFrom('household_right as granted')
    .innerJoin('login_user', 'login_user.id', 'granted.owner_id')
    .select(['granted.rights', 'granted.household_id as householdId', 'login_user.name as ownerName'])
    .where('granted.member_id', '=', caller.member.id)
    .where('granted.owner_id', '=', caller.ownerId)
    .where(sql<boolean>`granted.device_id = ${device.deviceId}`)
    .executeTakeFirst();
  return row && forMember(device, row);
}
