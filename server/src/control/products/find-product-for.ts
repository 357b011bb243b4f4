import { type AccountId, type Pid, type Refusal, type Role, refusal } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { type Access, accessOf, reaches } from '../accounts/roles.ts';

export type FoundProduct = {
  pid: Pid;
  name: string;
  /** The account that owns the product: its agreement and its ledger apply, whoever acts. */
  ownerId: AccountId;
  access: Access;
};

/**
 * The one file that decides whether somebody may see or touch a product. `not_found` for a product that is neither the
 * account's nor authorised to it, as if it did not exist; `not_allowed` where the role does not reach.
 */
export async function findProductFor(
  db: Kysely<ControlTables>,
  caller: { accountId: AccountId; role: Role },
  pid: Pid,
  atLeast: Access,
): Promise<FoundProduct | Refusal> {
  const row = await visibleProducts(db, caller.accountId).where('product.pid', '=', pid).executeTakeFirst();
  return decideAccess(row, caller, atLeast);
}

type Visible = { pid: Pid; name: string; account_id: AccountId; authorised_role: Exclude<Access, 'owner'> | null };

/** The same of a row that is there already. */
export function decideAccess(
  row: Visible | null | undefined,
  caller: { accountId: AccountId; role: Role },
  atLeast: Access,
): FoundProduct | Refusal {
  if (!row) return refusal('not_found');
  const access = accessOf(caller, givenAccess(row, caller.accountId));
  if (!reaches(access, atLeast)) return refusal('not_allowed');
  return { pid: row.pid, name: row.name, ownerId: row.account_id, access };
}

/** Products of an account, and those that others authorised it on. */
export const visibleProducts = (db: Kysely<ControlTables>, accountId: AccountId) =>
  db
    .selectFrom('product')
    .leftJoin('authorisation', (join) =>
      join.onRef('authorisation.pid', '=', 'product.pid').on('authorisation.account_id', '=', accountId),
    )
    .select(['product.pid', 'product.name', 'product.account_id', 'product.created_at', 'product.stage'])
    .select('authorisation.role as authorised_role')
    // Own ones and given ones, found each by its index: an OR over both tables would read every product there is.
    .where(sql<boolean>`product.pid IN (
      SELECT pid FROM product WHERE account_id = ${accountId}
      UNION ALL SELECT pid FROM authorisation WHERE account_id = ${accountId})`);

export const givenAccess = (
  row: { account_id: AccountId; authorised_role: Exclude<Access, 'owner'> | null },
  accountId: AccountId,
): Access => (row.account_id === accountId ? 'owner' : (row.authorised_role ?? 'viewer'));
