import { type Refusal, refusal } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { Passwords } from '../secrets/passwords.ts';
import { parseLogin, partsOf } from './login.ts';
import type { PasswordSet, WithinPasswordSet } from './reset.ts';
import { endSessions } from './sessions.ts';
import type { SignedIn } from './sign-in.ts';
import type { SignInTables } from './tables.ts';

/** Sets another password for whoever knows the current one, and ends every session of theirs, this one too. */
export async function changePassword(
  db: Kysely<SignInTables>,
  passwords: Passwords,
  { user, sessionId }: SignedIn,
  { current, next }: { current: string; next: string },
  within: WithinPasswordSet,
): Promise<PasswordSet | Refusal> {
  const login = parseLogin(user.email ?? user.phone ?? '');
  if (await passwords.isWeak(next, [...(login ? partsOf(login) : []), user.name])) return refusal('password_weak');
  const known = (await credentialOf(db, user.id).select('password').executeTakeFirst())?.password ?? '';
  if (!(await passwords.verify(current, known))) return refusal('sign_in_failed');
  const hashed = await passwords.hash(next);
  return await db.transaction().execute(async (trx) => {
    const credential = await credentialOf(trx, user.id).select(['id', 'password']).forUpdate().executeTakeFirst();
    if (credential?.password !== known) return refusal('sign_in_failed'); // somebody set another one meanwhile
    await trx
      .updateTable('login_credential')
      .set({ password: hashed, updated_at: sql<Date>`kaitong_now()` })
      .where('id', '=', credential.id)
      .execute();
    const ended = await endSessions(trx, user.id, 'all');
    const done = { userId: user.id, endedSessions: ended.filter((id) => id !== sessionId) };
    await within(trx, done);
    return done;
  });
}

const credentialOf = (db: Kysely<SignInTables>, userId: string) =>
  db.selectFrom('login_credential').where('user_id', '=', userId).where('provider_id', '=', 'credential');
