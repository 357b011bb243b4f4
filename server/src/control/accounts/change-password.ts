import {
  type accounts,
  isRefusal,
  type Language,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { tellUser } from '../../sign-in/reset-mail.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { endApiKeysOf } from './revoke-api-key.ts';

/** Ends every other session and, unless told otherwise, the keys of whoever changes it. A program with an API key has no password to change. */
export async function changePassword(
  context: ControlContext,
  caller: MakerCaller,
  { body: { current, next, endApiKeys } }: Parsed<typeof accounts.changePassword>,
  request: SignInRequest & { language: Language },
): Promise<Reply<typeof accounts.changePassword> | Refusal> {
  if (caller.sessionId === null) return refusal('not_allowed');
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `password ${caller.userId}`, limits.passwordTriesPerUser)]);
  if (tooMany) return tooMany;
  const changed = await context.signIn.changePassword(request, { current, next }, async (signIns) => {
    const trx = signIns as unknown as ControlTransaction;
    if (endApiKeys) await endApiKeysOf(trx, caller.userId);
    if (context.mailer) await tellUser(signIns, 'changed', caller.userId, request.language);
    await audit(trx, caller, 'password.changed', '', { endApiKeys });
  });
  if (isRefusal(changed)) return changed;
  context.log.info({ accountId: caller.accountId, userId: caller.userId, endApiKeys }, 'password.changed');
  return {};
}
