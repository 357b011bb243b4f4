import { type accounts, isRefusal, type Parsed, type Refusal, type Reply } from '@kaitong/contract';
import { type Asking, countReset } from '../../sign-in/request-reset.ts';
import { tellUser } from '../../sign-in/reset-mail.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
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
    if (mailer) await tellUser(trx, 'changed', userId, request.language);
  });
  if (isRefusal(done)) return done;
  const { userId } = done;
  const session = await findSession(db, userId);
  if (session) await audit(db, { accountId: session.account.id, userId, sessionId: '' }, 'password.reset', '');
  if (endApiKeys) await db.deleteFrom('api_key').where('user_id', '=', userId).execute();
  log.info({ userId, endApiKeys }, 'password.reset');
  return {};
}
