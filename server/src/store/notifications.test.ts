import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { type Notifications, notify, openNotifications } from './notifications.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';

let server: TestDatabase;
let one: Database<unknown>;
let other: Database<unknown>;
let notifications: Notifications;

beforeAll(async () => {
  server = await startTestDatabase();
  one = openDatabase(server.connection, 'one', () => {});
  other = openDatabase(server.connection, 'other', () => {});
  await migrate(one.db, 'one', {});
  await migrate(other.db, 'other', {});
  notifications = await openNotifications(server.connection, 'one', () => {});
});
afterAll(async () => {
  await notifications.close();
  await one.close();
  await other.close();
  await server[Symbol.asyncDispose]();
});

/** Collects what is said about `topic` until `last` comes. */
function hear(topic: string, last: string | undefined) {
  const heard: (string | undefined)[] = [];
  const done = Promise.withResolvers<(string | undefined)[]>();
  const off = notifications.on(topic, (payload) => {
    heard.push(payload);
    if (payload === last) done.resolve(heard);
  });
  return { heard: done.promise, off };
}

test('a listener hears its topic of its schema, from the moment it listens, once the speaker commits', async () => {
  const { heard, off } = hear('step', 'end');
  await notify(other.db, 'step', 'of another schema');
  await notify(one.db, 'steps', 'of another topic');
  await one.db
    .transaction()
    .execute(async (trx) => {
      await notify(trx, 'step', 'rolled back');
      throw new Error('undone');
    })
    .catch(() => {});
  await notify(one.db, 'step', 'with spaces and 中文');
  await notify(one.db, 'step', '');
  await notify(one.db, 'step', 'end');
  expect(await heard).toEqual(['with spaces and 中文', '', 'end']);
  off();
});

test('when its session is ended by the server it reconnects and tells every listener to look', async () => {
  const a = hear('a', undefined);
  const b = hear('b', undefined);
  await sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'kaitong-one-listen' AND datname = current_database()`.execute(one.db);
  expect(await a.heard).toEqual([undefined]);
  expect(await b.heard).toEqual([undefined]);
  a.off();
  b.off();
  const again = hear('a', 'news');
  await notify(one.db, 'a', 'news');
  expect(await again.heard).toEqual(['news']);
  again.off();
});

test('the database is asked for the time at once, and again when the session is back', async () => {
  const said: number[] = [];
  const again = Promise.withResolvers<void>();
  const off = notifications.onTime((reading) => {
    expect(reading.heardAt).toBeGreaterThanOrEqual(reading.askedAt);
    said.push(reading.said);
    if (said.length > 1) again.resolve();
  });
  expect(said).toHaveLength(1);
  await sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'kaitong-one-listen' AND datname = current_database()`.execute(one.db);
  await again.promise;
  expect(said[1]).toBeGreaterThan(said[0] ?? 0);
  off();
});

test('a listener that throws disturbs no other', async () => {
  const off = notifications.on('c', () => {
    throw new Error('mine');
  });
  const good = hear('c', 'x');
  await notify(one.db, 'c', 'x');
  expect(await good.heard).toEqual(['x']);
  off();
  good.off();
});
