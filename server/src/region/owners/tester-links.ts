import { type app, type OwnerId, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';

export async function listTesterLinks(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
): Promise<Reply<typeof app.listTesterLinks>> {
  const rows = await db
    .selectFrom('tester_link')
    .select(['id', 'account_name', 'linked_at'])
    .where('owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .orderBy('linked_at', 'desc')
    .execute();
  const items = rows.map(({ id, account_name: accountName, linked_at: linkedAt }) => ({
    id,
    accountName,
    linkedAt: linkedAt.toISOString(),
  }));
  return { items };
}

/** Ends a link: the maker sees this owner's verification footage no more from the next request on. */
export async function removeTesterLink(
  { db, hooks }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { id } }: Parsed<typeof app.removeTesterLink>,
): Promise<Reply<typeof app.removeTesterLink> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const removed = await trx
      .updateTable('tester_link')
      .set({ removed_at: sql<Date>`kaitong_now()` })
      .where('id', '=', id)
      .where('owner_id', '=', ownerId)
      .where('removed_at', 'is', null)
      .returning(['owner_id', 'account_id'])
      .executeTakeFirst();
    if (!removed) return refusal('not_found');
    await hooks.testerUnlinked?.(trx, removed);
    await tellOwner(trx, ownerId, { type: 'testers.changed', deviceId: null }); // on their other screens
    return {};
  });
}

/** All that there ever were: control has names of people under them. */
export async function listLinkIds(trx: RegionTransaction, ownerId: OwnerId): Promise<string[]> {
  const rows = await trx.selectFrom('tester_link').select('id').where('owner_id', '=', ownerId).execute();
  return rows.map(({ id }) => id);
}
