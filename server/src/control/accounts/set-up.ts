import { type accounts, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { createToken, hashToken, isSame } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { ControlContext } from '../context.ts';
import { createAccount } from './create-account.ts';
import { findSession } from './show-session.ts';

const OPERATOR_NAME = 'Kaitong';

/**
 * The one-time link that makes the first operator, for whoever can read the server's terminal; an older one stops
 * working. `undefined` once there is an operator.
 *
 * @param tell of several processes that start at once, the one whose link works is the last to call it
 */
export async function openSetUpLink(
  { db, publicUrl }: ControlContext,
  tell: (link: string) => void = () => {},
): Promise<string | undefined> {
  if (await hasOperator({ db })) return undefined;
  const { token, hash } = createToken();
  const link = `${publicUrl}/setup?token=${token}`;
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('setup_link')
      .values({ hash })
      .onConflict((conflict) => conflict.column('only_row').doUpdateSet({ hash }))
      .execute();
    tell(link); // the others wait for the row
  });
  return link;
}

/** Whether somebody runs the platform. */
export async function hasOperator({ db }: Pick<ControlContext, 'db'>): Promise<boolean> {
  const operator = await db.selectFrom('account').select('id').where('kind', '=', 'operator').executeTakeFirst();
  return operator !== undefined;
}

/** Creates the first operator, once. */
export async function setUp(
  context: ControlContext,
  request: SignInRequest,
  { body: { token, login, password } }: Parsed<typeof accounts.setUp>,
): Promise<Reply<typeof accounts.setUp> | Refusal> {
  if (!context.signIn.isOwn(request)) return refusal('not_allowed');
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `set-up ip ${networkOf(request.ip)}`, limits.setUpsPerIp)]);
  if (tooMany) return tooMany;
  const account = { login, password, accountName: OPERATOR_NAME, kind: 'operator' } as const;
  const created = await createAccount(context, request, account, async (trx) => {
    const link = await trx.selectFrom('setup_link').select('hash').forUpdate().executeTakeFirst();
    if (!link || !isSame(link.hash, hashToken(token))) return refusal('setup_link_invalid');
    await trx.deleteFrom('setup_link').execute();
    return undefined;
  });
  if (isRefusal(created)) return created;
  context.log.info({ accountId: created.accountId }, 'operator.created');
  return (await findSession(context.db, created.user.id)) ?? refusal('sign_in_failed');
}
