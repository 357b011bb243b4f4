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
  return isRefusal(user) ? user : await beginSession(context, user.id, request);
}

/** Records that somebody signed in. `by`: with what, if not the password. */
export async function beginSession(
  { db }: Pick<ControlContext, 'db'>,
  userId: string,
  request: SignInRequest,
  by?: 'passkey',
): Promise<Reply<typeof accounts.signIn> | Refusal> {
  const session = await findSession(db, userId);
  if (!session) return refusal('sign_in_failed');
  const who = { accountId: session.account.id, userId, sessionId: '' };
  const from = { address: request.ip, browser: request.header('user-agent')?.slice(0, 200) ?? null };
  await audit(db, who, 'session.started', '', by ? { ...from, by } : from);
  return session;
}

export async function signOut(
  context: ControlContext,
  request: SignInRequest,
): Promise<Reply<typeof accounts.signOut> | Refusal> {
  return (await context.signIn.signOut(request)) ?? {};
}
