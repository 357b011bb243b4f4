import { type AccountId, isRefusal, type Refusal } from '@kaitong/contract';
import { newAccountId } from '../../secrets/new-ids.ts';
import { createUser } from '../../sign-in/create-user.ts';
import type { SignInRequest, User } from '../../sign-in/sign-in.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';

export type NewAccount = { login: string; password: string; accountName: string; kind: 'maker' | 'operator' };

/**
 * An account with its first member, an administrator, in one transaction; the member is signed in. `within` may refuse in
 * the same transaction, before anything is written.
 */
export async function createAccount(
  { db, signIn }: Pick<ControlContext, 'db' | 'signIn'>,
  request: SignInRequest,
  { login, password, accountName, kind }: NewAccount,
  within: (trx: ControlTransaction) => Promise<Refusal | undefined> = async () => undefined,
): Promise<{ accountId: AccountId; user: User } | Refusal> {
  const accountId = newAccountId();
  const user = await signIn.signUp(request, { login, password, name: accountName }, (user) =>
    db.transaction().execute(async (trx) => {
      const refused = await within(trx);
      if (refused) return refused;
      const userId = await createUser(trx, user);
      if (isRefusal(userId)) return userId;
      await trx.insertInto('account').values({ id: accountId, name: accountName, kind }).execute();
      await trx
        .insertInto('member')
        .values({ user_id: userId, account_id: accountId, role: 'administrator' })
        .execute();
      return undefined;
    }),
  );
  return isRefusal(user) ? user : { accountId, user };
}
