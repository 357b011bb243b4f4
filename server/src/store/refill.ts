import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Connection } from './connection.ts';
import { openCopySession } from './copy-session.ts';
import type { Executor } from './executor.ts';
import { quote, readShape, type SchemaShape, type TableShape } from './table-shapes.ts';

/** Replaces the rows of whole schemas in one transaction: after it all are there, and before it, or if it breaks, none. */
export type Refill = {
  schemas: readonly SchemaShape[];
  /** As `listUsedTables`, now that nobody can add a row. */
  listUsed(): Promise<string[]>;
  /** Removes every row. */
  clear(): Promise<void>;
  /** @returns the number of rows */
  fill(schema: string, table: TableShape, text: AsyncIterable<Uint8Array>): Promise<number>;
  /** SQL in a schema, within the transaction. */
  within(schema: string, work: (db: Executor) => Promise<void>): Promise<void>;
  commit(): Promise<void>;
  /** Without `commit` before, everything is as it was. */
  close(): Promise<void>;
};

/** Rows in these do not mean that anybody has used the platform. */
export const FILLED_BY_ITSELF = new Set([
  'agreement',
  'agreement_version',
  'catalogue',
  'catalogue_publication',
  'database_life',
  'deadline',
  'kept_authority',
  'plan',
  'plan_price',
  'rate_limit',
  'region_setting',
  'setup_link',
]);

/** Tables with rows, apart from those that migrations and a first start fill. A schema that is not there has none. */
export async function listUsedTables(connection: Connection, names: readonly string[]): Promise<string[]> {
  const client = await openCopySession(connection);
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT n.nspname AS name FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
       WHERE n.nspname = ANY($1) AND c.relname = 'kysely_migration'`,
      [names],
    );
    const shapes: SchemaShape[] = [];
    for (const { name } of rows) shapes.push(await readShape(client, name));
    return await listUsed(client, shapes);
  } finally {
    await client.end();
  }
}

/** Waits for whoever uses the schemas, and keeps them out until the end. The schemas must have been migrated. */
export async function openRefill(connection: Connection, names: readonly string[]): Promise<Refill> {
  const client = await openCopySession(connection);
  try {
    await client.query('BEGIN');
    const schemas: SchemaShape[] = [];
    for (const name of names) schemas.push(await readShape(client, name));
    const tables = schemas.flatMap(({ name, tables }) => tables.map((table) => quote(name, table.name)));
    await client.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`);
    return {
      schemas,
      listUsed: () => listUsed(client, schemas),
      async clear() {
        // What is in no backup and points to what is goes along: sessions, invitations, terminals that wait.
        await client.query(`TRUNCATE ${tables.join(', ')} RESTART IDENTITY CASCADE`);
      },
      fill: (schema, table, text) => copyIn(client, schema, table, text),
      async within(schema, work) {
        await client.query(`SET LOCAL search_path = ${quote(schema)}`);
        await work(executorOn(client));
        await client.query('SET LOCAL search_path = pg_catalog');
      },
      async commit() {
        for (const { name } of schemas) await restartIdentities(client, name);
        await client.query('COMMIT');
        for (const table of tables) await client.query(`ANALYZE ${table}`);
      },
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function listUsed(client: pg.Client, schemas: readonly SchemaShape[]): Promise<string[]> {
  const used: string[] = [];
  for (const { name, tables } of schemas) {
    for (const table of tables) {
      if (FILLED_BY_ITSELF.has(table.name)) continue;
      const { rowCount } = await client.query(`SELECT FROM ${quote(name, table.name)} LIMIT 1`);
      if (rowCount) used.push(`${name}.${table.name}`);
    }
  }
  return used;
}

async function copyIn(
  client: pg.Client,
  schema: string,
  { name, columns }: TableShape,
  text: AsyncIterable<Uint8Array>,
): Promise<number> {
  const list = columns.map((column) => quote(column)).join(', ');
  const rows = client.query(copyFrom(`COPY ${quote(schema, name)} (${list}) FROM STDIN`));
  await pipeline(Readable.from(text, { objectMode: false }), rows);
  return rows.rowCount;
}

/** COPY takes the numbers of the rows as they are, and the counters know nothing of it. */
async function restartIdentities(client: pg.Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `SELECT c.relname AS table, a.attname AS column
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'r' AND a.attidentity <> ''`,
    [schema],
  );
  for (const { table, column } of rows) {
    const place = quote(schema, table);
    await client.query(
      `SELECT setval(pg_get_serial_sequence($1, $2), coalesce(max(${quote(column)}), 0) + 1, false) FROM ${place}`,
      [place, column],
    );
  }
}

/** Kysely on this one session, which is in a transaction already. */
function executorOn(client: pg.Client): Executor {
  const session = Object.assign(client, { release: () => {} });
  const pool = { connect: async () => session, end: async () => {}, options: {} };
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}
