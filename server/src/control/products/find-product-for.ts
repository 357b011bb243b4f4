import {
  type Access,
  type AccountId,
  mayOn,
  type Pid,
  type Refusal,
  type Role,
  type RoledOperation,
  refusal,
  rolesGiven,
} from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';

export type FoundProduct = {
  pid: Pid;
  name: string;
  /** The account that owns the product: its agreement and its ledger apply, whoever acts. */
  ownerId: AccountId;
  access: Access;
};

/**
 * The one file that decides whether somebody may see or touch a product. `not_found` for a product that is neither the
 * account's nor authorised to it, as if it did not exist; `not_allowed` where the role that was given does not reach. What
 * the caller's own role allows was asked before (`accounts/find-caller.ts`).
 */
export async function findProductFor(
  db: Kysely<ControlTables>,
  caller: { accountId: AccountId },
  pid: Pid,
  operation: RoledOperation,
): Promise<FoundProduct | Refusal> {
  const row = await visibleProducts(db, caller.accountId).where('product.pid', '=', pid).executeTakeFirst();
  return decideAccess(row, caller, operation);
}

type Visible = { pid: Pid; name: string; account_id: AccountId; authorised_role: Role | null };

/** The same of a row that is there already. */
export function decideAccess(
  row: Visible | null | undefined,
  caller: { accountId: AccountId },
  operation: RoledOperation,
): FoundProduct | Refusal {
  if (!row) return refusal('not_found');
  const access = givenAccess(row, caller.accountId);
  if (!mayOn(operation, access)) return refusal('not_allowed');
  return { pid: row.pid, name: row.name, ownerId: row.account_id, access };
}

/** Products of an account, and those that others authorised it on; with an operation, those where it may call this. */
export const visibleProducts = (db: Kysely<ControlTables>, accountId: AccountId, operation?: RoledOperation) =>
  db
    .selectFrom('product')
    .innerJoin('account as owner', 'owner.id', 'product.account_id')
    .leftJoin('authorisation', (join) =>
      join.onRef('authorisation.pid', '=', 'product.pid').on('authorisation.account_id', '=', accountId),
    )
    .select([
      'product.pid',
      'product.name',
      'product.account_id',
      'product.created_at',
      'product.stage',
      'product.demonstration',
    ])
    .select(['authorisation.role as authorised_role', 'owner.name as owner_name'])
    // Own ones and given ones, found each by its index: an OR over both tables would read every product there is.
    .where(sql<boolean>`product.pid IN (
      SELECT pid FROM product WHERE account_id = ${accountId}
      UNION ALL SELECT pid FROM authorisation WHERE account_id = ${accountId}
        ${operation ? sql`AND role = ANY(${rolesGiven(operation)})` : sql``})`);

export const givenAccess = (
  row: { account_id: AccountId; authorised_role: Role | null },
  accountId: AccountId,
): Access => (row.account_id === accountId ? 'owner' : (row.authorised_role ?? 'viewer'));
