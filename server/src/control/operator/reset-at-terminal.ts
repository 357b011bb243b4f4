import { isRefusal } from '@kaitong/contract';
import { findUserId } from '../../sign-in/create-user.ts';
import { findSession } from '../accounts/show-session.ts';
import { auditWithin } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { makeConsoleLink } from './create-reset-link.ts';

export type TerminalReset = { withoutSecondFactor: boolean };
export type TerminalResetDone = { url: string; secondFactorRemoved: boolean };

/**
 * For whoever starts the server, who owns it and may be the only operator: a link that sets the password of a login of the
 * console and, where that was lost too, the password alone signs in then. Both stand in the account's trail.
 * `undefined`: nobody signs in with that.
 */
export async function resetAtTerminal(
  context: ControlContext,
  login: string,
  { withoutSecondFactor }: TerminalReset,
): Promise<TerminalResetDone | undefined> {
  const { db, secondFactor, log } = context;
  const userId = await findUserId(db, login);
  const session = userId === undefined ? undefined : await findSession(db, userId);
  if (userId === undefined || !session) return undefined;
  const nobody = { accountId: session.account.id, userId: '', sessionId: '', keyId: null };
  const record = (action: 'second_factor.removed' | 'reset_link.made') =>
    auditWithin(nobody, action, login, { by: 'terminal' });
  const removed = withoutSecondFactor && (await secondFactor.remove(userId, record('second_factor.removed')));
  const link = await makeConsoleLink(context, login, record('reset_link.made'));
  if (isRefusal(link)) return undefined;
  log.warn({ userId, secondFactorRemoved: removed }, 'reset_link.made');
  return { url: link.url, secondFactorRemoved: removed };
}
