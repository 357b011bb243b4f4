import { type Duration, seconds } from '@kaitong/contract';
import { lostAt, PARTS, type Part } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../log.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { type Notifications, openNotifications } from '../store/notifications.ts';
import { regionSchema } from '../store/region/migrations.ts';
import type { RegionTables } from '../store/region/tables.ts';
import { createTestClock, startTestDatabase, type TestClock, type TestDatabase } from '../store/testing.ts';
import { keepUptime, type Uptime } from './keep-uptime.ts';
import { readTally } from './read-tally.ts';

const SCHEMA = regionSchema('cn');
/** As `core` has it. */
const WAY_BACK = 30_000;

let server: TestDatabase;
let database: Database<RegionTables>;
let clock: TestClock;
let listening: Notifications[];
let kept: Uptime[];
beforeAll(async () => {
  server = await startTestDatabase();
  database = openDatabase<RegionTables>(server.connection, SCHEMA, () => {});
  clock = createTestClock([database.db]);
});
beforeEach(async () => {
  listening = [];
  kept = [];
  await (await keep()).stop(); // what was before this test is counted
  await endOf(listening.pop());
  await clock.advance(seconds(60)); // nor is the cameras' way back
});
afterEach(async () => {
  for (const one of kept) await one.stop();
  for (const one of listening) await one.close();
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

/** A process: it listens, and says what it has up. */
async function keep(up: () => readonly Part[] = () => PARTS, returned: (lost: Duration) => void = () => {}) {
  listening.push(await openNotifications(server.connection, SCHEMA, () => {}));
  const uptime = await keepUptime({
    ...{ db: database.db, log: silentLog },
    listUp: async () => up(),
    onReturn: async (_, lost) => returned(lost),
  });
  kept.push(uptime);
  return uptime;
}

/** Its sessions are seen to be gone. */
async function endOf(one: Notifications | undefined): Promise<void> {
  await one?.close();
  for (let there = true; there; ) {
    const { rows } = await sql<{ there: boolean }>`
      SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = ${`kaitong-${SCHEMA}-listen`}) AS there`.execute(database.db);
    there = rows[0]?.there === true;
  }
}

async function lost(): Promise<number> {
  const { tally, now } = await readTally(database.db);
  return lostAt(tally, now);
}
/** Less than a test takes. */
const SOON = 20_000;

test('whoever comes after a killed process counts the time since its last word, and says so once', async () => {
  const before = await lost();
  await clock.advanceAway(seconds(300));
  const told: Duration[] = [];
  await keep(
    () => PARTS,
    (by) => told.push(by),
  );
  const after = (await lost()) - before;
  expect(after).toBeGreaterThanOrEqual(300_000 + WAY_BACK);
  expect(after).toBeLessThan(300_000 + WAY_BACK + SOON);
  expect(told).toEqual([after]);
});

test('an outage too short to be seen from outside is known to whoever begins alone', async () => {
  const before = await lost();
  await clock.advanceAway(seconds(2));
  await keep();
  expect((await lost()) - before).toBeGreaterThanOrEqual(2000 + WAY_BACK);
});

test('where another process was there all the time, one that begins counts nothing', async () => {
  await keep();
  const before = await lost();
  await keep();
  await clock.advance(seconds(300)); // with somebody up
  await keep();
  expect(await lost()).toBe(before);
});

test('a process that stood still counts its pause when it goes on', async () => {
  const back = Promise.withResolvers<Duration>();
  const hear = (by: Duration) => by > 90_000 && back.resolve(by);
  await keep(() => PARTS, hear);
  await keep(() => PARTS, hear);
  await clock.advanceAway(seconds(100));
  expect(await back.promise).toBeGreaterThanOrEqual(100_000 - WAY_BACK); // one that is over was being paid for still
});

test('a part that is away stops the time, though the process goes on, until it is back', async () => {
  let up: readonly Part[] = ['api', 'broker'];
  let looks = 0;
  const looked = Promise.withResolvers<void>();
  const told: Duration[] = [];
  await keep(
    () => {
      if (++looks > 3) looked.resolve();
      return up;
    },
    (by) => told.push(by),
  );
  const before = await lost();
  await clock.advanceAway(seconds(60));
  await looked.promise;
  const meanwhile = await lost();
  expect(meanwhile - before).toBeGreaterThanOrEqual(60_000);
  expect(told).toEqual([]);
  up = PARTS;
  await vi.waitFor(async () => expect(await lost()).toBeGreaterThanOrEqual(meanwhile + WAY_BACK), { timeout: 20_000 });
  expect(told).toHaveLength(1);
});
