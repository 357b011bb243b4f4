import type { accounts, Parsed, Refusal, Reply } from '@kaitong/contract';
import type { LocalRequest } from '../../sign-in/sign-in.ts';
import type { ControlContext } from '../context.ts';
import { beginSession } from './sign-in.ts';

/**
 * A link that signs in at the console, once, within ten minutes, in a browser of this machine. `undefined`: nobody signs in
 * with that, or the server is reached from elsewhere.
 */
export async function openSignInLink(
  { signIn, publicUrl }: Pick<ControlContext, 'signIn' | 'publicUrl'>,
  login: string,
): Promise<string | undefined> {
  const token = await signIn.createLink(login);
  return token && `${publicUrl}/enter#token=${token}`;
}

export async function signInWithLink(
  context: ControlContext,
  request: LocalRequest,
  { body }: Parsed<typeof accounts.signInWithLink>,
): Promise<Reply<typeof accounts.signInWithLink> | Refusal> {
  const { isFromHere } = request;
  return await beginSession(
    context,
    request,
    (from) => context.signIn.signInWithLink({ ...from, isFromHere }, body, async () => {}),
    'link',
  );
}
