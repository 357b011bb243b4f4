import { type accounts, isRefusal, minutes, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { ControlContext } from '../context.ts';
import { createAccount } from './create-account.ts';
import { signIn } from './sign-in.ts';

/** Registering says whether a login is taken, so it must not be asked a thousand times. */
const REGISTRATIONS = { limit: 30, window: minutes(60) };

/** Creates a maker's account and signs in. */
export async function register(
  context: ControlContext,
  request: SignInRequest,
  { body }: Parsed<typeof accounts.register>,
): Promise<Reply<typeof accounts.register> | Refusal> {
  if (!context.signIn.isOwn(request)) return refusal('not_allowed');
  const tooMany = rateRefusal([await takeRate(context.db, `register ip ${request.ip}`, REGISTRATIONS)]);
  if (tooMany) return tooMany;
  const created = await createAccount(context, { ...body, kind: 'maker' });
  if (isRefusal(created)) return created;
  context.log.info({ accountId: created.accountId }, 'account.registered');
  return await signIn(context, request, { body });
}
