import type { OwnerId } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';

/** From the commit on nothing is done for this owner any more. `sessionId`: of the browser that may ask for the receipt. */
export async function markLeaving(
  trx: RegionTransaction,
  owner: { ownerId: OwnerId; sessionId: string | null },
): Promise<void> {
  await trx.insertInto('leaving_owner').values({ owner_id: owner.ownerId, session_id: owner.sessionId }).execute();
}

export async function unmarkLeaving(trx: RegionTransaction, ownerId: OwnerId): Promise<void> {
  await trx.deleteFrom('leaving_owner').where('owner_id', '=', ownerId).execute();
}

/** The session in which an owner who is leaving asked for it; `undefined`: they stay, or are gone. */
export async function findLeaving(
  db: Kysely<RegionTables>,
  ownerId: OwnerId,
): Promise<{ sessionId: string | null } | undefined> {
  const row = await db
    .selectFrom('leaving_owner')
    .select('session_id')
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  return row && { sessionId: row.session_id };
}

/** Waits for whoever does something for this owner, and holds off others. @returns whether there is such an owner */
export async function lockOwner(trx: RegionTransaction, ownerId: OwnerId): Promise<boolean> {
  const owner = await trx
    .selectFrom('login_user')
    .select('id')
    .where('id', '=', ownerId)
    .forUpdate()
    .executeTakeFirst();
  return owner !== undefined;
}

/** Whether this owner stays; if so, at least until the caller's transaction ends. */
export async function holdOwner(trx: RegionTransaction, ownerId: OwnerId): Promise<boolean> {
  const owner = await trx
    .selectFrom('login_user')
    .select('id')
    .where('id', '=', ownerId)
    .forKeyShare()
    .executeTakeFirst();
  return owner !== undefined && (await findLeaving(trx, ownerId)) === undefined; // looked up once the lock is had
}

/** Codes that would link them to a maker. */
export async function endTesterCodes(trx: RegionTransaction, ownerId: OwnerId): Promise<void> {
  await trx.deleteFrom('tester_code').where('owner_id', '=', ownerId).execute();
}
