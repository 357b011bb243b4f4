import { days, hours, minutes } from '@kaitong/contract';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { PORTIONS, Quotas, sweepQuotas } from './quotas.ts';
import { type FoundationTables, openFoundation } from './testing/schema.ts';
import { recordStatements } from './testing/statements.ts';
import { createTestClock, startTestDatabase, type TestClock, type TestDatabase } from './testing.ts';

let server: TestDatabase;
let one: Database<FoundationTables>;
let other: Database<FoundationTables>;
let clock: TestClock;
beforeAll(async () => {
  server = await startTestDatabase();
  one = await openFoundation(server.connection);
  other = await openFoundation(server.connection);
  clock = createTestClock([one.db]);
});
afterAll(async () => {
  await one.close();
  await other.close();
  await server[Symbol.asyncDispose]();
});

/** Two processes, whose time is a test's. */
function twoProcesses() {
  let now = 0;
  const read = () => now;
  return {
    processes: [new Quotas(one.db, read), new Quotas(other.db, read)] as const,
    async pass(ms: ReturnType<typeof minutes>) {
      now += ms;
      await clock.advance(ms);
    },
  };
}

test('two processes at once give what the limit says, and at most a portion more each', async () => {
  const quota = { limit: 640, window: days(1) };
  const { processes } = twoProcesses();
  const tries = Array.from({ length: 2000 }, (_, n) => processes[n % 2 === 0 ? 0 : 1].take('calls a', 1, quota));
  const taken = (await Promise.all(tries)).filter(({ ok }) => ok).length;
  expect(taken).toBeGreaterThanOrEqual(quota.limit);
  expect(taken).toBeLessThanOrEqual(quota.limit + 2 * (quota.limit / PORTIONS));
});

test('whoever uses little is counted by nobody but the process that is asked', async () => {
  const { processes } = twoProcesses();
  const recorder = recordStatements(one);
  recorder.take();
  for (let n = 0; n < 10; n++)
    expect(await processes[0].take('calls b', 1, { limit: 640, window: days(1) })).toEqual({ ok: true });
  expect(recorder.take()).toEqual([]);
});

test('a refusal names a wait that is enough, and costs the database nothing until then', async () => {
  const quota = { limit: 4, window: minutes(4) };
  const { processes, pass } = twoProcesses();
  const take = () => processes[0].take('calls c', 1, quota);
  for (let n = 0; n < 4; n++) expect(await take()).toEqual({ ok: true });
  const refused = await take();
  if (refused.ok) throw new Error('taken');
  expect(refused.retryAfterMs).toBeGreaterThan(minutes(0.8));
  expect(refused.retryAfterMs).toBeLessThanOrEqual(minutes(1));
  const recorder = recordStatements(one);
  recorder.take();
  expect(await take()).toMatchObject({ ok: false });
  expect(recorder.take()).toEqual([]);
  await pass(minutes(1));
  expect(await take()).toEqual({ ok: true });
  expect(await take()).toMatchObject({ ok: false });
});

test('one owner who has used all leaves the others what is theirs', async () => {
  const quota = { limit: 1, window: hours(1) };
  const { processes } = twoProcesses();
  expect(await processes[0].take('bytes d', 1, quota)).toEqual({ ok: true });
  expect(await processes[1].take('bytes d', 1, quota)).toMatchObject({ ok: false });
  expect(await processes[1].take('bytes e', 1, quota)).toEqual({ ok: true });
});

test('whatever is asked for, and in whichever process, no window gives more than twice the limit and two portions', async () => {
  let key = 0;
  const step = fc.record({
    process: fc.constantFrom(0 as const, 1 as const),
    amount: fc.integer({ min: 1, max: 40 }),
    pause: fc.constantFrom(0, 0, 0, 1, 5),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      key += 1;
      const quota = { limit: 64, window: minutes(10) };
      const { processes, pass } = twoProcesses();
      let at = 0;
      const given: { at: number; amount: number }[] = [];
      for (const { process, amount, pause } of steps) {
        if (pause > 0) await pass(minutes(pause));
        at += pause;
        if ((await processes[process].take(`bytes p${key}`, amount, quota)).ok) given.push({ at, amount });
        const lately = given.filter((one) => one.at > at - 10).reduce((sum, one) => sum + one.amount, 0);
        // What a process has fetched and not used it may use a window later.
        expect(lately).toBeLessThanOrEqual(2 * quota.limit + 4);
      }
    }),
    { numRuns: 25 },
  );
});

test('what is whole again is swept', async () => {
  await clock.advance(days(2));
  await sweepQuotas(one.db);
  expect((await sql`SELECT FROM quota`.execute(one.db)).rows).toHaveLength(0);
});
