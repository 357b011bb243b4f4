// Setting the demonstration up, by what a real platform is asked.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { cast, demoRegions } from './cast.ts';
import { seedDemo } from './seed.ts';
import type { DemoState } from './state.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({ KAITONG_ROLES: ['control', ...demoRegions].join(',') });
});
afterAll(() => rig.stop());
afterEach(() => void vi.restoreAllMocks());

const signOf = (name: string) => ({ login: `${name}@example.com`, password: 'a long password of theirs' });
const state: DemoState = {
  ...{ maker: signOf('maker-of-demo'), stranger: signOf('stranger-of-demo'), operator: signOf('operator-of-demo') },
  owners: Object.fromEntries(demoRegions.map((region) => [region, signOf(`owner-${region}`)])),
  ...{ apiKey: null, cameras: {}, testers: [] },
};

/** Notes each request from now on; `before` is awaited before it is sent. */
function noteRequests(before: (call: string) => Promise<unknown> | undefined = () => undefined): string[] {
  const asked: string[] = [];
  const send = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = new URL(String(input));
    const call = `${init?.method ?? 'GET'} ${url.pathname}`;
    // What planes of this process say to each other is none of it, nor what is left of another file’s test.
    if (url.origin === new URL(rig.url).origin && !call.includes('/plane/')) asked.push(call);
    await before(call);
    return await send(input, init);
  });
  return asked;
}

test('cameras are made beside each other, and a later start looks once at each product and makes nothing', async () => {
  let begun = 0;
  const all = Promise.withResolvers<void>();
  noteRequests((call) => {
    if (call !== 'POST /api/v1/products') return undefined;
    if (++begun === cast.length) all.resolve();
    return all.promise; // one after the other they would wait for ever
  });
  await seedDemo(rig.url, state, () => {});
  expect(Object.keys(state.cameras).sort()).toEqual(cast.map(({ behaviour }) => behaviour).sort());
  expect([...state.testers].sort()).toEqual([...demoRegions].sort());

  vi.restoreAllMocks();
  const asked = noteRequests();
  await seedDemo(rig.url, state, () => {});
  const own = cast.filter(({ account }) => account === 'maker').map(({ behaviour }) => state.cameras[behaviour]?.pid);
  expect(asked.sort()).toEqual(own.map((pid) => `GET /api/v1/products/${pid}`).sort());
});
