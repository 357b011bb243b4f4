import type { OwnerId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';

/** Keys and permissions: they say nothing about their owner, and open things. */
const NOT_EXPORTED = ['footage_key', 'footage_key_to_move', 'pairing_token', 'playback', 'tester_code'];
/** Columns by which somebody could act or read as the owner, in whatever table they stand. */
const SECRET = /hash|secret|token|wrapped|password|proof|signature/;

type Json = Record<string, unknown>;
export type AccountTable = { name: string; rows: Json[] };

/**
 * Everything that the region's tables hold about an owner, table by table. What belongs to somebody has a column
 * `owner_id`, so a table that is added later is part of it without being named here.
 */
export async function* readAccountTables({ db }: RegionContext, ownerId: OwnerId): AsyncGenerator<AccountTable> {
  const { rows: user } = await sql<Json>`
    SELECT id, name, email, phone, created_at FROM login_user WHERE id = ${ownerId}`.execute(db);
  yield { name: 'account', rows: user };
  for (const { name, columns } of await listTables(db)) {
    const shown = columns.filter((column) => !SECRET.test(column)).map((column) => sql.id(column));
    const { rows } = await sql<Json>`
      SELECT ${sql.join(shown)} FROM ${sql.id(name)} WHERE owner_id = ${ownerId}`.execute(db);
    if (rows.length > 0) yield { name, rows };
  }
}

/** Without those that are divided by day: they index footage, which is exported as such. */
async function listTables(db: RegionContext['db']): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
      AND NOT c.relname = ANY(${NOT_EXPORTED})
    GROUP BY c.relname HAVING 'owner_id' = ANY(array_agg(a.attname::text)) ORDER BY c.relname`.execute(db);
  return rows;
}
