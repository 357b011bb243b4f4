import { type AccountId, isRefusal, type Pid } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { type FoundProduct, findProductFor } from '../products/find-product-for.ts';

/**
 * The product, if this account may activate it: as its owner, or authorised on it as a developer. The agreement of its
 * owner applies, whoever acts.
 */
export async function findActivatable(
  db: Kysely<ControlTables>,
  accountId: AccountId,
  pid: Pid,
): Promise<FoundProduct | undefined> {
  const found = await findProductFor(db, { accountId, role: 'administrator' }, pid, 'developer');
  return isRefusal(found) ? undefined : found;
}
