import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Connection } from './connection.ts';
import { openCopySession } from './copy-session.ts';
import { type DayPart, readDayParts } from './day-shapes.ts';
import { quote, readShape, type SchemaShape, type TableShape } from './table-shapes.ts';

/**
 * All rows of some schemas as they were at one moment, whoever writes meanwhile. A day is read in a transaction of its own,
 * of the same moment: no other one is held up by it, and one that is dropped meanwhile is not there.
 */
export type Snapshot = {
  schemas: readonly (SchemaShape & { days: DayPart[] })[];
  /** The table's COPY text as it is read; resolves to the number of rows. */
  copy(schema: string, table: TableShape): AsyncGenerator<Uint8Array, number>;
  /** The same of a day; `undefined`: it was dropped. */
  copyDay(schema: string, day: DayPart): AsyncGenerator<Uint8Array, number | undefined>;
  close(): Promise<void>;
};

export async function openSnapshot(connection: Connection, schemas: readonly string[]): Promise<Snapshot> {
  const client = await openCopySession(connection);
  try {
    const known = await readAll(client, schemas);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Before the first look, which fixes the moment: a migration that rewrites a table would leave it empty in snapshots
    // older than itself. Writers are not held up.
    const names = known.flatMap(({ name, tables }) => tables.map((table) => quote(name, table.name)));
    await client.query(`LOCK TABLE ${names.join(', ')} IN ACCESS SHARE MODE`);
    const shapes: Snapshot['schemas'][number][] = [];
    for (const shape of await readAll(client, schemas))
      shapes.push({ ...shape, days: await readDayParts(client, shape.name) });
    const { rows } = await client.query<{ moment: string }>('SELECT pg_export_snapshot() AS moment');
    const moment = rows[0]?.moment ?? '';
    const columnsOf = (schema: string, table: string): string[] =>
      shapes.find(({ name }) => name === schema)?.dayTables.find(({ name }) => name === table)?.columns ?? [];
    let days: pg.Client | undefined;
    return {
      schemas: shapes,
      copy: (schema, table) => copyOut(client, schema, table),
      async *copyDay(schema, { name, table }) {
        days ??= await openCopySession(connection);
        return yield* copyDay(days, moment, schema, { name, columns: columnsOf(schema, table) });
      },
      async close() {
        await client.end();
        await days?.end();
      },
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function readAll(client: pg.Client, schemas: readonly string[]): Promise<SchemaShape[]> {
  const shapes: SchemaShape[] = [];
  for (const schema of schemas) shapes.push(await readShape(client, schema));
  return shapes;
}

const UNDEFINED_TABLE = '42P01';

async function* copyDay(
  client: pg.Client,
  moment: string,
  schema: string,
  part: TableShape,
): AsyncGenerator<Uint8Array, number | undefined> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(`SET TRANSACTION SNAPSHOT '${moment}'`);
  try {
    const rows = yield* copyOut(client, schema, part);
    await client.query('COMMIT');
    return rows;
  } catch (error) {
    if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
    await client.query('ROLLBACK');
    return undefined;
  }
}

/** A reader who leaves early leaves the session in the middle of the answer: it can only be closed then. */
async function* copyOut(
  client: pg.Client,
  schema: string,
  { name, columns }: TableShape,
): AsyncGenerator<Uint8Array, number> {
  const list = columns.map((column) => quote(column)).join(', ');
  const rows = client.query(copyTo(`COPY ${quote(schema, name)} (${list}) TO STDOUT`));
  for await (const chunk of rows) yield chunk as Uint8Array;
  await client.query('SELECT'); // the count comes after the last row, before the next answer
  return rows.rowCount;
}
