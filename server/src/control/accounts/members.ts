import { isRefusal, type Member, type Parsed, type Refusal, type Reply, refusal, type team } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { shownLogin } from '../../sign-in/login.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { endMembership, lockMembers, refuseLast, withdrawAllOf } from './memberships.ts';
import { tellAccount } from './tell-account.ts';

const memberRows = (db: ControlContext['db'], accountId: MakerCaller['accountId']) =>
  db
    .selectFrom('member')
    .innerJoin('login_user', 'login_user.id', 'member.user_id')
    .select(['login_user.id', 'login_user.name', 'login_user.email', 'login_user.phone'])
    .select(['member.role', 'member.created_at'])
    .where('member.account_id', '=', accountId);

type Row = Awaited<ReturnType<ReturnType<typeof memberRows>['executeTakeFirstOrThrow']>>;

const show = ({ id, name, role, created_at, ...login }: Row): Member => ({
  ...{ userId: id, name, login: shownLogin(login), role },
  joinedAt: created_at.toISOString(),
});

/** Who belongs to the account, in the order in which they joined. */
export async function listMembers(
  { db }: ControlContext,
  { accountId }: MakerCaller,
): Promise<Reply<typeof team.listMembers>> {
  const rows = await memberRows(db, accountId).orderBy('member.created_at').orderBy('login_user.id').execute();
  return { items: rows.map(show) };
}

/** Gives a member another role, from the next request on. */
export async function changeMember(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { userId }, body: { role } }: Parsed<typeof team.changeMember>,
): Promise<Reply<typeof team.changeMember> | Refusal> {
  const { accountId, sessionId } = caller;
  if (sessionId === null) return refusal('not_allowed');
  return await db.transaction().execute(async (trx) => {
    await lockMembers(trx, accountId);
    const found = await memberRows(trx, accountId).where('member.user_id', '=', userId).executeTakeFirst();
    if (!found) return refusal('not_found');
    if (found.role === role) return show(found);
    if (found.role === 'administrator') {
      const last = await refuseLast(trx, { accountId, userId });
      if (last) return last;
      await withdrawAllOf(trx, { accountId, userId });
    }
    await trx
      .updateTable('member')
      .set({ role })
      .where('user_id', '=', userId)
      .where('account_id', '=', accountId)
      .execute();
    await audit(trx, caller, 'member.changed', shownLogin(found), { from: found.role, to: role });
    await tellAccount(trx, accountId, 'team.changed');
    return show({ ...found, role });
  });
}

/**
 * Whoever is removed has no part in the account from the next request on. Administrators remove everybody, and each member
 * may leave; that signs them out where they were in it.
 */
export async function removeMember(
  { db, log }: ControlContext,
  caller: MakerCaller,
  { params: { userId } }: Parsed<typeof team.removeMember>,
): Promise<Reply<typeof team.removeMember> | Refusal> {
  const { accountId, sessionId, role } = caller;
  if (sessionId === null) return refusal('not_allowed');
  const action = userId === caller.userId ? 'member.left' : 'member.removed';
  const refused = await db.transaction().execute(async (trx) => {
    const found = await memberRows(trx, accountId).where('member.user_id', '=', userId).executeTakeFirst();
    if (!found) return refusal('not_found');
    if (action === 'member.removed' && role !== 'administrator') return refusal('not_allowed');
    const ended = await endMembership(trx, { accountId, userId });
    if (isRefusal(ended)) return ended;
    await audit(trx, caller, action, shownLogin(found), ended);
    await tellAccount(trx, accountId, 'team.changed');
    return undefined;
  });
  if (refused) return refused;
  log.info({ accountId, userId, by: caller.userId }, action);
  return {};
}
