import type { Parsed, products, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';

/** App accounts that the account linked, the newest first. */
export async function listTesters(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof products.listTesters>,
): Promise<Reply<typeof products.listTesters>> {
  let testers = db
    .selectFrom('tester')
    .select(['id', 'region', 'owner_name', 'linked_at'])
    .where('account_id', '=', caller.accountId);
  if (cursor) {
    const last = sql`SELECT linked_at, id FROM tester WHERE id = ${cursor} AND account_id = ${caller.accountId}`;
    testers = testers.where(sql<boolean>`(linked_at, id) < (${last})`);
  }
  const rows = await testers
    .orderBy('linked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ id }) => id,
    ({ id, region, owner_name, linked_at }) => ({
      id,
      region,
      ownerName: owner_name,
      linkedAt: linked_at.toISOString(),
    }),
  );
}
