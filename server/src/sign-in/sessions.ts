import type { LoginSession } from '@kaitong/contract';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { SignInTables } from './tables.ts';

/** What anybody has of them; nobody has thousands. */
const MOST_SHOWN = 200;
/** A page that asks every second must not write a row each time. */
const LATELY = sql`kaitong_now() - interval '5 minutes'`;

type Schema<Tables extends SignInTables> = Kysely<Tables> | Transaction<Tables>;
const signInOf = <Tables extends SignInTables>(schema: Schema<Tables>) => schema as unknown as Kysely<SignInTables>;

/** Of one user, newest first. */
export async function listSessions<Tables extends SignInTables>(
  schema: Schema<Tables>,
  userId: string,
): Promise<Omit<LoginSession, 'current'>[]> {
  const rows = await signInOf(schema)
    .selectFrom('login_session')
    .select(['id', 'created_at', 'seen_at', 'ip_address', 'user_agent'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', sql<Date>`kaitong_now()`)
    .orderBy('created_at', 'desc')
    .limit(MOST_SHOWN)
    .execute();
  return rows.map(({ id, created_at, seen_at, ip_address, user_agent }) => ({
    id,
    startedAt: created_at.toISOString(),
    seenAt: seen_at.toISOString(),
    address: ip_address || null,
    browser: user_agent || null,
  }));
}

/** @returns whether the session is in force */
export async function noteSeen<Tables extends SignInTables>(schema: Schema<Tables>, id: string): Promise<boolean> {
  const db = signInOf(schema);
  const session = await db
    .selectFrom('login_session')
    .select(sql<boolean>`seen_at < ${LATELY}`.as('isNews'))
    .where('id', '=', id)
    .executeTakeFirst();
  if (session?.isNews)
    await sql`UPDATE login_session SET seen_at = kaitong_now() WHERE id = ${id} AND seen_at < ${LATELY}`.execute(db);
  return session !== undefined;
}

/** Of one user: this one, or all but this one; without either, all. @returns the ids of those that were ended */
export async function endSessions<Tables extends SignInTables>(
  schema: Schema<Tables>,
  userId: string,
  which: { only: string } | { except: string } | 'all',
): Promise<string[]> {
  let ended = signInOf(schema).deleteFrom('login_session').where('user_id', '=', userId);
  if (which !== 'all')
    ended = 'only' in which ? ended.where('id', '=', which.only) : ended.where('id', '<>', which.except);
  return (await ended.returning('id').execute()).map(({ id }) => id);
}
