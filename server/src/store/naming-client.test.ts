import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { type FoundationTables, openFoundation, SCHEMA } from './testing/schema.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';

type Tables = { thing: { a: number; b: number } };

let server: TestDatabase;
let foundation: Database<FoundationTables>;
let database: Database<Tables>;
/** Hears of sessions that the server ended. */
let lost: (error: Error) => void = () => {};

beforeAll(async () => {
  server = await startTestDatabase();
  foundation = await openFoundation(server.connection);
  database = openDatabase<Tables>(server.connection, SCHEMA, (error) => lost(error), { poolSize: 1 });
});
afterAll(async () => {
  await database.close();
  await foundation.close();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await sql`DROP TABLE IF EXISTS thing`.execute(foundation.db);
  await sql`CREATE TABLE thing (a int, b int)`.execute(foundation.db);
  await sql`INSERT INTO thing VALUES (1, 2)`.execute(foundation.db);
});

const read = (db: Pick<typeof database.db, 'selectFrom'> = database.db) =>
  db.selectFrom('thing').selectAll().where('a', '=', 1).execute();

async function countNames(): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM pg_prepared_statements`.execute(database.db);
  return rows[0]?.n ?? 0;
}

/** Often enough for a session to name what it is asked. */
async function often(ask: () => Promise<unknown>): Promise<void> {
  for (let times = 0; times < 8; times++) await ask();
}

const addColumn = () => sql`ALTER TABLE thing ADD COLUMN c int`.execute(foundation.db);

test('a statement that is sent often is known by its name, one that is sent now and then is not', async () => {
  const before = await countNames();
  await sql`SELECT ${1}::int AS seldom`.execute(database.db);
  await often(() => read());
  expect(await countNames()).toBe(before + 1);
});

test('a migration beside it is met by asking anew', async () => {
  await often(() => read());
  await addColumn();
  expect(await read()).toEqual([{ a: 1, b: 2, c: null }]);
});

test('within a transaction that migration is an error once, and the transaction tried again passes', async () => {
  await often(() => read());
  await addColumn();
  await expect(database.db.transaction().execute(read)).rejects.toMatchObject({ code: '0A000' });
  expect(await database.db.transaction().execute(read)).toEqual([{ a: 1, b: 2, c: null }]);
});

test('a statement that fails stays to be used, right or wrong', async () => {
  const divide = (by: number) => sql<{ n: number }>`SELECT 6 / ${by}::int AS n`.execute(database.db);
  await often(() => divide(2));
  await expect(divide(0)).rejects.toMatchObject({ code: '22012' });
  expect((await divide(3)).rows).toEqual([{ n: 2 }]);
  await expect(sql`SELECT ${1}::int FROM nowhere`.execute(database.db)).rejects.toMatchObject({ code: '42P01' });
  await sql`CREATE TABLE nowhere ()`.execute(foundation.db);
  await sql`SELECT ${1}::int FROM nowhere`.execute(database.db);
});

test('names end where lists of changing length would make ever more of them', async () => {
  for (let length = 1; length <= 220; length++) {
    await often(() =>
      sql`SELECT 1 WHERE 0 IN (${sql.join(Array.from({ length }, (_, i) => i + 1))})`.execute(database.db),
    );
  }
  expect(await countNames()).toBeLessThanOrEqual(200);
});

test('a session that the server ended is replaced by one that knows no names, and what is asked is answered', async () => {
  await often(() => read());
  const [session] = (await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(database.db)).rows;
  const ended = new Promise<Error>((resolve) => {
    lost = resolve;
  });
  await sql`SELECT pg_terminate_backend(${session?.pid})`.execute(foundation.db);
  expect(Object.keys(await ended)).not.toContain('client'); // or the log would hold the whole session
  expect(await read()).toEqual([{ a: 1, b: 2 }]);
});

test('what is asked of a table that is divided by day has no name, what is asked of one of its days has', async () => {
  await sql`CREATE TABLE recorded_object_event7_20000 (n int)`.execute(foundation.db);
  await sql`CREATE TABLE recorded_object (n int)`.execute(foundation.db);
  const before = await countNames();
  for (let times = 0; times < 8; times++) {
    await sql`SELECT FROM recorded_object WHERE n = ${1}`.execute(database.db);
    await sql`SELECT FROM recorded_object_event7_20000 WHERE n = ${1}`.execute(database.db);
  }
  expect(await countNames()).toBe(before + 1);
});

test('what is asked of tables that are not there takes no names from others', async () => {
  const fresh = openDatabase<Tables>(server.connection, SCHEMA, () => {}, { poolSize: 1 });
  try {
    for (let n = 0; n < 210; n++)
      await often(() =>
        expect(sql`SELECT ${1}::int FROM ${sql.table(`day_${n}`)}`.execute(fresh.db)).rejects.toMatchObject({
          code: '42P01',
        }),
      );
    await often(() => read(fresh.db));
    const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM pg_prepared_statements`.execute(fresh.db);
    expect(rows).toEqual([{ n: 1 }]);
  } finally {
    await fresh.close();
  }
});

test('names begin anew where what is asked now has none any more', async () => {
  const ask = (n: number) => sql`SELECT ${n}::int + ${sql.lit(n)}`.execute(database.db);
  for (let n = 0; n < 210; n++) await often(() => ask(n));
  for (let times = 0; times < 2100; times++) await ask(999);
  expect(await countNames()).toBeLessThan(10);
});
