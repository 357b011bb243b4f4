import {
  type app,
  INVITATION_LIFE,
  isRefusal,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { createToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { json } from '../../store/database.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { refuseSuspended } from '../owners/find-suspension.ts';
import { listCameraNames, type NamedCameras, sorted } from './cameras.ts';

type Made = Reply<typeof app.createHouseholdInvitation>;

/** A link; whoever opens it first, signed in at this region, may do so much with so many cameras. */
export async function createHouseholdInvitation(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { body }: Parsed<typeof app.createHouseholdInvitation>,
): Promise<Made | Refusal> {
  const { db, limits, publicUrl } = context;
  const tooMany = rateRefusal([await takeRate(db, `invitation ${ownerId}`, limits.householdInvitationsPerOwner)]);
  if (tooMany) return tooMany;
  const suspended = await refuseSuspended(db, ownerId);
  if (suspended) return suspended;
  const cameras = sorted(body.cameras);
  const names = await listCameraNames(db, ownerId, cameras);
  if (isRefusal(names)) return names;
  const { token, hash } = createToken('hi_');
  const row = await db.transaction().execute(async (trx) => {
    const made = await trx
      .insertInto('household_invitation')
      .values({
        id: randomId('hi', 18),
        owner_id: ownerId,
        token_hash: hash,
        cameras: json(cameras),
        expires_at: sql<Date>`kaitong_now() + ${INVITATION_LIFE} * interval '1 ms'`,
      })
      .returning(['id', 'cameras', 'created_at', 'expires_at'])
      .executeTakeFirstOrThrow();
    await tellOwner(trx, ownerId, { type: 'household.changed', deviceId: null });
    return made;
  });
  // Behind the #, which no server is told and no log holds.
  return { invitation: showInvitation(row, names), url: `${publicUrl}/app/join#${token}` };
}

export async function withdrawHouseholdInvitation(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { id } }: Parsed<typeof app.withdrawHouseholdInvitation>,
): Promise<Reply<typeof app.withdrawHouseholdInvitation> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const gone = await trx
      .deleteFrom('household_invitation')
      .where('id', '=', id)
      .where('owner_id', '=', ownerId)
      .where('accepted_by', 'is', null)
      .executeTakeFirst();
    if (gone.numDeletedRows === 0n) return refusal('not_found');
    await tellOwner(trx, ownerId, { type: 'household.changed', deviceId: null });
    return {};
  });
}

type Row = { id: string; cameras: NamedCameras; created_at: Date; expires_at: Date };

export const showInvitation = (
  { id, cameras, created_at, expires_at }: Row,
  names: ReadonlyMap<string, string>,
): Made['invitation'] => ({
  id,
  createdAt: created_at.toISOString(),
  expiresAt: expires_at.toISOString(),
  cameras: cameras.flatMap(({ deviceId, rights }) => {
    const name = names.get(deviceId);
    return name === undefined ? [] : { deviceId, name, rights };
  }),
});
