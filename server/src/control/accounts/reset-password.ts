import { type accounts, isRefusal, type Parsed, type Refusal, type Reply } from '@kaitong/contract';
import { type Asking, countReset } from '../../sign-in/request-reset.ts';
import { tellUser } from '../../sign-in/reset-mail.ts';
import { auditWithin } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { endApiKeysOf } from './revoke-api-key.ts';
import { findSession } from './show-session.ts';

/** Sets the password by a link, and ends what was open under the old one. */
export async function resetPassword(
  context: ControlContext,
  { body: { token, password, endApiKeys } }: Parsed<typeof accounts.resetPassword>,
  request: Asking,
): Promise<Reply<typeof accounts.resetPassword> | Refusal> {
  const { db, limits, mailer, signIn, log } = context;
  const tooMany = await countReset({ db, limits }, request);
  if (tooMany) return tooMany;
  const done = await signIn.resetPassword(request, { token, password }, async (trx, { userId }) => {
    const session = await findSession(trx as unknown as ControlTransaction, userId);
    const who = session && { accountId: session.account.id, userId, sessionId: '', keyId: null };
    if (who) await auditWithin(who, 'password.reset', '')(trx);
    if (endApiKeys) await endApiKeysOf(trx as unknown as ControlTransaction, userId);
    if (mailer) await tellUser(trx, 'changed', userId, request.language);
  });
  if (isRefusal(done)) return done;
  log.info({ userId: done.userId, endApiKeys }, 'password.reset');
  return {};
}
