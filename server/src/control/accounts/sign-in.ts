import { type accounts, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findSession } from './show-session.ts';

/** Signs in at the console: sets the session's cookies. */
export async function signIn(
  context: ControlContext,
  request: SignInRequest,
  { body }: Parsed<typeof accounts.signIn>,
): Promise<Reply<typeof accounts.signIn> | Refusal> {
  const user = await context.signIn.signIn(request, body);
  if (isRefusal(user)) return user;
  const session = await findSession(context.db, user.id);
  if (!session) return refusal('sign_in_failed');
  const who = { accountId: session.account.id, userId: user.id, sessionId: '' };
  const from = { address: request.ip, browser: request.header('user-agent')?.slice(0, 200) ?? null };
  await audit(context.db, who, 'session.started', '', from);
  return session;
}

export async function signOut(
  context: ControlContext,
  request: SignInRequest,
): Promise<Reply<typeof accounts.signOut> | Refusal> {
  return (await context.signIn.signOut(request)) ?? {};
}
