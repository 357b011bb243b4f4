import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { activateInBackground } from './activate.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

test('the next start finds the product activated, and leaves nothing in the list that nobody has made', async () => {
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'demo.json' } });
  const unit = await rig.unit();
  await unit.camera();
  const start = () => activateInBackground(rig.url, key, unit.deviceId);
  expect(await start()).toBe(true);
  expect(await start()).toBe(true);
  const { items } = await rig.maker.listApplications({ query: { search: unit.deviceId } });
  expect(items.map(({ state }) => state)).toEqual(['approved']);
});
