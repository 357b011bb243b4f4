import type { app, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { listOwnNames } from './cameras.ts';
import { showInvitation } from './invitations.ts';

/** Who may do what with an owner's cameras, and which links are out. */
export async function getHousehold(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
): Promise<Reply<typeof app.getHousehold>> {
  const members = await db
    .selectFrom('household_member as member')
    .innerJoin('login_user', 'login_user.id', 'member.member_id')
    .select(['member.id', 'member.member_id', 'login_user.name', 'member.joined_at'])
    .select(
      sql<Date | null>`(SELECT max(at) FROM household_view seen
        WHERE seen.owner_id = member.owner_id AND seen.member_id = member.member_id)`.as('watched_at'),
    )
    .where('member.owner_id', '=', ownerId)
    .orderBy('member.joined_at')
    .orderBy('member.id')
    .execute();
  const cameras = await db
    .selectFrom('household_camera')
    .select(['member_id', 'device_id', 'rights'])
    .where('owner_id', '=', ownerId)
    .orderBy('device_id')
    .execute();
  const invitations = await db
    .selectFrom('household_invitation')
    .select(['id', 'cameras', 'created_at', 'expires_at'])
    .where('owner_id', '=', ownerId)
    .where('accepted_by', 'is', null)
    .where('expires_at', '>', sql<Date>`kaitong_now()`)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  const names = await listOwnNames(db, ownerId);
  const ofMember = Map.groupBy(cameras, ({ member_id }) => member_id);
  return {
    members: members.map(({ id, member_id, name, joined_at, watched_at }) => ({
      ...{ id, name, joinedAt: joined_at.toISOString(), watchedAt: watched_at?.toISOString() ?? null },
      cameras: (ofMember.get(member_id) ?? []).flatMap(({ device_id: deviceId, rights }) => {
        const named = names.get(deviceId);
        return named === undefined ? [] : { deviceId, name: named, rights };
      }),
    })),
    invitations: invitations.map((one) => showInvitation(one, names)),
  };
}
