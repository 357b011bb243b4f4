import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase } from './database.ts';
import { exclusively } from './exclusively.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server[Symbol.asyncDispose]());

test('one does it at a time, is told when its session has ended, and another may then', async () => {
  const { db, close } = openDatabase(server.connection, 'public', () => {});
  const begun = Promise.withResolvers<() => Promise<boolean>>();
  const end = Promise.withResolvers<void>();
  const first = exclusively(server.connection, 'something', async (isAlone) => {
    begun.resolve(isAlone);
    await end.promise;
  });
  const isAlone = await begun.promise;
  expect(await isAlone()).toBe(true);
  expect(await exclusively(server.connection, 'something', async () => {})).toBe('held');
  await sql`
    SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (
      SELECT oid FROM pg_database WHERE datname = current_database())`.execute(db);
  await vi.waitFor(async () => expect(await isAlone()).toBe(false));
  expect(await exclusively(server.connection, 'something', async () => {})).toBe('done');
  end.resolve();
  await first.catch(() => {});
  await close();
});
