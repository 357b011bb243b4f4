import {
  type app,
  isRefusal,
  type Language,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  type regionSales,
} from '@kaitong/contract';
import { invalidInput } from '../../invalid-input.ts';
import { findUserId } from '../../sign-in/create-user.ts';
import { addressOf, parseLogin } from '../../sign-in/login.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { createReset } from '../../sign-in/reset.ts';
import { askForMail, tellChanged } from '../../sign-in/reset-mail.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';

type Asking = SignInRequest & { language: Language };

/** Says how one gets a link, and never whether there is such an account. */
export async function requestPasswordReset(
  { db, limits, mailer, signIn }: RegionContext,
  { body }: Parsed<typeof app.requestPasswordReset>,
  request: Asking,
): Promise<Reply<typeof app.requestPasswordReset> | Refusal> {
  if (!signIn.isOwn(request)) return refusal('not_allowed');
  const tooMany = rateRefusal([await takeRate(db, `reset ip ${networkOf(request.ip)}`, limits.resetsPerIp)]);
  if (tooMany) return tooMany;
  const login = parseLogin(body.login);
  if (!login) return invalidInput({ path: 'login', message: 'E-mail / +86 138 0013 8000' });
  if (!mailer || 'phone' in login) return { way: 'operator' };
  await askForMail(db, 'reset', { address: addressOf(login), language: request.language });
  return { way: 'mail' };
}

/** Sets the password by a link, and ends what was open under the old one, links to recordings too. */
export async function resetPassword(
  { db, limits, mailer, signIn, hooks, region, log }: RegionContext,
  { body }: Parsed<typeof app.resetPassword>,
  request: Asking,
): Promise<Reply<typeof app.resetPassword> | Refusal> {
  const tooMany = rateRefusal([await takeRate(db, `reset ip ${networkOf(request.ip)}`, limits.resetsPerIp)]);
  if (tooMany) return tooMany;
  const done = await signIn.resetPassword(request, body, async (trx, { userId, endedSessions }) => {
    await hooks.sessionsEnded?.(trx as unknown as RegionTransaction, endedSessions);
    if (mailer) await tellChanged(trx, userId, request.language);
  });
  if (isRefusal(done)) return done;
  log.info({ region, ownerId: done.userId }, 'password.reset');
  return {};
}

/** As the operator asks for it, who knows whom they speak to. */
export async function createResetLink(
  { db, publicUrl }: RegionContext,
  { body: { login } }: Parsed<typeof regionSales.createResetLink>,
): Promise<Reply<typeof regionSales.createResetLink>> {
  const userId = await findUserId(db, login);
  if (userId === undefined) return { link: null };
  const { token, expiresAt } = await createReset(db, userId);
  return { link: { url: `${resetPageOf(publicUrl)}#token=${token}`, expiresAt: expiresAt.toISOString() } };
}

export const resetPageOf = (publicUrl: string): string => `${publicUrl}/app/reset`;
