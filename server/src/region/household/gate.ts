import {
  type DeviceId,
  type HouseholdLine,
  type HouseholdRight,
  isRefusal,
  type OrderId,
  type OwnerId,
  type Refusal,
  refusal,
} from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionTables } from '../../store/region/tables.ts';

type Db = Kysely<RegionTables>;
/** By which an operation says which camera it is about. */
export type NamedCamera = { deviceId?: DeviceId | undefined; orderId?: OrderId | undefined };

/**
 * In whose stead a call is made: the one place that lets somebody do something with a camera of another owner's. Whoever has
 * nothing to do with the camera goes on as themselves, and finds nothing there.
 */
export async function standIn(
  db: Db,
  caller: OwnerCaller,
  line: HouseholdLine,
  named: NamedCamera,
): Promise<OwnerCaller | Refusal> {
  if (line === 'self') return caller;
  const granted = await findGranted(db, caller.ownerId, named);
  if (!granted) return caller;
  const wanted = line === 'self-watch' ? 'watch' : line;
  const mayDo = wanted === 'any' || (wanted !== 'owner' && granted.rights.includes(wanted));
  if (!mayDo) return refusal('household_right_missing');
  if (line === 'self-watch') return caller;
  const { ownerId, rights } = granted;
  return { ownerId, sessionId: caller.sessionId, member: { id: caller.ownerId, rights } };
}

type Granted = { ownerId: OwnerId; rights: HouseholdRight[] };

async function findGranted(
  db: Db,
  memberId: OwnerId,
  { deviceId, orderId }: NamedCamera,
): Promise<Granted | undefined> {
  if (orderId !== undefined)
    return await db
      .selectFrom('household_right as granted')
      .innerJoin('owner_order', (join) =>
        join
          .onRef('owner_order.device_id', '=', 'granted.device_id')
          .onRef('owner_order.owner_id', '=', 'granted.owner_id'),
      )
      .select(['granted.owner_id as ownerId', 'granted.rights'])
      .where('owner_order.id', '=', orderId)
      .where('granted.member_id', '=', memberId)
      .executeTakeFirst();
  if (deviceId === undefined) return undefined;
  return await db
    .selectFrom('household_right')
    .select(['owner_id as ownerId', 'rights'])
    .where('member_id', '=', memberId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
}

/** Whose footage of a camera somebody may watch: their own, or that of the owner who lets them. */
export async function findWatchedOwner(db: Db, personId: OwnerId, deviceId: DeviceId): Promise<OwnerId> {
  const caller = await standIn(db, { ownerId: personId, sessionId: '' }, 'watch', { deviceId });
  return isRefusal(caller) ? personId : caller.ownerId;
}
