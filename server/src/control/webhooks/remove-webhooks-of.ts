import type { AccountId } from '@kaitong/contract';
import type { ControlTransaction } from '../context.ts';

/** Of an account that nobody is left in: nothing is delivered any more. */
export async function removeWebhooksOf(trx: ControlTransaction, accountId: AccountId): Promise<void> {
  await trx.deleteFrom('webhook').where('account_id', '=', accountId).execute();
}
