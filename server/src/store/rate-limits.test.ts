import { days, minutes, seconds } from '@kaitong/contract';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { resetRate, sweepRates, takeRate, takeRates } from './rate-limits.ts';
import { type FoundationTables, openFoundation } from './testing/schema.ts';
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

test('two pools at once take exactly the limit together', async () => {
  const limit = { limit: 20, window: days(1) };
  const tries = Array.from({ length: 60 }, (_, n) => takeRate((n % 2 ? one : other).db, 'run d1', limit));
  const taken = await Promise.all(tries);
  expect(taken.filter(({ ok }) => ok)).toHaveLength(20);
});

test('the wait that a refusal names is enough, and one second less is not', async () => {
  const limit = { limit: 2, window: minutes(1) };
  await takeRate(one.db, 'k', limit);
  await clock.advance(seconds(20));
  await takeRate(one.db, 'k', limit);
  const refused = await takeRate(one.db, 'k', limit);
  if (refused.ok) throw new Error('taken');
  expect(refused.retryAfterMs).toBeGreaterThan(38_000);
  expect(refused.retryAfterMs).toBeLessThanOrEqual(40_000);
  await clock.advance(seconds(38));
  expect(await takeRate(one.db, 'k', limit)).toMatchObject({ ok: false });
  await clock.advance(seconds(2));
  expect(await takeRate(one.db, 'k', limit)).toEqual({ ok: true });
  expect(await takeRate(one.db, 'k', limit)).toMatchObject({ ok: false });
});

test('no window of any position holds more than the limit', async () => {
  let key = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 15 }),
      async (limit, pauses) => {
        key += 1;
        let at = 0;
        const hits: number[] = [];
        for (const pause of pauses) {
          if (pause > 0) await clock.advance(minutes(pause));
          at += pause;
          const before = hits.filter((hit) => hit > at - 30).length;
          const { ok } = await takeRate(one.db, `p${key}`, { limit, window: minutes(30) });
          expect(ok).toBe(before < limit);
          if (ok) hits.push(at);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('a reset forgets the uses, and a sweep removes what is over', async () => {
  const limit = { limit: 1, window: minutes(1) };
  await takeRate(one.db, 'sign-in a', limit);
  await resetRate(one.db, 'sign-in a');
  expect(await takeRate(one.db, 'sign-in a', limit)).toEqual({ ok: true });
  await clock.advance(days(2));
  await sweepRates(one.db);
  expect((await sql`SELECT FROM rate_limit`.execute(one.db)).rows).toHaveLength(0);
});

test('several limits are asked together, and each answers for itself', async () => {
  const [hour, day] = [
    { limit: 1, window: minutes(60) },
    { limit: 3, window: days(1) },
  ];
  const take = async () =>
    (
      await takeRates(one.db, [
        ['both hour', hour],
        ['both day', day],
      ])
    ).map(({ ok }) => ok);
  expect([await take(), await take(), await take(), await take()]).toEqual([
    [true, true],
    [false, true],
    [false, true],
    [false, false],
  ]);
});
