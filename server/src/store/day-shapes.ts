import type pg from 'pg';
import { quote, type TableShape } from './table-shapes.ts';

/** A partition by day, of one class where its table has classes: `recorded_event_event7_20000`. */
export type DayPart = {
  name: string;
  table: string;
  day: number;
  /**
   * Says what is in it: as long as it is the same, no row of it has changed. `null`: too young to say, since changes of the
   * last days are not noted.
   */
  fingerprint: string | null;
};

/** The part of each table that has no day: what is kept beyond any. It is in every backup, whole. */
const NO_DAY = 2_147_483_647;

/** Changes are noted of what is older than yesterday; a day more is left for what takes long to commit. */
const YOUNG_DAYS = 2;

/** Tables that are divided by day. */
export async function readDayTables(client: pg.Client, schema: string): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(
    `SELECT c.relname AS name,
       ARRAY(SELECT attname::text FROM pg_attribute
             WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'p' AND NOT c.relispartition ORDER BY c.relname`,
    [schema],
  );
  return rows;
}

/** Their partitions, as the session's transaction sees them. */
export async function readDayParts(client: pg.Client, schema: string): Promise<DayPart[]> {
  if ((await readDayTables(client, schema)).length === 0) return [];
  const changes = quote(schema, 'footage_change');
  const { rows } = await client.query<DayPart>(
    `WITH birth AS (SELECT min(timestamp) AS at FROM ${quote(schema, 'kysely_migration')}),
       change AS (SELECT partition, string_agg(mark::text, ' ' ORDER BY mark) AS marks FROM ${changes} GROUP BY partition),
       part AS (
         SELECT c.relname AS name, root.relname AS table, coalesce(substring(c.relname FROM '_([0-9]+)$')::int, ${NO_DAY}) AS day
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           JOIN pg_class root ON root.oid = pg_partition_root(c.oid)
         WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relispartition AND c.relname ~ '_([0-9]+|kept)$')
     SELECT name, "table", day,
       CASE WHEN day < floor(extract(epoch FROM ${quote(schema, 'kaitong_now')}()) / 86400) - $2::int
         THEN md5(concat_ws(' ', (SELECT at FROM birth), (SELECT marks FROM change WHERE partition = name))) END AS fingerprint
     FROM part ORDER BY name`,
    [schema, YOUNG_DAYS],
  );
  return rows;
}
