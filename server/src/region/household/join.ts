import { type app, MOST_MEMBERS, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { hashToken } from '../../secrets/tokens.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { refuseSuspended } from '../owners/find-suspension.ts';
import { holdOwner } from '../owners/leaving-owners.ts';
import { listOwnNames } from './cameras.ts';
import { setCameras } from './members.ts';

/** What a link offers, for whoever is asked to agree to it. */
export async function getHouseholdInvitation(
  { db }: RegionContext,
  { ownerId: callerId }: OwnerCaller,
  { body: { token } }: Parsed<typeof app.getHouseholdInvitation>,
): Promise<Reply<typeof app.getHouseholdInvitation> | Refusal> {
  const found = await findInvitation(db, token);
  if (!found || found.accepted_by !== null) return refusal('household_invitation_ended');
  if (found.owner_id === callerId) return refusal('household_invitation_own');
  const names = await listOwnNames(db, found.owner_id);
  return {
    ownerName: found.ownerName,
    expiresAt: found.expires_at.toISOString(),
    cameras: found.cameras.flatMap(({ deviceId, rights }) => {
      const name = names.get(deviceId);
      return name === undefined ? [] : { name, rights };
    }),
  };
}

/** Takes a link, once. Whoever took it and did not hear the answer is answered again. */
export async function acceptHouseholdInvitation(
  { db, log, region }: RegionContext,
  { ownerId: callerId }: OwnerCaller,
  { body: { token } }: Parsed<typeof app.acceptHouseholdInvitation>,
): Promise<Reply<typeof app.acceptHouseholdInvitation> | Refusal> {
  const suspended = await refuseSuspended(db, callerId);
  if (suspended) return suspended;
  const before = await findInvitation(db, token);
  if (!before) return refusal('household_invitation_ended');
  const { owner_id: ownerId, ownerName } = before;
  if (ownerId === callerId) return refusal('household_invitation_own');
  return await db.transaction().execute(async (trx) => {
    // Those who join at once count each other, and whoever leaves is waited for.
    await sql`SELECT FROM login_user WHERE id = ${ownerId} FOR NO KEY UPDATE`.execute(trx);
    if (!(await holdOwner(trx, ownerId)) || !(await holdOwner(trx, callerId)))
      return refusal('household_invitation_ended');
    const invitation = await findInvitation(trx, token);
    if (!invitation) return refusal('household_invitation_ended');
    const member = await findMember(trx, ownerId, callerId);
    if (invitation.accepted_by !== null)
      return invitation.accepted_by === callerId && member ? { ownerName } : refusal('household_invitation_ended');
    if (!member && (await countMembers(trx, ownerId)) >= MOST_MEMBERS)
      return refusal('household_full', { n: MOST_MEMBERS });
    await trx
      .updateTable('household_invitation')
      .set({ accepted_by: callerId, accepted_at: sql<Date>`kaitong_now()` })
      .where('id', '=', invitation.id)
      .execute();
    if (!member)
      await trx
        .insertInto('household_member')
        .values({ id: randomId('hm', 18), owner_id: ownerId, member_id: callerId })
        .execute();
    await setCameras(trx, { ownerId, memberId: callerId }, invitation.cameras);
    for (const told of [ownerId, callerId]) await tellOwner(trx, told, { type: 'household.changed', deviceId: null });
    log.info({ region, ownerId, memberId: callerId }, 'household.joined');
    return { ownerName };
  });
}

/** One that is good, or was until somebody took it. */
const findInvitation = (db: Kysely<RegionTables>, token: string) =>
  db
    .selectFrom('household_invitation')
    .innerJoin('login_user', 'login_user.id', 'household_invitation.owner_id')
    .selectAll('household_invitation')
    .select('login_user.name as ownerName')
    .where('token_hash', '=', hashToken(token))
    .where('household_invitation.expires_at', '>', sql<Date>`kaitong_now()`)
    .where(sql<boolean>`NOT EXISTS (SELECT FROM owner_suspension s WHERE s.owner_id = household_invitation.owner_id)`)
    .executeTakeFirst();

const findMember = (trx: RegionTransaction, ownerId: string, memberId: string) =>
  trx
    .selectFrom('household_member')
    .select('id')
    .where(sql<boolean>`owner_id = ${ownerId} AND member_id = ${memberId}`)
    .executeTakeFirst();

async function countMembers(trx: RegionTransaction, ownerId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM household_member WHERE owner_id = ${ownerId}`.execute(trx);
  return rows[0]?.n ?? 0;
}
