// Many samples in one call, on a server with cameras, and on one that is killed between two submissions.
import { type BulkActivationId, bulkJunitPath } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { holdNamed } from './testing/holds.ts';
import { type KillableRig, startKillableRig } from './testing/killable-rig.ts';

let rig: KillableRig;
beforeAll(async () => {
  rig = await startKillableRig();
});
afterAll(() => rig.stop());

const until = (id: BulkActivationId, expected: object) =>
  eventually(async () => {
    const report = await rig.maker.getBulkActivation({ params: { id } });
    expect(report).toMatchObject(expected);
    return report;
  }, 60_000);

test('each camera comes to its outcome, the broken one with its cause, in one report and its JUnit', async () => {
  const [good, broken, off] = [await rig.unit(), await rig.unit(), await rig.unit()];
  await good.camera();
  await broken.camera({ fault: 'video.first_not_key' });
  const deviceIds = [good, broken, off].map(({ deviceId }) => deviceId);
  const { id } = await rig.maker.createBulkActivation({ body: { deviceIds } });
  const { items } = await until(id, { state: 'ended', counts: { approved: 1, rejected: 1, refused: 1 } });
  expect(items).toMatchObject([
    { state: 'approved', pid: good.pid, firmware: good.firmware, problem: null, findings: [] },
    { state: 'rejected', problem: { code: 'clip_rejected' } },
    { state: 'refused', problem: { code: 'device_offline' } },
  ]);
  expect(items[1]?.findings[0]).toBe('video.first_not_key');
  const xml = await (await rig.maker.fetch(bulkJunitPath(id))).text();
  expect(xml).toContain('tests="3" failures="2"');
  expect(xml).toContain('clip_rejected video.first_not_key');
});

test('a server that is killed between two submissions goes on with the rest, and submits none twice', async () => {
  const unit = await rig.unit();
  await unit.device(); // it takes the grant, and nobody waves
  const unknown = Array.from({ length: 10 }, (_, n) => `6c${String(n).padStart(18, '0')}`);
  const held = await holdNamed(rig.control, `application pid ${unit.pid}`);
  const { id } = await rig.maker.createBulkActivation({ body: { deviceIds: [unit.deviceId, ...unknown] } });
  // The check of the first goes on, and the last three wait for its step.
  const before = await until(id, { counts: { verifying: 1, refused: 7, waiting: 3 } });
  await rig.kill();
  await held.release();
  await rig.restart();
  await until(id, { state: 'running', counts: { verifying: 1, refused: 10 } });
  const [first] = before.items;
  await eventually(async () => {
    const { items } = await rig.maker.listApplications({ query: { search: unit.deviceId } });
    expect(items).toMatchObject([{ id: first?.applicationId, state: 'verifying' }]);
    expect(items[0]?.step).not.toBe('check');
  });
  if (first?.applicationId) await rig.maker.cancelApplication({ params: { id: first.applicationId } });
  const { items } = await until(id, { state: 'ended', counts: { cancelled: 1, refused: 10 } });
  for (const { deviceId, applicationId } of items)
    expect((await rig.maker.listApplications({ query: { search: deviceId } })).items).toMatchObject([
      { id: applicationId },
    ]);
  const ids = (of: typeof items) => of.map(({ applicationId }) => applicationId);
  expect(ids(items).slice(0, 8)).toEqual(ids(before.items).slice(0, 8));
});
