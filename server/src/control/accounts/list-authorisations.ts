import type { accounts, Parsed, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';

/** What the account gave to others and others gave to it, newest first. */
export async function listAuthorisations(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof accounts.listAuthorisations>,
): Promise<Reply<typeof accounts.listAuthorisations>> {
  const visible = db
    .selectFrom('authorisation as a')
    .innerJoin('product', 'product.pid', 'a.pid')
    .where((where) =>
      where.or([where('product.account_id', '=', caller.accountId), where('a.account_id', '=', caller.accountId)]),
    );
  let given = visible;
  if (cursor) {
    const last = visible.select(['a.created_at', 'a.id']).where('a.id', '=', cursor);
    given = given.where(sql<boolean>`(a.created_at, a.id) < ${last}`);
  }
  const rows = await given
    .innerJoin('account', 'account.id', 'a.account_id')
    .innerJoin('account as giver', 'giver.id', 'product.account_id')
    .select(['a.id', 'a.pid', 'a.role', 'a.created_at', 'account.id as account_id', 'account.name'])
    .select(['product.name as product_name', 'giver.id as owner_id', 'giver.name as owner_name'])
    .orderBy('a.created_at', 'desc')
    .orderBy('a.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ id }) => id,
    ({ id, pid, role, account_id, name, created_at, product_name, owner_id, owner_name }) => ({
      id,
      pid,
      role,
      accountId: account_id,
      accountName: name,
      productName: product_name,
      ownerId: owner_id,
      ownerName: owner_name,
      createdAt: created_at.toISOString(),
    }),
  );
}
