import { type accounts, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import * as signedIn from '../../sign-in/sessions.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';

/** Browsers that are signed in as whoever calls. A program with an API key learns nothing of its user's browsers. */
export async function listSessions(
  { db }: ControlContext,
  { userId, sessionId }: MakerCaller,
): Promise<Reply<typeof accounts.listSessions> | Refusal> {
  if (sessionId === null) return refusal('not_allowed');
  const items = await signedIn.listSessions(db, userId);
  return { items: items.map((session) => ({ ...session, current: session.id === sessionId })) };
}

export async function endSession(
  { db, log }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof accounts.endSession>,
): Promise<Reply<typeof accounts.endSession> | Refusal> {
  const { userId, accountId, sessionId } = caller;
  if (sessionId === null) return refusal('not_allowed');
  const isEnded = await db.transaction().execute(async (trx) => {
    const [ended] = await signedIn.endSessions(trx, userId, { only: id });
    if (ended !== undefined) await audit(trx, caller, 'session.ended', '');
    return ended !== undefined;
  });
  if (!isEnded) return refusal('not_found');
  log.info({ accountId, userId }, 'session.ended');
  return {};
}

export async function endOtherSessions(
  { db, log }: ControlContext,
  caller: MakerCaller,
): Promise<Reply<typeof accounts.endOtherSessions> | Refusal> {
  const { userId, accountId, sessionId } = caller;
  if (sessionId === null) return refusal('not_allowed');
  const ended = await db.transaction().execute(async (trx) => {
    const { length } = await signedIn.endSessions(trx, userId, { except: sessionId });
    await audit(trx, caller, 'session.others_ended', '', { ended: length });
    return length;
  });
  log.info({ accountId, userId, ended }, 'session.others_ended');
  return { ended };
}
