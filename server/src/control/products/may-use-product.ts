import { isRefusal } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import type { Access } from '../accounts/roles.ts';
import { findProductFor } from './find-product-for.ts';

/** Whether an account, whoever of it acts, has at least this role on a PID. */
export async function mayUseProduct(
  db: Kysely<ControlTables>,
  accountId: string,
  pid: string,
  atLeast: Access,
): Promise<boolean> {
  return !isRefusal(await findProductFor(db, { accountId, role: 'administrator' }, pid, atLeast));
}
