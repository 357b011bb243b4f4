import { type accounts, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { ControlContext } from '../context.ts';
import { createAccount } from './create-account.ts';
import { findSession } from './show-session.ts';

/** Creates a maker's account and signs in. */
export async function register(
  context: ControlContext,
  request: SignInRequest,
  { body }: Parsed<typeof accounts.register>,
): Promise<Reply<typeof accounts.register> | Refusal> {
  if (!context.signIn.isOwn(request)) return refusal('not_allowed');
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `register ip ${networkOf(request.ip)}`, limits.registrationsPerIp)]);
  if (tooMany) return tooMany;
  const created = await createAccount(context, request, { ...body, kind: 'maker' });
  if (isRefusal(created)) return created;
  context.log.info({ accountId: created.accountId }, 'account.registered');
  return (await findSession(context.db, created.user.id)) ?? refusal('sign_in_failed');
}
