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
import type { WithinPasskey } from '../../sign-in/passkeys.ts';
import { tellUser } from '../../sign-in/reset-mail.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { auditWithin } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { refuseWithoutBoth } from './second-factor.ts';
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
  { signIn, mailer, log }: ControlContext,
  caller: MakerCaller,
  { body: { name, created } }: Parsed<typeof accounts.addPasskey>,
  { language }: { language: Language },
): Promise<Reply<typeof accounts.addPasskey> | Refusal> {
  if (caller.sessionId === null) return refusal('not_allowed');
  const passkey = await signIn.passkeys.add(caller.userId, name, created, async (trx) => {
    await auditWithin(caller, 'passkey.added', name)(trx);
    if (mailer) await tellUser(trx, 'passkey', caller.userId, language);
  });
  if (isRefusal(passkey)) return passkey;
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
  const name = await context.signIn.passkeys.remove(caller.userId, id, (trx, removed) =>
    auditWithin(caller, 'passkey.removed', removed.name)(trx),
  );
  if (name === undefined) return refusal('not_found');
  context.log.info({ userId: caller.userId }, 'passkey.removed');
  return {};
}

export async function signInWithPasskey(
  context: ControlContext,
  request: SignInRequest,
  { body: { used } }: Parsed<typeof accounts.signInWithPasskey>,
): Promise<Reply<typeof accounts.signInWithPasskey> | Refusal> {
  const onStopped: WithinPasskey = async (trx, { userId, name }) => {
    const session = await findSession(trx as unknown as ControlTransaction, userId);
    if (session)
      await auditWithin(
        { accountId: session.account.id, userId, sessionId: '', keyId: null },
        'passkey.stopped',
        name,
      )(trx);
    context.log.warn({ userId }, 'passkey.stopped');
  };
  const open = (from: SignInRequest) => context.signIn.signInWithPasskey(from, used, onStopped);
  return await beginSession(context, request, open, 'passkey');
}
