import {
  isRefusal,
  type Parsed,
  type platform,
  type Refusal,
  type Region,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { Transaction } from 'kysely';
import type { OperatorCaller } from '../../callers.ts';
import { findUserId } from '../../sign-in/create-user.ts';
import { createReset } from '../../sign-in/reset.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { SignInTables } from '../../sign-in/tables.ts';
import { refuseWithoutBoth } from '../accounts/second-factor.ts';
import { auditAhead, auditWithin, completeEntry } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';

type Link = Reply<typeof platform.createResetLink>;

/** For somebody who lost their password and cannot be written to, or for whom no mail is set up. That it was made is recorded. */
export async function createResetLink(
  context: ControlContext,
  caller: OperatorCaller,
  { body: { login, region, password = '', code } }: Parsed<typeof platform.createResetLink>,
  request: SignInRequest,
): Promise<Link | Refusal> {
  if (region !== undefined && !context.regions.has(region)) return refusal('not_found');
  const account = region === undefined ? await findAccountOf(context, login) : undefined;
  const unproven =
    caller.sessionId === null
      ? refuseKey(account)
      : ((await refuseWithoutBoth(context, caller, { password, code }, request)) ??
        refuseSelf(caller, account?.userId));
  if (unproven) return unproven;
  const link =
    region === undefined
      ? await makeConsoleLink(context, login, auditWithin(caller, 'reset_link.made', login, null, account?.id ?? null))
      : await makeAppLink(context, caller, region, login);
  if (!isRefusal(link)) context.log.info({ region, userId: caller.userId }, 'reset_link.made');
  return link;
}

/** A key that leaked must not become somebody who signs in. */
const refuseKey = (account: { kind: string } | undefined): Refusal | undefined =>
  account?.kind === 'operator' ? refusal('not_allowed') : undefined;

/** Nobody gets back into one's own account by being in it already: whoever took over the browser would stay. */
export const refuseSelf = ({ userId }: OperatorCaller, about: string | undefined): Refusal | undefined =>
  about === userId ? refusal('own_account') : undefined;

async function makeAppLink(
  context: ControlContext,
  caller: OperatorCaller,
  region: Region,
  login: string,
): Promise<Link | Refusal> {
  const entry = await auditAhead(context.db, caller, 'reset_link.made', `${region} ${login}`);
  const made = await askRegion(context, region, (client) => client.createResetLink({ body: { login } }));
  if (isRefusal(made)) return made;
  if (!made.link) return refusal('not_found');
  const { ownerId, ...link } = made.link;
  await completeEntry(context.db, entry, { subject: `${region} ${ownerId}`, details: { login } });
  return link;
}

/** Of a maker, or of somebody who runs the platform. `not_found`: nobody signs in with that. */
export async function makeConsoleLink(
  { db, publicUrl }: Pick<ControlContext, 'db' | 'publicUrl'>,
  login: string,
  within: (trx: Transaction<SignInTables>) => Promise<void>,
): Promise<Link | Refusal> {
  const userId = await findUserId(db, login);
  if (userId === undefined) return refusal('not_found');
  return await db.transaction().execute(async (trx) => {
    await within(trx as unknown as Transaction<SignInTables>);
    const { token, expiresAt } = await createReset(trx, userId);
    return { url: `${resetPageOf(publicUrl)}#token=${token}`, expiresAt: expiresAt.toISOString() };
  });
}

async function findAccountOf({ db }: ControlContext, login: string) {
  const userId = await findUserId(db, login);
  return await db
    .selectFrom('member')
    .innerJoin('account', 'account.id', 'member.account_id')
    .select(['account.id', 'account.kind', 'member.user_id as userId'])
    .where('member.user_id', '=', userId ?? '')
    .executeTakeFirst();
}

export const resetPageOf = (publicUrl: string): string => `${publicUrl}/reset`;
