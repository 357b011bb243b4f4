import {
  type accounts,
  isRefusal,
  type Language,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { invalidInput } from '../../invalid-input.ts';
import { addressOf, parseLogin } from '../../sign-in/login.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { askForMail, tellChanged } from '../../sign-in/reset-mail.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findSession } from './show-session.ts';

type Asking = SignInRequest & { language: Language };

/** Says how one gets a link, and never whether there is such an account. */
export async function requestPasswordReset(
  context: ControlContext,
  { body }: Parsed<typeof accounts.requestPasswordReset>,
  request: Asking,
): Promise<Reply<typeof accounts.requestPasswordReset> | Refusal> {
  const { db, limits, mailer, signIn } = context;
  if (!signIn.isOwn(request)) return refusal('not_allowed');
  const tooMany = rateRefusal([await takeRate(db, `reset ip ${networkOf(request.ip)}`, limits.resetsPerIp)]);
  if (tooMany) return tooMany;
  const login = parseLogin(body.login);
  if (!login) return invalidInput({ path: 'login', message: 'E-mail / +86 138 0013 8000' });
  if (!mailer || 'phone' in login) return { way: 'operator' };
  await askForMail(db, 'reset', { address: addressOf(login), language: request.language });
  return { way: 'mail' };
}

/** Sets the password by a link, and ends what was open under the old one. */
export async function resetPassword(
  context: ControlContext,
  { body: { token, password, endApiKeys } }: Parsed<typeof accounts.resetPassword>,
  request: Asking,
): Promise<Reply<typeof accounts.resetPassword> | Refusal> {
  const { db, limits, mailer, signIn, log } = context;
  const tooMany = rateRefusal([await takeRate(db, `reset ip ${networkOf(request.ip)}`, limits.resetsPerIp)]);
  if (tooMany) return tooMany;
  const done = await signIn.resetPassword(request, { token, password }, async (trx, { userId }) => {
    if (mailer) await tellChanged(trx, userId, request.language);
  });
  if (isRefusal(done)) return done;
  const { userId } = done;
  const session = await findSession(db, userId);
  if (session) await audit(db, { accountId: session.account.id, userId, sessionId: '' }, 'password.reset', '');
  if (endApiKeys) await db.deleteFrom('api_key').where('user_id', '=', userId).execute();
  log.info({ userId, endApiKeys }, 'password.reset');
  return {};
}
