import type { Kysely } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';

/** Records who did, or looked at, what. */
export async function audit(
  db: Kysely<ControlTables>,
  caller: MakerCaller,
  action: string,
  subject: string,
  details: object | null = null,
): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      account_id: caller.accountId,
      user_id: caller.userId,
      action,
      subject,
      details: details && json(details),
    })
    .execute();
}
