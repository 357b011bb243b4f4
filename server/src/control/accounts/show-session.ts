import type { AccountId, accounts, Reply } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { isPlaceholder } from '../../sign-in/login.ts';
import { findResetAt } from '../../sign-in/reset.ts';
import { findTriedAt } from '../../sign-in/tries.ts';
import type { ControlTables } from '../../store/control/tables.ts';

type Shown = Reply<typeof accounts.getSession> & { account: { id: AccountId } };

/** The user with an account they belong to, their first unless it is named; `undefined` if there is no such member. */
export async function findSession(
  db: Kysely<ControlTables>,
  userId: string,
  accountId?: AccountId,
): Promise<Shown | undefined> {
  const memberships = await db
    .selectFrom('member')
    .innerJoin('account', 'account.id', 'member.account_id')
    .innerJoin('login_user', 'login_user.id', 'member.user_id')
    .select(['account.id', 'account.name', 'account.kind', 'member.role'])
    .select(['login_user.name as user_name', 'login_user.email', 'login_user.phone'])
    .where('member.user_id', '=', userId)
    .orderBy('member.created_at')
    .orderBy('member.account_id')
    .execute();
  const row = accountId === undefined ? memberships[0] : memberships.find(({ id }) => id === accountId);
  if (!row) return undefined;
  const { id, name, kind, role, user_name, email, phone } = row;
  return {
    user: {
      id: userId,
      name: user_name,
      email: isPlaceholder(email) ? null : email,
      phone,
      triedAt: await findTriedAt(db, userId),
      resetAt: await findResetAt(db, userId),
    },
    account: { id, name, kind, role },
    spaces: memberships.map(({ id, name, role }) => ({ id, name, role })),
  };
}

/** @throws if there is none: a caller is always a member */
export async function getSession({ db }: { db: Kysely<ControlTables> }, caller: MakerCaller): Promise<Shown> {
  const session = await findSession(db, caller.userId, caller.accountId);
  if (!session) throw new Error(`user ${caller.userId} belongs to no account`);
  return session;
}
