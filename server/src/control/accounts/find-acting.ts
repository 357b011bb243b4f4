import { type AccountId, mayCall, type Refusal, type RoledOperation, refusal } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { members } from './memberships.ts';

type Acting = Pick<MakerCaller, 'userId' | 'sessionId' | 'keyId'> & { accountId: AccountId };

/**
 * In whose name something is done that was asked for earlier, with the rights that they have now: whoever left the account,
 * or whose key ended, does nothing in it any more. That a browser signed out ends nothing.
 */
export async function findActing(
  db: Kysely<ControlTables>,
  { accountId, userId, sessionId, keyId }: Acting,
  operation: RoledOperation,
): Promise<MakerCaller | Refusal> {
  const member = await members(db)
    .where('member.user_id', '=', userId)
    .where('member.account_id', '=', accountId)
    .executeTakeFirst();
  if (!member) return refusal('not_allowed');
  if (keyId !== null) {
    const key = await db
      .selectFrom('api_key')
      .select('id')
      .where('id', '=', keyId)
      .where('user_id', '=', userId)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', sql<Date>`kaitong_now()`)]))
      .executeTakeFirst();
    if (!key) return refusal('api_key_invalid');
  }
  return mayCall(operation, member.role) ? { ...member, sessionId, keyId } : refusal('not_allowed');
}
