// Many outboxes at once: each has its turn.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../store/database.ts';
import { type FoundationTables, openFoundation } from '../store/testing/schema.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { append } from '../store/topics.ts';
import type { RegionContext } from './context.ts';
import { oneByOne, sendTopics } from './send-topics.ts';

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

test('the last of hundreds of outboxes has its turn, however much the first have to tell', async () => {
  const names = Array.from({ length: 150 }, (_, n) => String(n).padStart(3, '0'));
  const told: string[] = [];
  const { db } = database as unknown as Pick<RegionContext, 'db'>;
  const { sendAll } = sendTopics<number>(
    { db },
    'out:',
    oneByOne(async ({ key, reports }) => {
      told.push(key);
      if (told.length < 400) await append(db, `out:${key}`, told.length);
      return { taken: reports.at(-1)?.seq ?? 0 };
    }),
  );
  for (const name of names) await append(db, `out:${name}`, 0);
  const { signal } = new AbortController();
  expect(await sendAll(signal)).toBe(true);
  expect(told.indexOf('149')).toBeLessThan(told.indexOf('000', 1));
  while (await sendAll(signal));
  expect(new Set(told)).toEqual(new Set(names));
});

test('what one outbox holds goes in one call, page by page', async () => {
  const calls: number[][] = [];
  const { db } = database as unknown as Pick<RegionContext, 'db'>;
  const { sendAll } = sendTopics<number>(
    { db },
    'batch:',
    oneByOne(async ({ reports }) => {
      calls.push(reports.map(({ seq }) => seq));
      return { taken: reports.at(-1)?.seq ?? 0 };
    }),
  );
  for (let n = 1; n <= 30; n++) await append(db, 'batch:one', n);
  const { signal } = new AbortController();
  expect(await sendAll(signal)).toBe(true);
  const upTo = Array.from({ length: 30 }, (_, n) => n + 1);
  expect(calls).toEqual([upTo.slice(0, 20), upTo.slice(20)]);
  expect(await sendAll(signal)).toBe(false);
});
