import type { Kysely } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlTables } from '../../store/control/tables.ts';

/** Records who did, or looked at, what. */
export async function audit(
  db: Kysely<ControlTables>,
  caller: MakerCaller,
  action: string,
  subject: string,
): Promise<void> {
  await db
    .insertInto('audit')
    .values({ account_id: caller.accountId, user_id: caller.userId, action, subject })
    .execute();
}
