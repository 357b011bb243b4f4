// kill -9 of the only server in the middle of an item: whoever starts next goes on, and the camera passes all the same.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { type KillableRig, startKillableRig } from '../activation/testing/killable-rig.ts';
import { linkTester } from '../activation/testing/people.ts';
import { activatedUnit, endOf, start, verdictsOf } from './testing/tested.ts';

let rig: KillableRig;
beforeAll(async () => {
  rig = await startKillableRig();
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(() => rig.stop());

test.each(['motion.simulated', 'object.stored', 'line.cut'])(
  'a server that is killed after %s',
  { timeout: 200_000 },
  async (code) => {
    const { unit } = await activatedUnit(rig);
    const { id } = await start(rig.maker, unit.deviceId, ['uplink-lost', 'key-rotation']);
    await eventually(async () => {
      const { rows } = await rig.regions.cn.pool.query('SELECT items::text AS items FROM conformance WHERE id = $1', [
        id,
      ]);
      expect(rows[0]?.items).toContain(code);
    });
    await rig.kill();
    await rig.restart();
    const report = await endOf(rig.maker, id, 150_000);
    expect(verdictsOf(report)).toMatchObject({ 'uplink-lost': 'pass as_expected', 'key-rotation': 'pass as_expected' });
    expect(report.problem).toBeNull();
  },
);
