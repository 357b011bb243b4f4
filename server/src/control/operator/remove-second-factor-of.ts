import { type Parsed, type platform, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { findUserId } from '../../sign-in/create-user.ts';
import { requireRole } from '../accounts/roles.ts';
import { findSession } from '../accounts/show-session.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';

/** For somebody who lost the telephone and the codes on paper. It is recorded, also for the account whose it was. */
export async function removeSecondFactorOf(
  context: ControlContext,
  caller: OperatorCaller,
  { body: { login } }: Parsed<typeof platform.removeSecondFactorOf>,
): Promise<Reply<typeof platform.removeSecondFactorOf> | Refusal> {
  if (caller.sessionId === null) return refusal('not_allowed'); // a key that leaked takes nobody's second factor
  const refused = requireRole(caller, 'administrator');
  if (refused) return refused;
  const { db, secondFactor, log } = context;
  const userId = await findUserId(db, login);
  const session = userId === undefined ? undefined : await findSession(db, userId);
  if (userId === undefined || !session) return refusal('not_found');
  if (!(await secondFactor.remove(userId))) return refusal('second_factor_off');
  await audit(db, caller, 'second_factor.removed', login, null, session.account.id);
  log.info({ userId, by: caller.userId }, 'second_factor.removed');
  return {};
}
