import type { ApplicationId } from '@kaitong/contract';
import type { FoundHeaders } from '@kaitong/contract/checks';
import type { Kysely } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import type { ControlTransaction } from '../context.ts';

type Kept = { rules: number; headers: FoundHeaders[] };

/** As its region read them last: of a test of the way up, and in their place of the clip that was judged. */
export async function keepHeaders(
  trx: ControlTransaction,
  applicationId: ApplicationId,
  { rules, headers }: Kept,
): Promise<void> {
  await trx
    .insertInto('found_headers')
    .values({ application_id: applicationId, rules, headers: json(headers) })
    .onConflict((conflict) => conflict.column('application_id').doUpdateSet({ rules, headers: json(headers) }))
    .execute();
}

export const findHeaders = async (db: Kysely<ControlTables>, applicationId: ApplicationId): Promise<Kept | undefined> =>
  await db
    .selectFrom('found_headers')
    .select(['rules', 'headers'])
    .where('application_id', '=', applicationId)
    .executeTakeFirst();
