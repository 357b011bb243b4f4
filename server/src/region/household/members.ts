import { type app, isRefusal, type OwnerId, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { listCameraNames, type NamedCameras, sorted } from './cameras.ts';
import { getHousehold } from './get-household.ts';

type Membership = { ownerId: OwnerId; memberId: OwnerId };

/** What a member may do, from the next request on. */
export async function changeHouseholdMember(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { id }, body }: Parsed<typeof app.changeHouseholdMember>,
): Promise<Reply<typeof app.changeHouseholdMember> | Refusal> {
  const { db, hooks } = context;
  const cameras = sorted(body.cameras);
  const names = await listCameraNames(db, caller.ownerId, cameras);
  if (isRefusal(names)) return names;
  const refused = await db.transaction().execute(async (trx) => {
    const member = await lockMember(trx, id);
    if (member?.ownerId !== caller.ownerId) return refusal('not_found');
    await setCameras(trx, member, cameras);
    await hooks.householdChanged?.(trx, member);
    await tellBoth(trx, member);
    return undefined;
  });
  return refused ?? (await getHousehold(context, caller));
}

export async function removeHouseholdMember(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { id } }: Parsed<typeof app.removeHouseholdMember>,
): Promise<Reply<typeof app.removeHouseholdMember> | Refusal> {
  return await end(context, id, (member) => member.ownerId === ownerId);
}

export async function leaveHousehold(
  context: RegionContext,
  { ownerId: callerId }: OwnerCaller,
  { params: { id } }: Parsed<typeof app.leaveHousehold>,
): Promise<Reply<typeof app.leaveHousehold> | Refusal> {
  return await end(context, id, (member) => member.memberId === callerId);
}

/** What was opened, and what is about to ring, ends in the same transaction. */
async function end(
  { db, hooks, log, region }: RegionContext,
  id: string,
  mayEnd: (member: Membership) => boolean,
): Promise<Record<string, never> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const member = await lockMember(trx, id);
    if (!member || !mayEnd(member)) return refusal('not_found');
    await trx.deleteFrom('household_member').where('id', '=', id).execute();
    await hooks.householdChanged?.(trx, member);
    await tellBoth(trx, member);
    log.info({ region, ...member }, 'household.left');
    return {};
  });
}

/** Of an owner who leaves: both those whom they let in, and where they were let in. */
export async function forgetHousehold(trx: RegionTransaction, ownerId: OwnerId): Promise<void> {
  await trx.deleteFrom('household_invitation').where('owner_id', '=', ownerId).execute();
  const gone = await trx
    .deleteFrom('household_member')
    .where((is) => is.or([is('owner_id', '=', ownerId), is('member_id', '=', ownerId)]))
    .returning(['owner_id as ownerId', 'member_id as memberId'])
    .execute();
  for (const member of gone) await tellBoth(trx, member);
}

async function lockMember(trx: RegionTransaction, id: string): Promise<Membership | undefined> {
  return await trx
    .selectFrom('household_member')
    .select(['owner_id as ownerId', 'member_id as memberId'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** These and no others; one that its owner has no more is left out. */
export async function setCameras(
  trx: RegionTransaction,
  { ownerId, memberId }: Membership,
  cameras: Readonly<NamedCameras>,
): Promise<void> {
  await trx.deleteFrom('household_camera').where('owner_id', '=', ownerId).where('member_id', '=', memberId).execute();
  for (const { deviceId, rights } of cameras)
    await sql`INSERT INTO household_camera (owner_id, member_id, device_id, rights)
      SELECT owner_id, ${memberId}, device_id, ${rights} FROM device
      WHERE device_id = ${deviceId} AND owner_id = ${ownerId} AND removed_at IS NULL`.execute(trx);
}

async function tellBoth(trx: RegionTransaction, { ownerId, memberId }: Membership): Promise<void> {
  for (const told of [ownerId, memberId]) await tellOwner(trx, told, { type: 'household.changed', deviceId: null });
}
