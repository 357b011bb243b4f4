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
  const [ended] = await signedIn.endSessions(db, userId, { only: id });
  if (ended === undefined) return refusal('not_found');
  await audit(db, caller, 'session.ended', '');
  log.info({ accountId, userId }, 'session.ended');
  return {};
}

export async function endOtherSessions(
  { db, log }: ControlContext,
  caller: MakerCaller,
): Promise<Reply<typeof accounts.endOtherSessions> | Refusal> {
  const { userId, accountId, sessionId } = caller;
  if (sessionId === null) return refusal('not_allowed');
  const ended = await signedIn.endSessions(db, userId, { except: sessionId });
  await audit(db, caller, 'session.others_ended', '', { ended: ended.length });
  log.info({ accountId, userId, ended: ended.length }, 'session.others_ended');
  return { ended: ended.length };
}
