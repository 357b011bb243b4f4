import { days, hours, minutes } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { openDatabaseClock, readNow } from './database-clock.ts';
import { openNotifications } from './notifications.ts';
import { type FoundationTables, openFoundation, SCHEMA } from './testing/schema.ts';
import { createTestClock, startTestDatabase, type TestDatabase } from './testing.ts';

let server: TestDatabase;
let database: Database<FoundationTables>;

beforeAll(async () => {
  server = await startTestDatabase();
  database = await openFoundation(server.connection);
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

test('a test moves the clock of the program, of the database and of other processes together', async () => {
  const notifications = await openNotifications(server.connection, SCHEMA, () => {});
  const elsewhere = await openDatabaseClock(database.db, notifications, () => {});
  const clock = createTestClock([database.db]);
  const start = Date.now();
  const heard = new Promise<void>((resolve) => notifications.on('clock', () => resolve()));
  await clock.advance(days(3));
  await heard;
  const late = (time: number) => time - start - days(3);
  expect(late(clock.now().getTime())).toBeGreaterThanOrEqual(0);
  expect(late((await readNow(database.db)).getTime())).toBeGreaterThan(-minutes(1));
  const started = await openDatabaseClock(database.db, notifications, () => {});
  expect(late(started.now().getTime())).toBeGreaterThanOrEqual(0);
  expect(late(elsewhere.now().getTime())).toBeGreaterThanOrEqual(0);
  await notifications.close();
});

test('a session that is no test cannot move the clock', async () => {
  const move = sql`UPDATE clock_offset SET shift = '1 hour'`.execute(database.db);
  await expect(move).rejects.toThrow('only tests move the clock');
});

test('an index bounds a search for what is due', async () => {
  const plan = await database.db.transaction().execute(async (trx) => {
    await sql`SET LOCAL enable_seqscan = off`.execute(trx);
    return await sql`EXPLAIN SELECT FROM deadline WHERE due_at <= kaitong_now()`.execute(trx);
  });
  expect(JSON.stringify(plan.rows)).toContain('Index Cond: (due_at <= kaitong_now())');
});

test('a session that comes with a later time than its server’s clock has it count, for every session', async () => {
  const reached = new Date(Date.now() + minutes(10));
  const before = await readNow(database.db);
  expect(before.getTime()).toBeLessThan(reached.getTime() + days(3));
  const notifications = await openNotifications(server.connection, SCHEMA, () => {});
  const early = await openDatabaseClock(database.db, notifications, () => {});
  expect(early.reached().getTime()).toBeLessThan(reached.getTime());
  const other = openDatabase(server.connection, SCHEMA, () => {}, { reached: () => reached });
  const shift = days(3); // of the tests before
  expect((await readNow(other.db)).getTime()).toBeGreaterThanOrEqual(reached.getTime() + shift - 1);
  expect((await readNow(database.db)).getTime()).toBeGreaterThanOrEqual(reached.getTime() + shift - 1);
  const late = await openDatabaseClock(database.db, notifications, () => {});
  expect(late.reached().getTime()).toBeGreaterThanOrEqual(reached.getTime() - 1);
  await other.close();
  await notifications.close();
});

test('a time that is off by more than an hour was of a wrong clock, and is not waited for', async () => {
  const before = await readNow(database.db);
  const other = openDatabase(server.connection, SCHEMA, () => {}, { reached: () => new Date(Date.now() + hours(2)) });
  expect((await readNow(other.db)).getTime() - before.getTime()).toBeLessThan(minutes(1));
  await other.close();
});

test('a schema without a clock has no time, rather than that of the process', async () => {
  const clockless = database.db.transaction().execute(async (trx) => {
    await sql`TRUNCATE clock_offset`.execute(trx);
    return await readNow(trx);
  });
  await expect(clockless).rejects.toThrow('the schema has no time');
});
