import { randomBytes } from 'node:crypto';
import { minutes } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeyRing } from '../../secrets/wrapping.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, open, pairSubscribed } from '../testing/footage.ts';
import { type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const limit = (most: number) => ({ limit: most, window: minutes(60) });
const CALLS = { callsPerOwner: limit(40), callsPerProduct: limit(4000) };

let server: TestDatabase;
const keys = createKeyRing(randomBytes(32));
const regions: TestRegion[] = [];
/** A process of the one region, with limits of its own. */
async function start(limits: Parameters<typeof openTestRegion>[1] & object): Promise<TestRegion> {
  const region = await openTestRegion(server, { keys, ...limits });
  regions.push(region);
  return region;
}
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(async () => {
  for (const region of regions) await region.close();
  await server[Symbol.asyncDispose]();
});

type Problem = { code: string; params: { limit?: number; seconds?: number } };
const problemOf = (call: Promise<unknown>): Promise<Problem | undefined> =>
  call.then(
    () => undefined,
    (error: { problem?: Problem }) => error.problem ?? Promise.reject(error),
  );

test('an owner’s cameras and apps have so many calls together, in all processes of the region, and other owners theirs', async () => {
  const [one, other] = [await start({ limits: CALLS }), await start({ limits: CALLS })];
  const phone = await signUp(one, 'wang');
  const { ownerId, answered, problem } = await askUntilRefused(phone, other);
  expect(problem).toMatchObject({ code: 'owner_calls_exceeded', params: { limit: 40 } });
  expect(problem.params.seconds).toBeGreaterThan(0);
  expect(answered).toBeLessThanOrEqual(42);
  expect(await other.context.quotas.take(`calls owner ${ownerId}`, 1, CALLS.callsPerOwner)).toMatchObject({
    ok: false,
  });
  expect(await problemOf((await signUp(one, 'li')).listDevices({}))).toBeUndefined();
});

async function askUntilRefused(phone: Phone, other: TestRegion) {
  const { id: ownerId } = await phone.getOwner({});
  // The other process has given away some of it.
  await other.context.quotas.take(`calls owner ${ownerId}`, 20, CALLS.callsPerOwner);
  for (let answered = 21; answered < 100; answered++) {
    const problem = await problemOf(phone.listDevices({}));
    if (problem) return { ownerId, answered, problem };
  }
  throw new Error('never refused');
}

test('a product’s cameras have so many calls together, whoever owns them', async () => {
  const region = await start({ limits: { callsPerOwner: limit(4000), callsPerProduct: limit(1) } });
  const camera = await pairSubscribed(region, await signUp(region, 'zhao'));
  await problemOf(open(region, camera));
  expect(await problemOf(open(region, camera))).toMatchObject({ code: 'product_calls_exceeded', params: { limit: 1 } });
});

test.each([
  ['owner', { bytesPerOwner: limit(1) }],
  ['product', { bytesPerProduct: limit(1) }],
])(
  'what is declared beyond the bytes of its %s is refused; what was declared before is committed',
  async (of, limits) => {
    const region = await start({ limits });
    const camera = await pairSubscribed(region, await signUp(region, `bytes-${of}`));
    const opened = await open(region, camera);
    const [first, second] = clips.ts.pieces;
    if (!first || !second) throw new Error('the clip has two pieces');
    await opened.send(0, first); // more than the limit counts as all of it
    expect(await problemOf(opened.send(1, second))).toMatchObject({ code: `${of}_bytes_exceeded` });
    await opened.close(1);
  },
);

test.each([
  ['owner', { openEventsPerOwner: { limit: 2 } }],
  ['product', { openEventsPerProduct: { limit: 2 } }],
])(
  'so many events of a %s are open at a time; one that is closed makes room, and one refused leaves nothing',
  async (of, limits) => {
    const region = await start({ limits });
    await region.context.db.deleteFrom('open_event').execute();
    const camera = await pairSubscribed(region, await signUp(region, `events-${of}`));
    const [first] = [await open(region, camera), await open(region, camera)];
    expect(await problemOf(open(region, camera))).toEqual(
      expect.objectContaining({ code: `${of}_events_exceeded`, params: { limit: 2, seconds: 30 } }),
    );
    const { n } = await region.context.db
      .selectFrom('recorded_event')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('device_id', '=', camera.deviceId)
      .executeTakeFirstOrThrow();
    expect(n).toBe(2);
    await first.close(0);
    expect(await problemOf(open(region, camera))).toBeUndefined();
  },
);

test('an event that was left open is counted for an hour', async () => {
  const region = await start({ limits: { openEventsPerOwner: { limit: 1 } } });
  const camera = await pairSubscribed(region, await signUp(region, 'left-open'));
  await open(region, camera);
  expect(await problemOf(open(region, camera))).toMatchObject({ code: 'owner_events_exceeded' });
  await region.context.db
    .updateTable('open_event')
    .set({ opened_at: new Date(region.clock.now().getTime() - minutes(61)) })
    .execute();
  expect(await problemOf(open(region, camera))).toBeUndefined();
});
