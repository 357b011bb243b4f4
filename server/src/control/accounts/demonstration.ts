import type { installation, Reply } from '@kaitong/contract';
import type { ControlContext } from '../context.ts';

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
