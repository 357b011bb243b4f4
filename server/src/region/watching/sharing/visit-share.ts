import { type footage, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { randomId } from '../../../secrets/ids.ts';
import { createToken } from '../../../secrets/tokens.ts';
import { rateRefusal } from '../../../sign-in/rate-refusal.ts';
import { takeRate } from '../../../store/rate-limits.ts';
import type { RegionContext } from '../../context.ts';
import { inFuture, PLAYBACK_LIFE, type Session } from '../sessions.ts';
import { openWatched } from '../watched.ts';
import { describeShared } from './get-shared-footage.ts';
import { countVisit, findLink } from './links.ts';
import { tryPin } from './pins.ts';

/**
 * What one viewer sees of a link. A visit has a token of its own, which ends at once when the link ends, pauses or gets
 * another PIN.
 */
export async function visitShare(
  context: RegionContext,
  { params, body }: Parsed<typeof footage.visitShare>,
): Promise<Reply<typeof footage.visitShare> | Refusal> {
  const found = await findLink(context, params.token);
  if (!found) return refusal('playback_ended');
  const { session, isInForce, isPaused } = found;
  if (!isInForce) return refusal('share_ended');
  if (isPaused) return refusal('share_paused');
  const tooMany = rateRefusal([await takeRate(context.db, `visits ${session.id}`, context.limits.visitsPerShare)]);
  if (tooMany) return tooMany;
  const refused = await tryPin(context, session, body.pin);
  if (refused) return refused;
  const watched = await openWatched(context, session);
  if (isRefusal(watched)) return watched;
  const { token, hash } = createToken('pb_');
  const shared = await describeShared(context, watched, { token, codec: body.codec });
  if (isRefusal(shared)) return shared;
  const opened = await openVisit(context, session, hash);
  return opened ? { ...shared, token } : refusal('share_ended');
}

/** False where the link has ended, paused or changed its PIN meanwhile. */
async function openVisit(
  { db }: RegionContext,
  { id, token_hash, created_at: _, ...link }: Session,
  hash: string,
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const still = await trx
      .selectFrom('playback')
      .select('id')
      .where('id', '=', id)
      .where('token_hash', '=', token_hash)
      .where('ended_at', 'is', null)
      .forKeyShare() // whoever changes its PIN waits, or was first
      .executeTakeFirst();
    if (!still) return false;
    await countVisit(trx, id);
    await trx
      .insertInto('playback')
      .values({
        ...link,
        id: randomId('pb', 18),
        token_hash: hash,
        kind: 'visit',
        share_id: id,
        login_session: null,
        expires_at: inFuture(PLAYBACK_LIFE),
      })
      .execute();
    return true;
  });
}
