import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Database } from './database.ts';
import { follow } from './follow-topic.ts';
import { type Notifications, openNotifications } from './notifications.ts';
import { type FoundationTables, openFoundation, SCHEMA } from './testing/schema.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';
import { appendForFollowers as append, readAfter } from './topics.ts';

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

/** Numbers that one follower meets behind `after`, until it has met the `last`. */
async function meet(topic: string, after: number, last: number, db: Kysely<FoundationTables> = database.db) {
  const met: number[] = [];
  const done = new AbortController();
  for await (const page of follow(db, notifications, topic, after, done.signal)) {
    met.push(...seqs(page));
    if ((met.at(-1) ?? after) >= last) done.abort();
  }
  return met;
}

/** Calls `then` between what each read of a follower finds and its hearing of it. */
const afterEachRead = (then: () => Promise<void> | void): Kysely<FoundationTables> =>
  database.db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (result.numAffectedRows === undefined) await then(); // else it said that the topic is followed
      return result;
    },
  });

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

test('what is written while a follower begins to wait is not missed', async () => {
  let reads = 0;
  const heard = (): Promise<void> => new Promise((resolve) => void notifications.on('topic', () => resolve()));
  const db = afterEachRead(async () => {
    if (++reads > 2) return;
    const told = heard();
    await append(database.db, 'between', reads); // its first look has found nothing, and it does not wait yet
    await told;
  });
  expect(await meet('between', 0, 2, db)).toEqual([1, 2]);
});

test('whoever joins sees what was committed by then, and what is not committed yet afterwards', async () => {
  await append(database.db, 'join', 'first');
  const others = meet('join', 0, 3);
  const committing = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const writing = database.db.transaction().execute(async (trx) => {
    await append(trx, 'join', 'second');
    await append(trx, 'join', 'third');
    written.resolve();
    await committing.promise;
  });
  await written.promise;
  const pages = follow(database.db, notifications, 'join', 0, new AbortController().signal);
  expect(seqs((await pages.next()).value ?? [])).toEqual([1]);
  committing.resolve();
  await writing;
  expect(seqs((await pages.next()).value ?? [])).toEqual([2, 3]);
  await pages.return(undefined);
  expect(await others).toEqual([1, 2, 3]);
});

test('followers that join whenever they like, behind whatever number, meet all that follows it once and in order', async () => {
  const step = fc.oneof(
    fc.record({ join: fc.nat(12) }),
    fc.record({ append: fc.integer({ min: 1, max: 3 }), isUndone: fc.boolean() }),
    fc.constant('settle' as const),
  );
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const topic = `property ${n++}`;
      const last = steps.reduce(
        (sum, one) => sum + (one !== 'settle' && 'append' in one && !one.isUndone ? one.append : 0),
        0,
      );
      const following: Promise<[after: number, met: number[]]>[] = [];
      const writing: Promise<unknown>[] = [];
      for (const one of steps) {
        if (one === 'settle') await Promise.allSettled(writing);
        else if ('join' in one) {
          const after = Math.min(one.join, last);
          following.push(meet(topic, after, last + 1).then((met) => [after, met]));
        } else
          writing.push(
            database.db.transaction().execute(async (trx) => {
              for (let i = 0; i < one.append; i++) await append(trx, topic, i);
              if (one.isUndone) throw new Error('undone');
            }),
          );
      }
      await Promise.allSettled(writing);
      await append(database.db, topic, 'last');
      for (const [after, met] of await Promise.all(following)) expect(met).toEqual(upTo(last + 1).slice(after));
    }),
    { numRuns: 15 },
  );
});

test('two hundred followers read together, and what happens at once is read at once', async () => {
  let reads = 0;
  const db = afterEachRead(() => void reads++);
  const waiting = Array.from({ length: 200 }, () => meet('many', 0, 30, db));
  for (let i = 0; i < 30; i++) await append(database.db, 'many', i);
  for (const met of await Promise.all(waiting)) expect(met).toEqual(upTo(30));
  expect(reads).toBeLessThanOrEqual(31); // one by one it would be thousands
});

test('a follower that fell behind all that the others keep reads it by itself', async () => {
  const entries = 1300;
  await database.db.transaction().execute(async (trx) => {
    for (let i = 0; i < entries; i++) await append(trx, 'long', i);
  });
  const near = meet('long', entries, entries + 1);
  const far = meet('long', 0, entries + 1);
  await append(database.db, 'long', 'last');
  expect(await near).toEqual([entries + 1]);
  expect(await far).toEqual(upTo(entries + 1));
});

test('where followers were silent for too long, whoever looks says again that there are some, and all look', {
  timeout: 10_000, // by themselves they look every 15 s
}, async () => {
  await append(database.db, 'silent', 1);
  const pages = follow(database.db, notifications, 'silent', 0, new AbortController().signal);
  expect(seqs((await pages.next()).value ?? [])).toEqual([1]);
  const next = pages.next();
  await sql`UPDATE topic SET followed_until = clock_timestamp() WHERE name = 'silent'`.execute(database.db);
  await append(database.db, 'silent', 2);
  const now = performance.now.bind(performance);
  const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 130_000);
  expect(await meet('silent', 1, 2)).toEqual([2]);
  expect(seqs((await next).value ?? [])).toEqual([2]);
  later.mockRestore();
  await pages.return(undefined);
});
