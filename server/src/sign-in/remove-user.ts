import type { Transaction } from 'kysely';
import type { SignInTables } from './tables.ts';

/** With passwords, sessions and links; one that is not there is fine. */
export async function removeUser<Tables extends SignInTables>(
  transaction: Transaction<Tables>,
  userId: string,
): Promise<void> {
  const trx = transaction as unknown as Transaction<SignInTables>;
  await trx.deleteFrom('login_user').where('id', '=', userId).execute();
}
