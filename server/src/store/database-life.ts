import { type Kysely, sql, type Transaction } from 'kysely';
import type { Executor } from './executor.ts';

/** PostgreSQL counts them itself: a recovery to a moment, and a promoted standby, begin the next timeline. */
const timeline = 'left(pg_walfile_name(pg_current_wal_lsn()), 8)';

/**
 * The course of events that a schema is in. It is another one where the database was brought back to an earlier moment:
 * what happened after that moment happened all the same, and others know of it. `began_at` is null for the first one.
 */
export const databaseLifeMigration = `
  CREATE TABLE database_life (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    timeline text NOT NULL,
    began_at timestamptz
  );
  INSERT INTO database_life (timeline) VALUES (${timeline});
`;

/** For a schema that was filled from a backup: whoever starts on it next begins a new life. */
export async function endLife(db: Executor): Promise<void> {
  await sql`UPDATE database_life SET timeline = ''`.execute(db);
}

/** At start, in one process of several: where a new life has begun, `onNew` is its first act. */
export async function noticeNewLife<Tables>(
  db: Kysely<Tables>,
  onNew: (trx: Transaction<Tables>) => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql`
      UPDATE database_life SET timeline = ${sql.raw(timeline)},
        began_at = greatest(kaitong_now(), began_at + interval '1 s')
      WHERE timeline <> ${sql.raw(timeline)} RETURNING only_row`.execute(trx);
    if (rows.length > 0) await onNew(trx);
  });
}
