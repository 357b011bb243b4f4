import { type AccountId, type installation, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { Selectable } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { shownLogin } from '../../sign-in/login.ts';
import { removeUser } from '../../sign-in/remove-user.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { removeWebhooksOf } from '../webhooks/remove-webhooks-of.ts';
import { lockMembers, withdrawAllOf } from './memberships.ts';

/** Notes that these logins belong to a demonstration, whose passwords lie in a file. */
export async function noteDemonstration({ db }: Pick<ControlContext, 'db'>, logins: readonly string[]): Promise<void> {
  await db
    .insertInto('demonstration_login')
    .columns(['user_id'])
    .expression(
      db
        .selectFrom('login_user')
        .select('id')
        .where('email', 'in', [...logins]),
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
    : await db.selectFrom('demonstration_login').select('user_id').limit(1).executeTakeFirst();
  return {
    apps: [...appUrls].map(([region, url]) => ({ region, url })),
    demonstrationReachable: row !== undefined,
  };
}

/**
 * Removes the logins whose passwords lie in a file, all of them or none. An account that others are in stays theirs, with
 * its products; of one that nobody is left in, what could still act for it goes too, and what the books name stays.
 */
export async function removeDemonstration(
  { db, log }: ControlContext,
  caller: MakerCaller,
  { query: { dryRun = false } }: Parsed<typeof installation.removeDemonstration>,
): Promise<Reply<typeof installation.removeDemonstration> | Refusal> {
  const removed = await db.transaction().execute(async (trx) => {
    const logins = await trx
      .selectFrom('demonstration_login')
      .innerJoin('login_user', 'login_user.id', 'user_id')
      .select(['login_user.id', 'login_user.email', 'login_user.phone'])
      .orderBy('login_user.id')
      .execute();
    if (!logins.some(({ id }) => id === caller.userId)) return refusal('not_found');
    const ids = logins.map(({ id }) => id);
    const accounts = await trx
      .selectFrom('account')
      .select(['id', 'kind'])
      .where('id', 'in', trx.selectFrom('member').select('account_id').where('user_id', 'in', ids))
      .orderBy('id')
      .execute();
    for (const { id } of accounts) await lockMembers(trx, id);
    for (const { id } of accounts) if (await isLeftAlone(trx, id, ids)) return refusal('last_administrator');
    const told = { removed: logins.map(shownLogin) };
    if (dryRun) return told;
    await audit(trx, caller, 'demonstration.removed', caller.accountId);
    for (const account of accounts) await leave(trx, account, ids);
    for (const id of ids) await removeUser(trx, id);
    return told;
  });
  if ('removed' in removed && !dryRun) log.info(removed, 'demonstration.removed');
  return removed;
}

const othersIn = (trx: ControlTransaction, accountId: AccountId, logins: readonly string[]) =>
  trx
    .selectFrom('member')
    .select('role')
    .where('account_id', '=', accountId)
    .where('user_id', 'not in', logins)
    .execute();

/** Whether others are in the account and none of them administers it. */
async function isLeftAlone(trx: ControlTransaction, accountId: AccountId, logins: readonly string[]): Promise<boolean> {
  const others = await othersIn(trx, accountId, logins);
  return others.length > 0 && !others.some(({ role }) => role === 'administrator');
}

/** Before the logins go: an account that others are in keeps what can act for it; of one that is left empty it ends. */
async function leave(
  trx: ControlTransaction,
  { id, kind }: Pick<Selectable<ControlTables['account']>, 'id' | 'kind'>,
  logins: readonly string[],
): Promise<void> {
  if ((await othersIn(trx, id, logins)).length > 0) {
    for (const userId of logins) await withdrawAllOf(trx, { accountId: id, userId });
    return;
  }
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
}
