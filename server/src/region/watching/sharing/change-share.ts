import { type footage, hours, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../../callers.ts';
import { createToken } from '../../../secrets/tokens.ts';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import { IS_IN_FORCE, inFuture, type Session } from '../sessions.ts';
import { type Link, lockLink } from './links.ts';
import { wrapPin } from './pins.ts';
import { showShare } from './shares.ts';

/** Of a link in force, by whoever may revoke it. */
export async function changeShare(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { id }, body }: Parsed<typeof footage.changeShare>,
): Promise<Reply<typeof footage.changeShare> | Refusal> {
  const changed = await context.db.transaction().execute(async (trx) => {
    const session = await trx
      .selectFrom('playback')
      .selectAll()
      .where('id', '=', id)
      .where('kind', '=', 'share')
      .where((is) => is.or([is('owner_id', '=', ownerId), is('member_id', '=', ownerId)]))
      .where(IS_IN_FORCE)
      .forUpdate()
      .executeTakeFirst();
    if (!session) return refusal('not_found');
    const link = await lockLink(trx, id);
    if (body.hours !== undefined)
      await trx
        .updateTable('playback')
        .set({ expires_at: inFuture(hours(body.hours)) })
        .where('id', '=', id)
        .execute();
    if (body.pin !== undefined) await changePin(context, trx, { session, link, pin: body.pin });
    await trx
      .updateTable('share_link')
      .set({
        picture: body.picture ?? link.picture,
        ...(body.resume && { paused_at: null, wrong: 0 }),
      })
      .where('playback_id', '=', id)
      .execute();
    return undefined;
  });
  return changed ?? (await showShare(context, id));
}

/** The link's address stays: what it is known by moves to its door, and back. */
async function changePin(
  { secrets }: Pick<RegionContext, 'secrets'>,
  trx: RegionTransaction,
  { session: { id, token_hash }, link, pin }: { session: Session; link: Link; pin: string | null },
): Promise<void> {
  const known = link.door_hash ?? token_hash;
  await trx
    .updateTable('share_link')
    .set(
      pin === null
        ? { door_hash: null, wrapped_pin: null }
        : { door_hash: known, wrapped_pin: wrapPin(secrets, id, pin), wrong: 0, paused_at: null },
    )
    .where('playback_id', '=', id)
    .execute();
  await trx
    .updateTable('playback')
    .set({ token_hash: pin === null ? known : createToken().hash })
    .where('id', '=', id)
    .execute();
  await trx
    .updateTable('playback')
    .set({ ended_at: sql<Date>`kaitong_now()` })
    .where('share_id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}
