import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { type Notifications, openNotifications } from './notifications.ts';
import { type FoundationTables, openFoundation, SCHEMA } from './testing/schema.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';
import {
  acknowledge,
  append,
  follow,
  lastSeq,
  listUnacknowledged,
  readAfter,
  readUnacknowledged,
  removeTopic,
} from './topics.ts';

let server: TestDatabase;
let database: Database<FoundationTables>;
let notifications: Notifications;

beforeAll(async () => {
  server = await startTestDatabase();
  database = await openFoundation(server.connection);
  notifications = await openNotifications(server.connection, SCHEMA, () => {});
});
afterAll(async () => {
  await notifications.close();
  await database.close();
  await server[Symbol.asyncDispose]();
});

const seqs = (entries: { seq: number }[]) => entries.map(({ seq }) => seq);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test('two processes that append to one topic, with rollbacks, leave no gap, and a follower meets each entry once', async () => {
  const program = new URL('./testing/append-process.ts', import.meta.url);
  const children: ChildProcess[] = [1, 2].map(() => fork(program, [server.url, 'run/1', '70'], { execArgv: [] }));
  await Promise.all(children.map((child) => once(child, 'message')));
  const expected = 2 * (70 - 10);
  const met: { seq: number }[] = [];
  const done = new AbortController();
  const following = (async () => {
    for await (const page of follow(database.db, notifications, 'run/1', 0, done.signal)) {
      met.push(...page);
      if (met.length >= expected) done.abort();
    }
  })();
  for (const child of children) child.send('go');
  await Promise.all(children.map((child) => once(child, 'exit')));
  await following;
  expect(seqs(met)).toEqual(upTo(expected));
  expect(seqs(await readAfter(database.db, 'run/1', 0))).toEqual(upTo(expected));
});

test('an entry is there exactly if its transaction committed, and numbers follow the commits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), async (commits) => {
      await removeTopic(database.db, 'p');
      await Promise.allSettled(
        commits.map((commit, n) =>
          database.db.transaction().execute(async (trx) => {
            await append(trx, 'p', n);
            if (!commit) throw new Error('undone');
          }),
        ),
      );
      const entries = await readAfter<number>(database.db, 'p', 0);
      const kept = commits.flatMap((commit, n) => (commit ? [n] : []));
      expect(seqs(entries)).toEqual(upTo(kept.length));
      expect(entries.map(({ data }) => data).sort((a, b) => a - b)).toEqual(kept);
      expect(await lastSeq(database.db, 'p')).toBe(kept.length);
    }),
    { numRuns: 15 },
  );
});

test('a reader goes on after the number that it saw last', async () => {
  for (const step of ['check', 'grant', 'verify']) await append(database.db, 'a/1', { step });
  const [second] = await readAfter<{ step: string }>(database.db, 'a/1', 1, 1);
  expect(second).toMatchObject({ seq: 2, data: { step: 'grant' } });
  expect(await readAfter(database.db, 'a/1', 3)).toEqual([]);
  expect(await readAfter(database.db, 'never written', 0)).toEqual([]);
});

test('an outbox is listed until its receiver has acknowledged all of it; an acknowledgement never goes back', async () => {
  await append(database.db, 'out_1', 1);
  await append(database.db, 'out_1', 2);
  await append(database.db, 'outX1', 1); // '_' in a prefix is no wildcard
  const behind = async () => await listUnacknowledged(database.db, 'out_');
  expect(await behind()).toEqual([{ topic: 'out_1', acknowledged: 0, seq: 2 }]);
  await acknowledge(database.db, 'out_1', 1);
  expect(await behind()).toEqual([{ topic: 'out_1', acknowledged: 1, seq: 2 }]);
  await acknowledge(database.db, 'out_1', 99);
  await acknowledge(database.db, 'out_1', 1);
  expect(await behind()).toEqual([]);
  await append(database.db, 'out_1', 3);
  expect(await behind()).toEqual([{ topic: 'out_1', acknowledged: 2, seq: 3 }]);
});

test('what several outboxes hold for their receivers is read at once, of each the first in order', async () => {
  for (const n of [1, 2, 3, 4]) await append(database.db, 'held_b', n);
  await append(database.db, 'held_a', 'x');
  await append(database.db, 'held_c', 'y');
  await append(database.db, 'heldXd', 'z');
  await acknowledge(database.db, 'held_b', 1);
  await acknowledge(database.db, 'held_c', 1);
  expect(await readUnacknowledged(database.db, 'held_', 2)).toMatchObject([
    { topic: 'held_a', acknowledged: 0, entries: [{ seq: 1, data: 'x' }] },
    {
      topic: 'held_b',
      acknowledged: 1,
      entries: [
        { seq: 2, data: 2 },
        { seq: 3, data: 3 },
      ],
    },
  ]);
});

test('a follower goes on when its session for notifications was ended by the server', async () => {
  const done = new AbortController();
  const pages = follow<number>(database.db, notifications, 'f', 0, done.signal);
  await append(database.db, 'f', 1);
  expect((await pages.next()).value).toMatchObject([{ seq: 1 }]);
  const second = pages.next();
  await sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = ${`kaitong-${SCHEMA}-listen`} AND datname = current_database()`.execute(database.db);
  await append(database.db, 'f', 2);
  expect((await second).value).toMatchObject([{ seq: 2 }]);
  done.abort();
  expect((await pages.next()).done).toBe(true);
});
