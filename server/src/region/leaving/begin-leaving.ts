import { type OwnerId, seconds } from '@kaitong/contract';
import type { Selectable } from 'kysely';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { AccountDeletionTable } from '../../store/region/leaving.ts';
import type { RegionContext } from '../context.ts';
import { lockOwner, markLeaving, unmarkLeaving } from '../owners/leaving-owners.ts';
import { forgetPlaybacks } from '../watching/sessions.ts';
import { type Departure, nameDeparture } from './departure-log.ts';

/** When another process goes on with a deletion that stopped on its way; the subject is the owner. */
export const LEAVING = 'account.leaving';
/** Whoever began with it does it at once, if nothing comes between. */
const TAKEN_OVER_AFTER = seconds(2);

export type Deletion = Selectable<AccountDeletionTable>;
type Leaving = Departure & { sessionId: string | null; log?: string };

/**
 * Shuts the account: nothing is done for its owner any more, and what is left is done by whichever process, from whatever
 * moment on. There is one deletion of an owner: whoever asks again has the same.
 *
 * @param leaving `log`: what its entry in the log is called where it is done again
 */
export async function beginLeaving(
  { db }: Pick<RegionContext, 'db'>,
  { sessionId, log, ...departure }: Leaving,
): Promise<Deletion> {
  const { ownerId, id, tokenHash, at } = departure;
  const name = log ?? nameDeparture(departure);
  return await db.transaction().execute(async (trx) => {
    const isThere = await lockOwner(trx, ownerId);
    const before = await findDeletion(trx, ownerId);
    if (before && (before.finished_at === null || before.log === log || !(isThere || log))) return before;
    const begun = await trx
      .insertInto('account_deletion')
      .values({
        id,
        token_hash: tokenHash,
        owner_id: ownerId,
        at,
        finished_at: null,
        devices: 0,
        recordings: 0,
        bytes: 0,
        log: name,
        is_logged: false,
        ended_device: null,
      })
      .onConflict((conflict) => conflict.column('log').doUpdateSet({ log: name })) // another process starts with the same log
      .returningAll()
      .executeTakeFirstOrThrow();
    if (isThere) await markLeaving(trx, { ownerId, sessionId });
    if (log !== undefined) await forgetPlaybacks(trx, ownerId); // before anybody is served
    await setDeadline(trx, LEAVING, ownerId, TAKEN_OVER_AFTER);
    return begun;
  });
}

/**
 * As if it had not been asked for, unless it stands in the log already: of what could not be begun nothing is left that
 * would delete the account later, when its owner has long gone on with it.
 */
export async function takeBack({ db }: Pick<RegionContext, 'db'>, ownerId: OwnerId): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('account_deletion')
      .where('owner_id', '=', ownerId)
      .where('finished_at', 'is', null)
      .where('is_logged', '=', false)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await unmarkLeaving(trx, ownerId);
    await clearDeadline(trx, LEAVING, ownerId);
    return true;
  });
}

/** The one that is under way, else the last. */
export async function findDeletion(db: RegionContext['db'], ownerId: OwnerId): Promise<Deletion | undefined> {
  return await db
    .selectFrom('account_deletion')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .orderBy((is) => is('finished_at', 'is', null), 'desc')
    .orderBy('at', 'desc')
    .executeTakeFirst();
}
