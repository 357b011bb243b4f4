import { type Parsed, type platform, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { findUserId } from '../../sign-in/create-user.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { refuseWithoutBoth } from '../accounts/second-factor.ts';
import { findSession } from '../accounts/show-session.ts';
import { auditWithin } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { refuseSelf } from './create-reset-link.ts';

/**
 * For somebody else who lost the telephone and the codes on paper: one's own goes with what one knows and has, or from the
 * server's terminal. It is recorded, also for the account whose it was.
 */
export async function removeSecondFactorOf(
  context: ControlContext,
  caller: OperatorCaller,
  { body: { login, ...proof } }: Parsed<typeof platform.removeSecondFactorOf>,
  request: SignInRequest,
): Promise<Reply<typeof platform.removeSecondFactorOf> | Refusal> {
  if (caller.sessionId === null) return refusal('not_allowed'); // a key that leaked takes nobody's second factor
  const { db, secondFactor, log } = context;
  const userId = await findUserId(db, login);
  const session = userId === undefined ? undefined : await findSession(db, userId);
  if (userId === undefined || !session) return refusal('not_found');
  const unproven = (await refuseWithoutBoth(context, caller, proof, request)) ?? refuseSelf(caller, userId);
  if (unproven) return unproven;
  const within = auditWithin(caller, 'second_factor.removed', login, null, session.account.id);
  if (!(await secondFactor.remove(userId, within))) return refusal('second_factor_off');
  log.info({ userId, by: caller.userId }, 'second_factor.removed');
  return {};
}
