import type { Parsed, Reply, regionPlane } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';

/** Ends a link of this account. One that is not there, or was ended, is fine. */
export async function removeTesterLink(
  { db, hooks }: RegionContext,
  { body: { linkId, accountId } }: Parsed<typeof regionPlane.removeTesterLink>,
): Promise<Reply<typeof regionPlane.removeTesterLink>> {
  await db.transaction().execute(async (trx) => {
    const removed = await trx
      .updateTable('tester_link')
      .set({ removed_at: sql<Date>`kaitong_now()` })
      .where('id', '=', linkId)
      .where('account_id', '=', accountId)
      .where('removed_at', 'is', null)
      .returning(['owner_id', 'account_id'])
      .executeTakeFirst();
    if (!removed) return;
    await hooks.testerUnlinked?.(trx, removed);
    await tellOwner(trx, removed.owner_id, { type: 'testers.changed', deviceId: null });
  });
  return {};
}
