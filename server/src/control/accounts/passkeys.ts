import {
  type accounts,
  isRefusal,
  type Language,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { tellUser } from '../../sign-in/reset-mail.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { refuseUnproven } from './second-factor.ts';
import { findSession } from './show-session.ts';
import { beginSession } from './sign-in.ts';

/** A program with an API key learns nothing of how its user signs in. */
export async function listPasskeys(
  { signIn: { passkeys } }: ControlContext,
  { userId, sessionId }: MakerCaller,
): Promise<Reply<typeof accounts.listPasskeys> | Refusal> {
  if (sessionId === null) return refusal('not_allowed');
  return { items: await passkeys.list(userId), unavailable: passkeys.unavailable, origin: passkeys.origin };
}

/** An open browser is not enough to come back by oneself tomorrow. */
export async function beginPasskey(
  context: ControlContext,
  caller: MakerCaller,
  { body }: Parsed<typeof accounts.beginPasskey>,
  request: SignInRequest,
): Promise<Reply<typeof accounts.beginPasskey> | Refusal> {
  const refused = await refuseWithoutBoth(context, caller, body, request);
  if (refused) return refused;
  const user = (await findSession(context.db, caller.userId))?.user;
  return await context.signIn.passkeys.begin(caller.userId, user?.email ?? user?.phone ?? '');
}

export async function addPasskey(
  { db, signIn, mailer, log }: ControlContext,
  caller: MakerCaller,
  { body: { name, created } }: Parsed<typeof accounts.addPasskey>,
  { language }: { language: Language },
): Promise<Reply<typeof accounts.addPasskey> | Refusal> {
  if (caller.sessionId === null) return refusal('not_allowed');
  const passkey = await signIn.passkeys.add(caller.userId, name, created);
  if (isRefusal(passkey)) return passkey;
  await audit(db, caller, 'passkey.added', name);
  if (mailer) await tellUser(db, 'passkey', caller.userId, language);
  log.info({ userId: caller.userId }, 'passkey.added');
  return passkey;
}

export async function removePasskey(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id }, body }: Parsed<typeof accounts.removePasskey>,
  request: SignInRequest,
): Promise<Reply<typeof accounts.removePasskey> | Refusal> {
  const refused = await refuseWithoutBoth(context, caller, body, request);
  if (refused) return refused;
  const name = await context.signIn.passkeys.remove(caller.userId, id);
  if (name === undefined) return refusal('not_found');
  await audit(context.db, caller, 'passkey.removed', name);
  context.log.info({ userId: caller.userId }, 'passkey.removed');
  return {};
}

export async function signInWithPasskey(
  context: ControlContext,
  request: SignInRequest,
  { body: { used } }: Parsed<typeof accounts.signInWithPasskey>,
): Promise<Reply<typeof accounts.signInWithPasskey> | Refusal> {
  const user = await context.signIn.signInWithPasskey(request, used, async ({ userId, name }) => {
    const session = await findSession(context.db, userId);
    if (session)
      await audit(context.db, { accountId: session.account.id, userId, sessionId: '' }, 'passkey.stopped', name);
    context.log.warn({ userId }, 'passkey.stopped');
  });
  return isRefusal(user) ? user : await beginSession(context, user.id, request, 'passkey');
}

/** The password, and a code where the user has a second factor. */
async function refuseWithoutBoth(
  context: ControlContext,
  caller: MakerCaller,
  { password, code }: { password: string; code?: string | undefined },
  request: SignInRequest,
): Promise<Refusal | undefined> {
  const refused = await refuseUnproven(context, caller, password, request);
  return refused ?? (await context.secondFactor.refuse(caller.userId, code, 'signed in'));
}
