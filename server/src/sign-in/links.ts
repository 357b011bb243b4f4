import { minutes } from '@kaitong/contract';
import { type Kysely, sql, type Transaction } from 'kysely';
import { createToken, hashToken } from '../secrets/tokens.ts';
import type { SignInTables } from './tables.ts';

/** From a click to the page that it opens; whoever finds one later finds nothing. */
const LIFE = minutes(10);

/** What goes with a sign-in by a link: the session that the browser had before has ended. */
export type WithinReplaced = (trx: Transaction<SignInTables>, endedSessions: string[]) => Promise<void>;

/** A token that signs the user in once. */
export async function createLink<Tables extends SignInTables>(schema: Kysely<Tables>, userId: string): Promise<string> {
  const { token, hash } = createToken('kl_');
  await (schema as unknown as Kysely<SignInTables>)
    .insertInto('login_link')
    .values({ hash, user_id: userId, expires_at: sql<Date>`kaitong_now() + ${LIFE} * interval '1 ms'` })
    .execute();
  return token;
}

/** Whose token it is, which stays as it is. */
export async function findLink(db: Kysely<SignInTables>, token: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('login_link')
    .select('user_id')
    .where('hash', '=', hashToken(token))
    .where('expires_at', '>', sql<Date>`kaitong_now()`)
    .executeTakeFirst();
  return row?.user_id;
}

/** @returns false: it is too late, or somebody was quicker with the same token */
export async function takeLink(db: Kysely<SignInTables>, token: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('login_link')
    .where('hash', '=', hashToken(token))
    .where('expires_at', '>', sql<Date>`kaitong_now()`)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
