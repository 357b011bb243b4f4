import {
  type app,
  isRefusal,
  OwnerId,
  type Parsed,
  type Refusal,
  type Reply,
  type regionSales,
} from '@kaitong/contract';
import { findUserId } from '../../sign-in/create-user.ts';
import { type Asking, countReset } from '../../sign-in/request-reset.ts';
import { createReset } from '../../sign-in/reset.ts';
import { tellUser } from '../../sign-in/reset-mail.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';

/** Sets the password by a link, and ends what was open under the old one, links to recordings too. */
export async function resetPassword(
  { db, limits, mailer, signIn, hooks, region, log }: RegionContext,
  { body }: Parsed<typeof app.resetPassword>,
  request: Asking,
): Promise<Reply<typeof app.resetPassword> | Refusal> {
  const tooMany = await countReset({ db, limits }, request);
  if (tooMany) return tooMany;
  const done = await signIn.resetPassword(request, body, async (trx, { userId, endedSessions }) => {
    await hooks.sessionsEnded?.(trx as unknown as RegionTransaction, endedSessions);
    if (mailer) await tellUser(trx, 'changed', userId, request.language);
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
  return {
    link: {
      ownerId: OwnerId.parse(userId),
      url: `${resetPageOf(publicUrl)}#token=${token}`,
      expiresAt: expiresAt.toISOString(),
    },
  };
}

export const resetPageOf = (publicUrl: string): string => `${publicUrl}/app/reset`;
