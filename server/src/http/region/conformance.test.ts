// An extended test and a platform that is away: what a camera could not do meanwhile says nothing of it.
import { type ConformanceId, type ConformanceItem, type Duration, minutes, seconds } from '@kaitong/contract';
import { awaySince } from '@kaitong/core';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { readTally } from '../../uptime/read-tally.ts';
import { startTest } from '../testing/conformance.ts';
import { type Phone, pairNew, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

let id: ConformanceId;
/** A camera that answers nothing: its first step ends when its time is over. */
beforeEach(async () => {
  id = await startTest(region, phone, await pairNew(region, phone), ['motion-off']);
  await until(({ state }) => state === 'running');
});

/** Until the item is so. */
async function until(holds: (item: ConformanceItem) => boolean): Promise<ConformanceItem> {
  return await vi.waitFor(
    async () => {
      const { items } = await region.context.db
        .selectFrom('conformance')
        .select('items')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      const [item] = items;
      if (!item || !holds(item)) throw new Error(JSON.stringify(item));
      return item;
    },
    { timeout: 20_000 },
  );
}

const timeOf = ({ deadlineAt }: ConformanceItem): number => Date.parse(deadlineAt ?? '');
const timesBegunAnew = ({ observations }: ConformanceItem): number =>
  observations.filter(({ code }) => code === 'platform.away').length;

/** Nothing of the platform is there for so long; resolves once all is back. */
async function beAway(by: Duration): Promise<void> {
  await region.clock.advanceAway(by);
  await vi.waitFor(
    async () => {
      const { tally, now } = await readTally(region.context.db);
      expect(awaySince(tally, now)).toBeUndefined();
    },
    { timeout: 20_000 },
  );
}

/** More than any step has. */
const LONG = minutes(5);

test('an outage moves the time of a step, and an item that fails all the same begins anew', async () => {
  const before = await until(() => true);
  await beAway(seconds(100));
  const moved = await until((item) => timeOf(item) >= timeOf(before) + seconds(100));
  expect(moved).toMatchObject({ state: 'running', observations: [{ code: 'grant.sent' }] });
  await region.clock.advance(LONG);
  const anew = await until((item) => timesBegunAnew(item) === 1 && item.state === 'running');
  expect(anew.observations.map(({ code }) => code)).toEqual(['grant.sent', 'platform.away', 'grant.sent']);
  // Nobody was away this time.
  await region.clock.advance(LONG);
  expect(await until(({ state }) => state === 'ended')).toMatchObject({
    ...{ verdict: 'fail', reason: { code: 'grant_not_taken' } },
  });
});

test('an item that meets one outage after another ends as not judged', async () => {
  for (const times of [1, 2]) {
    await beAway(minutes(1));
    await region.clock.advance(LONG);
    await until((item) => timesBegunAnew(item) === times && item.state === 'running');
  }
  await beAway(minutes(1));
  await region.clock.advance(LONG);
  expect(await until(({ state }) => state === 'ended')).toMatchObject({
    ...{ verdict: 'skipped', reason: { code: 'platform_away' } },
  });
});
