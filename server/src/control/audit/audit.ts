import type { AccountId, AuditAction } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';

type Who = Pick<MakerCaller, 'accountId' | 'userId' | 'sessionId'>;

/** Records who did, or looked at, what. `about`: the account whose thing it was, if it is another. */
export async function audit(
  db: Kysely<ControlTables>,
  caller: Who,
  action: AuditAction,
  subject: string,
  details: object | null = null,
  about: AccountId | null = null,
): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      account_id: caller.accountId,
      user_id: caller.userId,
      by_key: caller.sessionId === null,
      about_account: about,
      action,
      subject,
      details: details && json(details),
    })
    .execute();
}
