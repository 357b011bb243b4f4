import { type AccountId, type installation, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { shownLogin } from '../../sign-in/login.ts';
import { removeUser } from '../../sign-in/remove-user.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { removeWebhooksOf } from '../webhooks/remove-webhooks-of.ts';
import { lockMembers, refuseLast } from './memberships.ts';

/** Notes that the accounts of these logins belong to a demonstration, whose passwords lie in a file. */
export async function noteDemonstration({ db }: Pick<ControlContext, 'db'>, logins: readonly string[]): Promise<void> {
  await db
    .insertInto('demonstration')
    .columns(['account_id'])
    .expression(
      db
        .selectFrom('member')
        .innerJoin('login_user', 'login_user.id', 'member.user_id')
        .select('member.account_id')
        .where('login_user.email', 'in', [...logins]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function getInstallation({
  db,
  appUrls,
  isLocal,
}: ControlContext): Promise<Reply<typeof installation.getInstallation>> {
  const row = isLocal
    ? undefined
    : await db.selectFrom('demonstration').select('account_id').limit(1).executeTakeFirst();
  return {
    apps: [...appUrls].map(([region, url]) => ({ region, url })),
    demonstrationReachable: row !== undefined,
  };
}

/**
 * Removes the logins whose passwords lie in a file, all of them or none. An account that others have joined stays theirs,
 * with its products; of one that nobody is left in, what could still act for it goes too, and what the books name stays.
 */
export async function removeDemonstration(
  { db, log }: ControlContext,
  caller: MakerCaller,
): Promise<Reply<typeof installation.removeDemonstration> | Refusal> {
  const removed = await db.transaction().execute(async (trx) => {
    const accounts = await trx
      .selectFrom('demonstration')
      .innerJoin('account', 'account.id', 'account_id')
      .select(['account.id', 'account.kind'])
      .orderBy('account.id')
      .execute();
    if (!accounts.some(({ id }) => id === caller.accountId)) return refusal('not_found');
    for (const { id } of accounts) await lockMembers(trx, id);
    await audit(trx, caller, 'demonstration.removed', caller.accountId);
    const logins: string[] = [];
    for (const account of accounts) {
      const left = await removeFrom(trx, account);
      if (typeof left !== 'string') return left;
      logins.push(left);
    }
    await trx.deleteFrom('demonstration').execute();
    return { removed: logins };
  });
  if ('removed' in removed) log.info(removed, 'demonstration.removed');
  return removed;
}

/** @returns the login that made the account: that of the demonstration */
async function removeFrom(
  trx: ControlTransaction,
  { id, kind }: { id: AccountId; kind: 'maker' | 'operator' },
): Promise<string | Refusal> {
  const [own, ...others] = await trx
    .selectFrom('member')
    .innerJoin('login_user', 'login_user.id', 'member.user_id')
    .select(['login_user.id', 'login_user.email', 'login_user.phone'])
    .where('account_id', '=', id)
    .orderBy('member.created_at')
    .orderBy('login_user.id')
    .execute();
  if (!own) return '';
  if (others.length > 0) {
    const last = await refuseLast(trx, { accountId: id, userId: own.id });
    if (last) return last;
  }
  await removeUser(trx, own.id);
  if (others.length > 0) return shownLogin(own);
  await trx.deleteFrom('invitation').where('account_id', '=', id).execute();
  await removeWebhooksOf(trx, id);
  await trx
    .deleteFrom('authorisation')
    .where((is) =>
      is.or([
        is('account_id', '=', id),
        is('pid', 'in', trx.selectFrom('product').select('pid').where('product.account_id', '=', id)),
      ]),
    )
    .execute();
  // The next start makes another operator only where no account of one is left.
  if (kind === 'operator') await trx.deleteFrom('account').where('id', '=', id).execute();
  return shownLogin(own);
}
