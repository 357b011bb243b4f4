import { type Language, type Refusal, type ResetWay, refusal } from '@kaitong/contract';
import { invalidInput } from '../invalid-input.ts';
import type { Mailer } from '../mail/open-mailer.ts';
import type { Executor } from '../store/executor.ts';
import { networkOf } from '../store/network-of.ts';
import { type RateLimit, takeRate } from '../store/rate-limits.ts';
import { addressOf, parseLogin } from './login.ts';
import { rateRefusal } from './rate-refusal.ts';
import { askForMail } from './reset-mail.ts';
import type { SignIn, SignInRequest } from './sign-in.ts';

export type Asking = SignInRequest & { language: Language };
type Place = {
  db: Executor;
  limits: { resetsPerIp: RateLimit };
  mailer: Mailer | undefined;
  signIn: Pick<SignIn, 'isOwn'>;
};

/** Says how one gets a link, and never whether there is such an account. */
export async function requestReset(place: Place, typed: string, request: Asking): Promise<{ way: ResetWay } | Refusal> {
  const { db, mailer, signIn } = place;
  if (!signIn.isOwn(request)) return refusal('not_allowed');
  const tooMany = await countReset(place, request);
  if (tooMany) return tooMany;
  const login = parseLogin(typed);
  if (!login) return invalidInput({ path: 'login', message: 'E-mail / +86 138 0013 8000' });
  if (!mailer || 'phone' in login) return { way: 'operator' };
  await askForMail(db, 'reset', { address: addressOf(login), language: request.language });
  return { way: 'mail' };
}

/** Asking for a link and using one: both are tries of a stranger. */
export async function countReset(
  { db, limits }: Pick<Place, 'db' | 'limits'>,
  { ip }: Asking,
): Promise<Refusal | undefined> {
  return rateRefusal([await takeRate(db, `reset ip ${networkOf(ip)}`, limits.resetsPerIp)]);
}
