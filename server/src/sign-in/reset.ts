import { hours, type Refusal, refusal } from '@kaitong/contract';
import { type Kysely, sql, type Transaction } from 'kysely';
import { createToken, hashToken } from '../secrets/tokens.ts';
import { networkOf } from '../store/network-of.ts';
import type { Lane } from './lane.ts';
import { addressOf, isPlaceholder, parseLogin, partsOf } from './login.ts';
import { endSessions } from './sessions.ts';
import type { SignInRequest } from './sign-in.ts';
import type { SignInTables } from './tables.ts';
import { forgetTries } from './tries.ts';

/** Long enough to go and look for a mail, or to be read out over the telephone. */
const LIFE = hours(1);
/** For how long pages say that a password was reset: whoever did not do it has to hear of it. */
const TOLD = sql`kaitong_now() - interval '7 days'`;

type Schema<Tables extends SignInTables> = Kysely<Tables> | Transaction<Tables>;

export type Reset = { token: string; expiresAt: Date };

/** A token that sets the user's password once. Whoever asks for another keeps the one that is on its way. */
export async function createReset<Tables extends SignInTables>(schema: Schema<Tables>, userId: string): Promise<Reset> {
  const { token, hash } = createToken('kr_');
  const { expires_at } = await (schema as unknown as Kysely<SignInTables>)
    .insertInto('login_reset')
    .values({ hash, user_id: userId, expires_at: sql<Date>`kaitong_now() + ${LIFE} * interval '1 ms'` })
    .returning('expires_at')
    .executeTakeFirstOrThrow();
  return { token, expiresAt: expires_at };
}

/** Whose password is another, and the sessions that ended with it: for whoever has more to end in the same transaction. */
export type PasswordSet = { userId: string; endedSessions: string[] };
export type WithinPasswordSet = (trx: Transaction<SignInTables>, done: PasswordSet) => Promise<void>;

/** Sets the password that goes with a token, uses up every token of its user, and ends all their sessions and passkeys. */
export async function resetPassword(
  db: Kysely<SignInTables>,
  lane: Lane,
  request: SignInRequest,
  { token, password }: { token: string; password: string },
  within: WithinPasswordSet,
): Promise<PasswordSet | Refusal> {
  const hash = hashToken(token);
  const user = await valid(db, hash)
    .innerJoin('login_user', 'login_user.id', 'login_reset.user_id')
    .select(['login_user.id', 'name', 'email', 'phone'])
    .executeTakeFirst();
  if (!user) return refusal('reset_link_invalid');
  const login = parseLogin(isPlaceholder(user.email) ? (user.phone ?? '') : user.email);
  return await lane.turn({ from: networkOf(request.ip), wrong: 0 }, async () => {
    const about = [...(login ? partsOf(login) : []), user.name];
    if (await lane.passwords.isWeak(password, about)) return refusal('password_weak');
    const hashed = await lane.passwords.hash(password);
    return await db.transaction().execute(async (trx) => {
      const isMine = await valid(trx, hash).select('hash').forUpdate().executeTakeFirst();
      if (!isMine) return refusal('reset_link_invalid'); // somebody was quicker with the same link
      await trx.deleteFrom('login_reset').where('user_id', '=', user.id).execute();
      await trx
        .updateTable('login_credential')
        .set({ password: hashed, updated_at: sql<Date>`kaitong_now()` })
        .where('user_id', '=', user.id)
        .where('provider_id', '=', 'credential')
        .execute();
      await trx
        .updateTable('login_user')
        .set({ reset_at: sql<Date>`kaitong_now()` })
        .where('id', '=', user.id)
        .execute();
      if (login) await forgetTries(trx, { account: addressOf(login), from: networkOf(request.ip) });
      await trx.deleteFrom('login_passkey').where('user_id', '=', user.id).execute();
      const done = { userId: user.id, endedSessions: await endSessions(trx, user.id, 'all') };
      await within(trx, done);
      return done;
    });
  });
}

const valid = (db: Kysely<SignInTables>, hash: string) =>
  db
    .selectFrom('login_reset')
    .where('login_reset.hash', '=', hash)
    .where('login_reset.expires_at', '>', sql<Date>`kaitong_now()`);

/** When somebody reset the user's password by a link, if that was lately. */
export async function findResetAt<Tables extends SignInTables>(
  schema: Kysely<Tables>,
  userId: string,
): Promise<string | null> {
  const row = await (schema as unknown as Kysely<SignInTables>)
    .selectFrom('login_user')
    .select('reset_at')
    .where('id', '=', userId)
    .where('reset_at', '>', sql<Date>`${TOLD}`)
    .executeTakeFirst();
  return row?.reset_at?.toISOString() ?? null;
}
