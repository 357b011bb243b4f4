import type { AccountEvent } from '@kaitong/contract';
import { notify } from '../../store/notifications.ts';
import type { ControlTransaction } from '../context.ts';

/** What streams to an account's pages listen to; the payload begins with the account's id. */
export const ACCOUNT_NEWS = 'account';

/** Tells the account's open pages what to read again, once the transaction commits. */
export async function tellAccount(
  trx: ControlTransaction,
  accountId: string,
  type: AccountEvent['type'],
): Promise<void> {
  await notify(trx, ACCOUNT_NEWS, `${accountId} ${type}`);
}
