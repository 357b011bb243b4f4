import { type Duration, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { becomes, pairNew, presenceOf, signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { keepLease } from './keep-lease.ts';
import { openPresence } from './open-presence.ts';

let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const nextSweep = async (): Promise<number> =>
  (await findDeadline(region.context.db, 'device.presence', 'all'))?.getTime() ?? 0;

/** Lets time pass in steps in which a sweep asks, is answered or not, and looks again. */
async function pass(...steps: Duration[]): Promise<void> {
  for (const step of steps) {
    const before = await nextSweep();
    await region.clock.advance(step);
    await vi.waitFor(async () => expect(await nextSweep()).toBeGreaterThan(before), { timeout: 30_000 });
  }
}

test('what a broker elsewhere holds is offline once nobody says that it is there, and back when somebody does', async () => {
  const { context, clock } = region;
  const phone = await signUp(region, 'wang');
  const camera = await pairNew(region, phone);
  const presence = await openPresence(context, { held: () => [], onReplaced() {} });
  const held = { id: '<r1.1.2.3>', broker: 'r1.1', isWatched: true }; // so that no silence ends it
  let isAlive: boolean | undefined = true;
  const ended = vi.fn(async () => {});
  const lease = await keepLease(context, held.broker, {
    isAlive: async () => isAlive,
    onEnded: ended,
    onGap: async () => void (await presence.connected(camera.deviceId, { ...held, order: 0 }, true)),
    onReplaced() {},
  });
  await presence.connected(camera.deviceId, { ...held, order: undefined }, true);
  expect(await presenceOf(phone, camera)).toBe('online');
  const leases = () =>
    context.db.selectFrom('broker_lease').select('broker').where('broker', '=', held.broker).execute();

  isAlive = undefined; // the cluster does not answer
  await pass(seconds(61), seconds(11), seconds(11));
  await becomes(region, phone, camera, 'offline');
  await vi.waitFor(async () => expect(await leases()).toEqual([]));
  isAlive = true;
  await clock.advance(seconds(20));
  await becomes(region, phone, camera, 'online');
  expect(ended).not.toHaveBeenCalled();

  isAlive = false; // it does, and that node is not there
  await pass(seconds(61), seconds(11), seconds(11));
  await becomes(region, phone, camera, 'offline');
  await clock.advance(seconds(20));
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  lease.close();
  presence.lease.close();
});
