import { type AccountId, isRefusal, type Refusal, type Role, refusal } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { newAccountId } from '../../secrets/new-ids.ts';
import * as signedIn from '../../sign-in/sessions.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import type { Executor } from '../../store/executor.ts';
import { notify } from '../../store/notifications.ts';
import type { ControlTransaction } from '../context.ts';
import { RIGHTS_NEWS } from './hear-rights.ts';

export const members = (db: Kysely<ControlTables>) =>
  db
    .selectFrom('member')
    .innerJoin('account', 'account.id', 'member.account_id')
    .select(['member.user_id as userId', 'member.account_id as accountId', 'member.role', 'account.kind']);

/** What a user is a member of, that first which the session is in: what it chose last, else the one they joined first. */
export const membershipsOf = (db: Kysely<ControlTables>, userId: string, sessionId: string) =>
  members(db)
    .leftJoin('session_space', (join) =>
      join.onRef('session_space.account_id', '=', 'member.account_id').on('session_space.session_id', '=', sessionId),
    )
    .where('member.user_id', '=', userId)
    .orderBy(sql`session_space.chosen_at DESC NULLS LAST`)
    .orderBy('member.created_at')
    .orderBy('member.account_id');

/** From now on the session is in this account. Streams of the one that it was in end. */
export async function enterSpace(
  trx: ControlTransaction,
  { sessionId, userId }: { sessionId: string; userId: string },
  accountId: AccountId,
): Promise<void> {
  const chosen_at = sql<Date>`kaitong_now()`;
  await trx
    .insertInto('session_space')
    .values({ session_id: sessionId, account_id: accountId, chosen_at })
    .onConflict((conflict) => conflict.columns(['session_id', 'account_id']).doUpdateSet({ chosen_at }))
    .execute();
  await notify(trx, RIGHTS_NEWS, userId);
}

/** Changes of who administers an account take turns, so that two cannot both leave it without anybody. */
export async function lockMembers(trx: ControlTransaction, accountId: AccountId): Promise<void> {
  await trx.selectFrom('account').select('id').where('id', '=', accountId).forUpdate().execute();
}

export async function refuseLast(
  trx: ControlTransaction,
  { accountId, userId }: { accountId: AccountId; userId: string },
): Promise<Refusal | undefined> {
  const other = await trx
    .selectFrom('member')
    .select('user_id')
    .where('account_id', '=', accountId)
    .where('role', '=', 'administrator')
    .where('user_id', '<>', userId)
    .limit(1)
    .executeTakeFirst();
  return other ? undefined : refusal('last_administrator');
}

/** What somebody invited others to ends with their right to. */
export async function withdrawAllOf(
  trx: ControlTransaction,
  { accountId, userId }: { accountId: AccountId; userId: string },
): Promise<void> {
  await trx.deleteFrom('invitation').where('account_id', '=', accountId).where('invited_by', '=', userId).execute();
}

/**
 * Ends a membership, with the member's API keys of the account, their invitations to it, and every session that was ever in
 * it: what it opened there, footage for one, goes by the session. Whoever is left without an account has an empty one of
 * their own, so that they can sign in and be invited again.
 */
export async function endMembership(
  trx: ControlTransaction,
  member: { accountId: AccountId; userId: string },
): Promise<{ role: Role } | Refusal> {
  const { accountId, userId } = member;
  await lockMembers(trx, accountId);
  const found = await trx
    .selectFrom('member')
    .select('role')
    .where('user_id', '=', userId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (!found) return refusal('not_found');
  const last = found.role === 'administrator' ? await refuseLast(trx, member) : undefined;
  if (isRefusal(last)) return last;
  for (const id of await listSessionsIn(trx, member)) await signedIn.endSessions(trx, userId, { only: id });
  await withdrawAllOf(trx, member);
  await trx.deleteFrom('member').where('user_id', '=', userId).where('account_id', '=', accountId).execute();
  await giveAccount(trx, userId);
  return found;
}

/** Those that chose the account, and all of whoever begins in it: nothing is noted of a session that stays where it began. */
async function listSessionsIn(
  db: Executor,
  { accountId, userId }: { accountId: AccountId; userId: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM login_session WHERE user_id = ${userId} AND (
      EXISTS (SELECT FROM session_space WHERE session_id = login_session.id AND account_id = ${accountId})
      OR ${accountId} = (SELECT account_id FROM member WHERE user_id = ${userId} ORDER BY created_at, account_id LIMIT 1)
    )`.execute(db);
  return rows.map(({ id }) => id);
}

async function giveAccount(trx: ControlTransaction, userId: string): Promise<void> {
  const left = await trx.selectFrom('member').select('account_id').where('user_id', '=', userId).executeTakeFirst();
  if (left) return;
  const { name } = await trx.selectFrom('login_user').select('name').where('id', '=', userId).executeTakeFirstOrThrow();
  const id = newAccountId();
  await trx.insertInto('account').values({ id, name, kind: 'maker' }).execute();
  await trx.insertInto('member').values({ user_id: userId, account_id: id, role: 'administrator' }).execute();
}
