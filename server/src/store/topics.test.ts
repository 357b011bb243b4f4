import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { type FoundationTables, openFoundation } from './testing/schema.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';
import {
  acknowledge,
  append,
  lastSeq,
  listUnacknowledged,
  readAfter,
  readUnacknowledged,
  removeTopic,
} from './topics.ts';

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

const seqs = (entries: { seq: number }[]) => entries.map(({ seq }) => seq);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

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
  expect(await readUnacknowledged(database.db, 'held_', { first: 2 })).toMatchObject([
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
