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
import type { ControlContext } from '../context.ts';

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
  const changed = await context.signIn.changePassword(request, { current, next });
  if (isRefusal(changed)) return changed;
  if (endApiKeys) await db.deleteFrom('api_key').where('user_id', '=', caller.userId).execute();
  if (context.mailer) await tellUser(db, 'changed', caller.userId, request.language);
  await audit(db, caller, 'password.changed', '', { endApiKeys });
  context.log.info({ accountId: caller.accountId, userId: caller.userId, endApiKeys }, 'password.changed');
  return {};
}
