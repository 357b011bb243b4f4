import { type accounts, isRefusal, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { ControlContext } from '../context.ts';
import { findSession } from './show-session.ts';

/** Signs in at the console: sets the session's cookies. */
export async function signIn(
  context: ControlContext,
  request: SignInRequest,
  { body: { login, password } }: { body: { login: string; password: string } },
): Promise<Reply<typeof accounts.signIn> | Refusal> {
  const user = await context.signIn.signIn(request, { login, password });
  if (isRefusal(user)) return user;
  return (await findSession(context.db, user.id)) ?? refusal('sign_in_failed');
}

export async function signOut(
  context: ControlContext,
  request: SignInRequest,
): Promise<Reply<typeof accounts.signOut> | Refusal> {
  return (await context.signIn.signOut(request)) ?? {};
}
