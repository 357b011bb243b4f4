import { type Parsed, type Refusal, type Reply, refusal, type team } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { enterSpace } from './memberships.ts';
import { findSession } from './show-session.ts';

/** This browser goes to another account of its user. `not_found`: they are no member of it, or there is none. */
export async function chooseSpace(
  { db }: ControlContext,
  { userId, sessionId }: MakerCaller,
  { body: { accountId } }: Parsed<typeof team.chooseSpace>,
): Promise<Reply<typeof team.chooseSpace> | Refusal> {
  if (sessionId === null) return refusal('not_allowed'); // a key is of one account
  const isMember = await db.transaction().execute(async (trx) => {
    const member = await trx
      .selectFrom('member')
      .select('account_id')
      .where('user_id', '=', userId)
      .where('account_id', '=', accountId)
      .forShare() // whoever removes them ends the sessions that are in the account by then
      .executeTakeFirst();
    if (member) await enterSpace(trx, { sessionId, userId }, accountId);
    return member !== undefined;
  });
  return (isMember ? await findSession(db, userId, accountId) : undefined) ?? refusal('not_found');
}
