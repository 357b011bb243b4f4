import type pg from 'pg';
import { readDayTables } from './day-shapes.ts';

export type TableShape = { name: string; columns: string[] };

/** What a schema holds besides its rows: enough to say whether the rows of another one fit in. */
export type SchemaShape = {
  name: string;
  migrations: string[];
  tables: TableShape[];
  /** Divided by day: their partitions are copied one by one. */
  dayTables: TableShape[];
};

/**
 * Tables whose rows stay with the database they are in: the migrations' own, the clock that only tests move, and
 * sessions and what signs their cookies, since a sign-out, a new password or a revoked link after the copy would be undone
 * by it. Nor phones that ring for as long as they are signed in, nor what passkeys are to sign, nor links and codes that sign somebody in or invite them, nor what is just
 * being pushed, nor who was let in by whom, nor who may be charged again, nor which passwords were tried, nor what owners and products used just now, nor what was noted of devices for a week and who may read it, nor what a region counted in the last
 * day, nor which brokers and processes run and were away, nor who waits for what, nor which days changed, nor how the
 * last backup was. The keys that open footage are in no table.
 */
const NOT_COPIED = [
  'kysely_migration',
  'kysely_migration_lock',
  'clock_offset',
  'login_session',
  'alarm_phone',
  'alarm',
  'login_challenge',
  'login_link',
  'session_space',
  'invitation',
  'terminal_login',
  'kept_secret',
  'login_try',
  'playback',
  'share_link',
  'renewal',
  'household_invitation',
  'household_member',
  'household_camera',
  'household_view',
  'footage_key_to_move',
  'push_stream',
  'footage_change',
  'quota',
  'open_event',
  'device_log',
  'device_log_head',
  'device_log_day',
  'device_support',
  'region_hour',
  'broker_lease',
  'far_line',
  'server_process',
  'awaited_news',
  'backup_check',
  'uptime',
  'outage_tally',
];

/** Tables in an order in which they can be filled: what a foreign key points to comes before what it stands in. */
export async function readShape(client: pg.Client, schema: string): Promise<SchemaShape> {
  const tables = await client.query<{ name: string; columns: string[]; needs: string[] }>(
    `SELECT c.relname AS name,
       ARRAY(SELECT attname::text FROM pg_attribute
             WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum) AS columns,
       ARRAY(SELECT f.relname::text FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
             WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS needs
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'r' AND NOT c.relispartition AND NOT c.relname = ANY($2) ORDER BY c.relname`,
    [schema, NOT_COPIED],
  );
  const [migrations, dayTables] = [await readMigrations(client, schema), await readDayTables(client, schema)];
  return { name: schema, migrations, tables: inOrder(tables.rows), dayTables };
}

async function readMigrations(client: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM ${quote(schema, 'kysely_migration')} ORDER BY name`,
  );
  return rows.map((row) => row.name);
}

function inOrder(tables: readonly (TableShape & { needs: string[] })[]): TableShape[] {
  const ordered: TableShape[] = [];
  const isPlaced = (name: string): boolean => ordered.some((table) => table.name === name);
  let waiting = [...tables];
  while (waiting.length > 0) {
    const [ready, rest] = [
      waiting.filter((one) => one.needs.every(isPlaced)),
      waiting.filter((one) => !one.needs.every(isPlaced)),
    ];
    if (ready.length === 0) throw new Error(`foreign keys in a circle: ${rest.map(({ name }) => name).join(', ')}`);
    for (const { name, columns } of ready) ordered.push({ name, columns });
    waiting = rest;
  }
  return ordered;
}

/** Names from the catalogue or a manifest, safe in SQL text. */
export const quote = (...names: string[]): string => names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
