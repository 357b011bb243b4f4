import { isRefusal, type Parsed, type platform, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { findUserId } from '../../sign-in/create-user.ts';
import { createReset } from '../../sign-in/reset.ts';
import { requireRole } from '../accounts/roles.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';

type Link = Reply<typeof platform.createResetLink>;

/** For somebody who lost their password and cannot be written to, or for whom no mail is set up. That it was made is recorded. */
export async function createResetLink(
  context: ControlContext,
  caller: OperatorCaller,
  { body: { login, region } }: Parsed<typeof platform.createResetLink>,
): Promise<Link | Refusal> {
  const refused = requireRole(caller, 'administrator');
  if (refused) return refused;
  if (region !== undefined && !context.regions.has(region)) return refusal('not_found');
  const account = region === undefined ? await findAccountOf(context, login) : undefined;
  // A key that leaked must not become somebody who signs in.
  if (caller.sessionId === null && account?.kind === 'operator') return refusal('not_allowed');
  const link =
    region === undefined
      ? await findConsoleLink(context, login)
      : await askRegion(context, region, (client) => client.createResetLink({ body: { login } }));
  if (isRefusal(link)) return link;
  if (!link.link) return refusal('not_found');
  const subject = region === undefined ? login : `${region} ${login}`;
  await audit(context.db, caller, 'reset_link.made', subject, null, account?.id ?? null);
  context.log.info({ region, userId: caller.userId }, 'reset_link.made');
  return link.link;
}

/** Of a maker, or of somebody who runs the platform. `null`: nobody signs in with that. */
export async function findConsoleLink(
  { db, publicUrl }: Pick<ControlContext, 'db' | 'publicUrl'>,
  login: string,
): Promise<{ link: Link | null }> {
  const userId = await findUserId(db, login);
  if (userId === undefined) return { link: null };
  const { token, expiresAt } = await createReset(db, userId);
  return { link: { url: `${resetPageOf(publicUrl)}#token=${token}`, expiresAt: expiresAt.toISOString() } };
}

async function findAccountOf({ db }: ControlContext, login: string) {
  const userId = await findUserId(db, login);
  return await db
    .selectFrom('member')
    .innerJoin('account', 'account.id', 'member.account_id')
    .select(['account.id', 'account.kind'])
    .where('member.user_id', '=', userId ?? '')
    .executeTakeFirst();
}

export const resetPageOf = (publicUrl: string): string => `${publicUrl}/reset`;
