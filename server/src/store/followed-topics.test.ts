// What is added to a topic is told where somebody waits for it, and nowhere else.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { type Notifications, openNotifications } from './notifications.ts';
import { type FoundationTables, openFoundation, SCHEMA } from './testing/schema.ts';
import { allIsHeard, dwell } from './testing/waiting.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';
import { append, appendForFollowers, keepFollowed, lastSeq, onAppended } from './topics.ts';
import { inOneStatement, writeNoted } from './unit-of-work.ts';

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

/** How often a topic is told of while something is done. */
async function timesTold(topic: string, act: () => Promise<unknown>): Promise<number> {
  let told = 0;
  const off = onAppended(notifications, topic, () => void told++);
  await act();
  await allIsHeard(database.db, notifications);
  off();
  return told;
}

/** Whoever waits: it says so, looks, and looks again when it is told. @returns how far it has seen at last */
async function wait(topic: string, trips: number): Promise<() => Promise<number>> {
  let seen = 0;
  let looking = Promise.resolve();
  const look = (): void => {
    looking = looking.then(async () => {
      seen = await lastSeq(database.db, topic);
    });
  };
  await dwell(database.db, trips);
  const off = onAppended(notifications, topic, look);
  await keepFollowed(database.db, topic);
  look();
  return async () => {
    off();
    await looking;
    return seen;
  };
}

test('whoever begins to wait while others write, at whatever moment, sees all of it or is told of it', async () => {
  const writer = fc.record({
    before: fc.nat(3),
    entries: fc.integer({ min: 1, max: 2 }),
    uncommitted: fc.nat(6),
    isUndone: fc.boolean(),
    inOneStatement: fc.boolean(),
  });
  const story = fc.record({
    writers: fc.array(writer, { minLength: 1, maxLength: 4 }),
    waiters: fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }),
    isThere: fc.boolean(),
  });
  let n = 0;
  await fc.assert(
    fc.asyncProperty(story, async ({ writers, waiters, isThere }) => {
      const topic = `story ${n++}`;
      if (isThere) await appendForFollowers(database.db, topic, 'first');
      const writing = writers.map(async (one) => {
        await dwell(database.db, one.before);
        if (one.inOneStatement) return await inOneStatement(database.db, (u) => appendForFollowers(u, topic, 'alone'));
        await database.db.transaction().execute(async (trx) => {
          for (let i = 0; i < one.entries; i++) await appendForFollowers(trx, topic, i);
          await writeNoted(trx);
          await dwell(trx, one.uncommitted);
          if (one.isUndone) throw new Error('undone');
        });
      });
      const waiting = waiters.map((trips) => wait(topic, trips));
      await Promise.allSettled(writing);
      const ends = await Promise.all(waiting);
      await allIsHeard(database.db, notifications);
      const last = await lastSeq(database.db, topic);
      for (const end of ends) expect(await end()).toBe(last);
    }),
    { numRuns: 150 },
  );
});

test('what nobody follows is told to nobody, what is followed once a transaction, and an outbox always', async () => {
  expect(await timesTold('alone', () => appendForFollowers(database.db, 'alone', 1))).toBe(0);
  await keepFollowed(database.db, 'alone');
  const twice = () =>
    database.db.transaction().execute(async (trx) => {
      for (const n of [2, 3]) await appendForFollowers(trx, 'alone', n);
    });
  expect(await timesTold('alone', twice)).toBe(1);
  expect(await timesTold('outbox', () => append(database.db, 'outbox', 1))).toBe(1);
});

test('who went away without a word is told nothing any more when its time is over', async () => {
  await keepFollowed(database.db, 'left');
  expect(await timesTold('left', () => appendForFollowers(database.db, 'left', 1))).toBe(1);
  await sql`UPDATE topic SET followed_until = followed_until - interval '5 minutes' WHERE name = 'left'`.execute(
    database.db,
  );
  expect(await timesTold('left', () => appendForFollowers(database.db, 'left', 2))).toBe(0);
});
