import { type accounts, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { SignInRequest, User } from '../../sign-in/sign-in.ts';
import { auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findSession } from './show-session.ts';

/** Signs in at the console: sets the session's cookies. */
export async function signIn(
  context: ControlContext,
  request: SignInRequest,
  { body }: Parsed<typeof accounts.signIn>,
): Promise<Reply<typeof accounts.signIn> | Refusal> {
  return await beginSession(context, request, (from) => context.signIn.signIn(from, body));
}

/** Records that somebody signs in before they get the cookies. `by`: with what, if not the password. */
export async function beginSession(
  { db }: Pick<ControlContext, 'db'>,
  request: SignInRequest,
  open: (request: SignInRequest) => Promise<User | Refusal>,
  by?: 'passkey' | 'link',
): Promise<Reply<typeof accounts.signIn> | Refusal> {
  const cookies: string[] = [];
  const user = await open({ ...request, setCookies: (lines) => void cookies.push(...lines) });
  if (isRefusal(user)) return user;
  const session = await findSession(db, user.id);
  if (!session) return refusal('sign_in_failed');
  const who = { accountId: session.account.id, userId: user.id, sessionId: '', keyId: null };
  const from = { address: request.ip, browser: request.header('user-agent')?.slice(0, 200) ?? null };
  await auditAhead(db, who, 'session.started', '', by ? { ...from, by } : from);
  request.setCookies(cookies);
  return session;
}

export async function signOut(
  context: ControlContext,
  request: SignInRequest,
): Promise<Reply<typeof accounts.signOut> | Refusal> {
  return (await context.signIn.signOut(request)) ?? {};
}
