import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Connection } from './connection.ts';
import { openCopySession } from './copy-session.ts';
import { quote, readShape, type SchemaShape, type TableShape } from './table-shapes.ts';

/** All rows of some schemas as they were at one moment, whoever writes meanwhile. */
export type Snapshot = {
  schemas: readonly SchemaShape[];
  /** The table's COPY text as it is read; resolves to the number of rows. */
  copy(schema: string, table: TableShape): AsyncGenerator<Uint8Array, number>;
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
    const shapes = await readAll(client, schemas);
    return {
      schemas: shapes,
      copy: (schema, table) => copyOut(client, schema, table),
      close: () => client.end(),
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
