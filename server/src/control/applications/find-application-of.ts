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
