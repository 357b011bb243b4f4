import { type Generated, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clockMigration } from './clock-migration.ts';
import { json, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';

type Tables = { thing: { id: string; size: number; day: string; made_at: Generated<Date> } };

const migrations = {
  '0001_clock': clockMigration('shop'),
  '0002_things': `CREATE TABLE thing (
    id text PRIMARY KEY, size bigint NOT NULL, day date NOT NULL, made_at timestamptz NOT NULL DEFAULT kaitong_now())`,
};

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** Sessions that were lost; those that the server's own end takes along come too late to count. */
const lost: Error[] = [];
const open = (schema: string) => openDatabase<Tables>(server.connection, schema, (error) => lost.push(error));
afterEach(() => expect(lost).toEqual([]));

test('eight processes that migrate at once apply every migration exactly once', async () => {
  const databases = Array.from({ length: 8 }, () => open('shop'));
  const applied = await Promise.all(databases.map(({ db }) => migrate(db, 'shop', migrations)));
  expect(applied.flat().sort()).toEqual(['0001_clock', '0002_things']);
  await Promise.all(databases.map((database) => database.close()));
});

test('a migration gives way to whoever has what it waits for and wants what it has, and is applied after them', async () => {
  const { db, close } = open('busy');
  const first = { '0001_two': 'CREATE TABLE one (n int); CREATE TABLE two (n int)' };
  await migrate(db, 'busy', first);
  const both = { '0002_both': 'ALTER TABLE two ADD COLUMN m int; ALTER TABLE one ADD COLUMN m int' };
  const migrated = await db.transaction().execute(async (request) => {
    await sql`SELECT n FROM one`.execute(request);
    const migrating = migrate(db, 'busy', { ...first, ...both });
    await expect
      .poll(
        async () => (await sql`SELECT FROM pg_locks WHERE relation = 'one'::regclass AND NOT granted`.execute(db)).rows,
      )
      .toHaveLength(1);
    await sql`SELECT n FROM two`.execute(request);
    return { migrating };
  });
  expect(await migrated.migrating).toEqual(['0002_both']);
  await sql`SELECT one.m, two.m FROM one, two`.execute(db);
  await close();
});

test('a schema in use is brought on by one transaction for each migration, so that what is done stays when one fails', async () => {
  const { db, close } = open('steps');
  const steps = { '0001_a': 'CREATE TABLE a (n int)', '0002_b': 'CREATE TABLE b (n int)', '0003_c': 'SELECT 1 / 0' };
  await migrate(db, 'steps', { '0001_a': steps['0001_a'] });
  await expect(migrate(db, 'steps', steps)).rejects.toThrow('division by zero');
  expect(await migrate(db, 'steps', { ...steps, '0003_c': 'CREATE TABLE c (n int)' })).toEqual(['0003_c']);
  await close();
});

test('a session has its settings from its first statement on, and was opened without start-up options, which poolers refuse', async () => {
  const { db, close } = open('shop');
  const { rows } = await sql`
    SELECT name, setting, source FROM pg_settings WHERE name IN ('search_path', 'TimeZone', 'jit') ORDER BY name`.execute(
    db,
  );
  expect(rows).toEqual([
    { name: 'TimeZone', setting: 'UTC', source: 'session' },
    { name: 'jit', setting: 'off', source: 'session' },
    { name: 'search_path', setting: 'shop', source: 'session' },
  ]);
  await close();
});

test('int8 comes as a number and a date as text', async () => {
  const { db, close } = open('shop');
  await migrate(db, 'shop', migrations);
  const thing = await db
    .insertInto('thing')
    .values({ id: 'a', size: 2 ** 53 - 1, day: '2026-03-01' })
    .returningAll()
    .executeTakeFirstOrThrow();
  expect(thing).toMatchObject({ size: 2 ** 53 - 1, day: '2026-03-01' });
  await expect(sql`SELECT ${'9007199254740993'}::int8`.execute(db)).rejects.toThrow('int8 out of range');
  await close();
});

test('a session that is ended in mid-transaction fails the transaction and nothing else', async () => {
  const { db, close } = openDatabase<Tables>(server.connection, 'shop', () => {});
  const pidOf = async (executor: typeof db) =>
    (await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(executor)).rows[0]?.pid;
  const failing = db.transaction().execute(async (trx) => {
    const pid = await pidOf(trx);
    await sql`SELECT pg_terminate_backend(${pid}::int, 5000)`.execute(db);
    return await pidOf(trx);
  });
  await expect(failing).rejects.toThrow();
  expect(await pidOf(db)).toBeGreaterThan(0);
  await close();
});

test('jsonb takes whatever text a camera sends: NUL and halves of surrogate pairs become U+FFFD', async () => {
  const { db, close } = open('shop');
  const sent = { reason: 'a\0b', list: ['\ud83d', '\ud83d\ude00', '\\u0000'] };
  const { rows } = await sql<{ back: unknown }>`SELECT ${json(sent)} AS back`.execute(db);
  expect(rows[0]?.back).toEqual({ reason: 'a\ufffdb', list: ['\ufffd', '\ud83d\ude00', '\\u0000'] });
  await close();
});
