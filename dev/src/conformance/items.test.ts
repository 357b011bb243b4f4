// The extended test against real cameras of the virtual kind: what a good one passes, and what each fault fails.
import { CONFORMANCE_ITEMS, type Conformance, type ItemName } from '@kaitong/contract';
import type { VirtualCameraOptions } from '@kaitong/device/virtual';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(() => rig.stop());

async function activated(options: Partial<VirtualCameraOptions> = {}) {
  const unit = await rig.unit();
  const camera = await unit.camera(options);
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  return { unit, camera };
}

async function run(deviceId: string, items?: ItemName[]): Promise<Conformance> {
  const { id } = await rig.maker.startConformance({ body: { deviceId, ...(items ? { items } : {}) } });
  return await eventually(async () => {
    const test = await rig.maker.getConformance({ params: { id } });
    expect(test.state).toBe('ended');
    return test;
  }, 280_000);
}

const verdicts = ({ items }: Conformance) =>
  Object.fromEntries(items.map(({ name, verdict, reason }) => [name, `${verdict} ${reason?.code}`]));

test('a good camera passes all that can be tried here', { timeout: 300_000 }, async () => {
  const { unit } = await activated();
  const report = await run(unit.deviceId);
  expect(report).toMatchObject({ outcome: 'pass', problem: null });
  expect(verdicts(report)).toEqual({
    ...Object.fromEntries(CONFORMANCE_ITEMS.map((name) => [name, 'pass as_expected'])),
    'wrong-certificate': 'skipped tls_off',
  });
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
