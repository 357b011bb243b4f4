import type { Transaction } from 'kysely';
import { endSessions } from './sessions.ts';
import type { SignInTables } from './tables.ts';

/** With passwords, sessions and links; one that is not there is fine. */
export async function removeUser<Tables extends SignInTables>(
  transaction: Transaction<Tables>,
  userId: string,
): Promise<void> {
  const trx = transaction as unknown as Transaction<SignInTables>;
  await trx.deleteFrom('login_user').where('id', '=', userId).execute();
}

/** Whoever is about to be removed: nobody signs in any more, with whatever password, and only one session goes on. */
export async function shutOut<Tables extends SignInTables>(
  transaction: Transaction<Tables>,
  userId: string,
  { keep }: { keep: string | null },
): Promise<void> {
  const trx = transaction as unknown as Transaction<SignInTables>;
  await trx.deleteFrom('login_credential').where('user_id', '=', userId).execute();
  await trx.deleteFrom('login_passkey').where('user_id', '=', userId).execute();
  await trx.deleteFrom('login_reset').where('user_id', '=', userId).execute();
  await endSessions(trx, userId, keep === null ? 'all' : { except: keep });
}
