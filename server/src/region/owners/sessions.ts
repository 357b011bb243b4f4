import { type app, isRefusal, type Language, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { tellUser } from '../../sign-in/reset-mail.ts';
import * as signedIn from '../../sign-in/sessions.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';

/** Browsers that are signed in as the owner. */
export async function listSessions(
  { db }: RegionContext,
  { ownerId, sessionId }: OwnerCaller,
): Promise<Reply<typeof app.listSessions>> {
  const items = await signedIn.listSessions(db, ownerId);
  return { items: items.map((session) => ({ ...session, current: session.id === sessionId })) };
}

/** Whoever is at the other browser is out with the next request, with all that was opened there. */
export async function endSession(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { id } }: Parsed<typeof app.endSession>,
): Promise<Reply<typeof app.endSession> | Refusal> {
  const ended = await end(context, ownerId, { only: id });
  return ended === 0 ? refusal('not_found') : {};
}

export async function endOtherSessions(
  context: RegionContext,
  { ownerId, sessionId }: OwnerCaller,
): Promise<Reply<typeof app.endOtherSessions>> {
  return { ended: await end(context, ownerId, { except: sessionId }) };
}

async function end(
  { db, log, region, hooks }: RegionContext,
  ownerId: OwnerCaller['ownerId'],
  which: { only: string } | { except: string },
): Promise<number> {
  const ended = await db.transaction().execute(async (trx) => {
    const ids = await signedIn.endSessions(trx, ownerId, which);
    await hooks.sessionsEnded?.(trx, ids);
    return ids.length;
  });
  log.info({ region, ownerId, ended }, 'session.ended');
  return ended;
}

/** Ends every other session with what was opened there. */
export async function changePassword(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { body }: Parsed<typeof app.changePassword>,
  request: SignInRequest & { language: Language },
): Promise<Reply<typeof app.changePassword> | Refusal> {
  const { db, limits, hooks, mailer, region, log } = context;
  const tooMany = rateRefusal([await takeRate(db, `password ${ownerId}`, limits.passwordTriesPerOwner)]);
  if (tooMany) return tooMany;
  const changed = await context.signIn.changePassword(request, body, async (trx, { endedSessions }) => {
    await hooks.sessionsEnded?.(trx as unknown as RegionTransaction, endedSessions);
    if (mailer) await tellUser(trx, 'changed', ownerId, request.language);
  });
  if (isRefusal(changed)) return changed;
  log.info({ region, ownerId }, 'password.changed');
  return {};
}
