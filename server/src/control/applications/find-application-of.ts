import type { ApplicationId } from '@kaitong/contract';
import type { Kysely, Selectable } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ApplicationTable } from '../../store/control/applications.ts';
import type { ControlTables } from '../../store/control/tables.ts';

/** An application of the caller's account. Another account's is as good as none. */
export async function findApplicationOf(
  db: Kysely<ControlTables>,
  caller: MakerCaller,
  id: ApplicationId,
): Promise<Selectable<ApplicationTable> | undefined> {
  return await db
    .selectFrom('application')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', caller.accountId)
    .executeTakeFirst();
}

/** The same where nothing of it is asked for but whether it is there. */
export async function isApplicationOf(
  db: Kysely<ControlTables>,
  caller: MakerCaller,
  id: ApplicationId,
): Promise<boolean> {
  const own = db.selectFrom('application').select('id').where('id', '=', id).where('account_id', '=', caller.accountId);
  return (await own.executeTakeFirst()) !== undefined;
}
