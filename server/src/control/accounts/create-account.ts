import { type AccountId, isRefusal, type Refusal } from '@kaitong/contract';
import { newAccountId } from '../../secrets/new-ids.ts';
import { createUser } from '../../sign-in/create-user.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';

export type NewAccount = { login: string; password: string; accountName: string; kind: 'maker' | 'operator' };

/**
 * An account with its first member, an administrator, in one transaction. `within` may refuse in the same transaction,
 * before anything is written.
 */
export async function createAccount(
  { db, signIn }: Pick<ControlContext, 'db' | 'signIn'>,
  { login, password, accountName, kind }: NewAccount,
  within: (trx: ControlTransaction) => Promise<Refusal | undefined> = async () => undefined,
): Promise<{ accountId: AccountId; userId: string } | Refusal> {
  const user = await signIn.prepareUser({ login, password, name: accountName });
  if (isRefusal(user)) return user;
  return await db.transaction().execute(async (trx) => {
    const refused = await within(trx);
    if (refused) return refused;
    const userId = await createUser(trx, user);
    if (isRefusal(userId)) return userId;
    const accountId = newAccountId();
    await trx.insertInto('account').values({ id: accountId, name: accountName, kind }).execute();
    await trx.insertInto('member').values({ user_id: userId, account_id: accountId, role: 'administrator' }).execute();
    return { accountId, userId };
  });
}
