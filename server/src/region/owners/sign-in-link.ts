import type { app, Parsed, Refusal, Reply } from '@kaitong/contract';
import type { LocalRequest } from '../../sign-in/sign-in.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { toOwner } from './sign-in.ts';

/** As `openSignInLink` of control, for this region's app. */
export async function openSignInLink(
  { signIn, publicUrl }: Pick<RegionContext, 'signIn' | 'publicUrl'>,
  login: string,
): Promise<string | undefined> {
  const token = await signIn.createLink(login);
  return token && `${publicUrl}/app/enter#token=${token}`;
}

export async function signInWithLink(
  context: RegionContext,
  { body }: Parsed<typeof app.signInWithLink>,
  request: LocalRequest,
): Promise<Reply<typeof app.signInWithLink> | Refusal> {
  const user = await context.signIn.signInWithLink(request, body, async (trx, endedSessions) =>
    context.hooks.sessionsEnded?.(trx as unknown as RegionTransaction, endedSessions),
  );
  return await toOwner(context, user);
}
