import { ApplicationId, minutes, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { forgetOutages, startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import type { RegionTransaction } from '../context.ts';
import { RUN_WAITING } from './deadline-kinds.ts';
import { lookForPlace } from './waiting-runs.ts';

let server: TestDatabase;
let database: Database<RegionTables>;
beforeAll(async () => {
  server = await startTestDatabase();
  database = openDatabase(server.connection, regionSchema('cn'), (error) => void process.stderr.write(String(error)));
  await migrate(database.db, regionSchema('cn'), regionMigrations('cn'));
  await forgetOutages(database.db);
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

const LINE = 40;
const id = (n: number) => ApplicationId.parse(`ap${String(n).padStart(18, '0')}`);
const inTransaction = (work: (trx: RegionTransaction) => Promise<void>) => database.db.transaction().execute(work);
const look = (n: number) =>
  inTransaction((trx) => lookForPlace({ kind: RUN_WAITING, subject: id(n), tries: 0, late: 0 as never }, trx));

/** Every place is taken, and forty wait, each about to look. */
beforeEach(async () => {
  await sql`TRUNCATE run, deadline, waiting_run, topic, topic_entry RESTART IDENTITY CASCADE`.execute(database.db);
  await sql`
    INSERT INTO run (application_id, device_id, pid, owner_id, paired_at, account_id, account_name, state, step,
      deadline_at, grant_expires_at, grant_given_until, nonce, dormant)
    SELECT 'full' || n, 'full' || n, 'p', 'o', now(), 'a', 'a', 'running', 'await-event', now(), now(), now(), 'x', false
    FROM generate_series(1, 5000) AS n`.execute(database.db);
  const ids = Array.from({ length: LINE }, (_, n) => id(n));
  await sql`
    INSERT INTO waiting_run (application_id, start, patient_until)
    SELECT id, '{}', kaitong_now() + interval '5 min' FROM unnest(${ids}::text[]) WITH ORDINALITY AS given (id, n) ORDER BY n`.execute(
    database.db,
  );
  await sql`
    INSERT INTO deadline (kind, subject, due_at) SELECT ${RUN_WAITING}, id, kaitong_now() FROM unnest(${ids}::text[]) AS id`.execute(
    database.db,
  );
});

/** What each was told last of its place, by its number. */
async function toldPlaces(): Promise<(number | undefined)[]> {
  const { rows } = await sql<{ topic: string; waiting: number }>`
    SELECT topic, (data -> 'progress' ->> 'waiting')::int AS waiting FROM topic_entry
    WHERE data -> 'progress' ->> 'type' = 'judge.queued' ORDER BY seq`.execute(database.db);
  const last = new Map(rows.map(({ topic, waiting }) => [topic, waiting]));
  return Array.from({ length: LINE }, (_, n) => last.get(`run:${id(n)}`));
}
const countTold = async () => (await sql`SELECT FROM topic_entry`.execute(database.db)).rows.length;
const nextLooks = async () => {
  const { rows } = await sql<{ subject: string }>`
    SELECT subject FROM deadline WHERE due_at <= kaitong_now() ORDER BY subject`.execute(database.db);
  return rows.map(({ subject }) => subject);
};
const leave = (...those: number[]) =>
  sql`DELETE FROM waiting_run WHERE application_id = ANY(${those.map(id)}::text[])`.execute(database.db);
const passTime = () => sql`UPDATE waiting_run SET told_at = told_at - interval '1 min'`.execute(database.db);

test('one look tells the whole line, and spares those in the back the look that they were about to take', async () => {
  await look(20);
  expect(await toldPlaces()).toEqual(Array.from({ length: LINE }, (_, n) => n));
  expect(await nextLooks()).toEqual(Array.from({ length: 10 }, (_, n) => id(n))); // anyone in front may be woken at any moment
  await look(3);
  expect(await countTold()).toBe(LINE);
});

test('when places change, only those are told to whom it matters, and nobody twice within the time between two looks', async () => {
  await look(0);
  await leave(0, 1);
  await look(2);
  expect(await countTold()).toBe(LINE);
  await passTime();
  await look(2);
  // Two of thirty are no news to who stands thirtieth.
  expect((await toldPlaces()).slice(2, 21)).toEqual(Array.from({ length: 19 }, (_, n) => n));
  expect((await toldPlaces()).slice(22)).toEqual(Array.from({ length: LINE - 22 }, (_, n) => n + 22));
});

test('who is just leaving is not told that they wait, and holds up nobody', async () => {
  await inTransaction(async (leaving) => {
    await leaving.deleteFrom('waiting_run').where('application_id', '=', id(5)).execute();
    await look(20);
  });
  const told = await toldPlaces();
  expect(told[5]).toBeUndefined();
  expect(told.filter((place) => place !== undefined)).toHaveLength(LINE - 1);
});

/** Nobody holds a place: so many have just begun, and test their way up. */
async function justBegun(many: number): Promise<void> {
  await sql`DELETE FROM run`.execute(database.db);
  await sql`
    INSERT INTO run (application_id, device_id, pid, owner_id, paired_at, account_id, account_name, state, step,
      deadline_at, grant_expires_at, grant_given_until, nonce, dormant)
    SELECT 'new' || n, 'new' || n, 'p', 'o', now(), 'a', 'a', 'running', 'preflight', now(), now(), now(), 'x', false
    FROM generate_series(1, ${many}::int) AS n`.execute(database.db);
}
/** So many runs have ended a while ago, and took so many minutes; last those that had waited for an event. */
const ended = (many: number, took: number, { hasWaited = false } = {}) =>
  sql`
    INSERT INTO run (application_id, device_id, pid, owner_id, paired_at, account_id, account_name, state, step,
      deadline_at, grant_expires_at, grant_given_until, nonce, dormant, event_wait_ms, started_at, ended_at)
    SELECT 'old' || ${took}::int || '-' || n, 'old' || n, 'p', 'o', now(), 'a', 'a', 'passed', 'verify', now(), now(), now(), 'x', false,
      CASE WHEN ${hasWaited}::boolean THEN 86400000 END, at - ${took}::int * interval '1 min', at
    FROM generate_series(1, ${many}::int) AS n,
      (SELECT kaitong_now() - CASE WHEN ${hasWaited}::boolean THEN interval '30 s' ELSE interval '1 min' END AS at) AS a`.execute(
    database.db,
  );
async function nextLookOf(n: number): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    SELECT extract(epoch FROM due_at - kaitong_now())::float8 * 1000 AS ms FROM deadline WHERE subject = ${id(n)}`.execute(
    database.db,
  );
  return rows[0]?.ms ?? Number.NaN;
}
async function toldWait(n: number): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number }>`
    SELECT (data -> 'progress' ->> 'expectedMs')::float8 AS ms FROM topic_entry
    WHERE data -> 'progress' ->> 'type' = 'judge.queued' AND topic = ${`run:${id(n)}`} ORDER BY seq DESC LIMIT 1`.execute(
    database.db,
  );
  return rows[0]?.ms;
}

test('where those before it have only just begun, the first looks again as soon as they no longer are: no end of a run wakes it', async () => {
  await justBegun(24);
  await ended(20, 10);
  await look(0);
  expect(await nextLookOf(0)).toBeLessThanOrEqual(seconds(3));
  expect(await nextLookOf(30)).toBeGreaterThan(seconds(3));
});

test('a line behind runs that test is told no longer wait than as many runs take', async () => {
  await justBegun(24);
  await ended(20, 2);
  await look(0);
  expect(await toldWait(LINE - 1)).toBeLessThanOrEqual(minutes(Math.ceil(LINE / 24) * 2));
});

test('runs that waited for a day say nothing of how long others take', async () => {
  await justBegun(24);
  await ended(20, 1);
  await ended(20, 1440, { hasWaited: true });
  await look(0);
  expect(await toldWait(0)).toBeLessThanOrEqual(minutes(1));
});
