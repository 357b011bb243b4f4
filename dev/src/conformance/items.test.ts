// The extended test on virtual cameras: what a good one passes, and what a person is asked for where none can be told.
import { CONFORMANCE_ITEMS, ConformanceId, type ConformanceItem, type ItemName } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { activatedUnit, endOf, start, verdictsOf } from './testing/tested.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(() => rig.stop());

const LONG: readonly ItemName[] = ['rate', 'night', 'wrong-broker', 'power-cut', 'cloned-secret', 'sleep', 'update'];

describe.concurrent('a good camera', () => {
  test('passes all that is tried', { timeout: 300_000 }, async () => {
    const { unit } = await activatedUnit(rig);
    // Those that take a minute and more, and brokers over TLS, are tried in the wider suites.
    const items: readonly ItemName[] = CONFORMANCE_ITEMS.filter((name) => !LONG.includes(name));
    const { id } = await start(rig.maker, unit.deviceId, items);
    const report = await endOf(rig.maker, id);
    expect(verdictsOf(report)).toEqual({
      ...Object.fromEntries(items.map((name) => [name, 'pass as_expected'])),
      ...Object.fromEntries(LONG.map((name) => [name, 'skipped not_chosen'])),
    });
    expect(report).toMatchObject({ outcome: 'pass', problem: null, pid: unit.pid, firmware: '2.3.0', region: 'cn' });
    for (const item of report.items.filter(({ name }) => items.includes(name))) {
      expect(item).toMatchObject({ state: 'ended', moveSeconds: null, deadlineAt: null });
      expect(item.observations.map(({ code }) => code)).toContain('footage.judged');
      expect(item.clips.map(({ event }) => event)).toEqual(item.clips.map((_, n) => n + 1));
      expect(secondsOf(item)).toEqual({ are: 'shown', damaged: 0 });
    }
  });

  test('that cannot be told to see motion is waved at', { timeout: 120_000 }, async () => {
    const { unit, camera } = await activatedUnit(rig, { simulate: false, waveAfterGrant: undefined });
    const { id } = await start(rig.maker, unit.deviceId, ['motion-off', 'privacy-mode']);
    const asked = (name: string) =>
      eventually(async () => {
        const { items } = await rig.maker.getConformance({ params: { id } });
        const item = items.find((one) => one.name === name && one.moveSeconds !== null);
        if (!item) throw new Error('nobody is asked to move');
        return item;
      });
    expect(await asked('motion-off')).toMatchObject({ moveSeconds: 3 });
    expect(camera.wave().seen).toBe(true);
    await asked('privacy-mode');
    expect(camera.wave()).toEqual({ seen: false, because: 'privacy_mode' });
    await eventually(() => expect(camera.wave().seen).toBe(true));
    const { items } = await endOf(rig.maker, id);
    expect(items.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', ...Array(15).fill('skipped')]);
    expect(items[0]?.observations.map(({ code }) => code)).toContain('motion.asked');
  });

  test('that sends an event as one object is not said to have been interrupted', { timeout: 120_000 }, async () => {
    const { unit } = await activatedUnit(rig, { container: 'mp4' });
    const { id } = await start(rig.maker, unit.deviceId, ['uplink-lost']);
    expect(verdictsOf(await endOf(rig.maker, id))).toMatchObject({ 'uplink-lost': 'skipped not_interrupted' });
  });
});

/** Of each event there are the seconds that it shows, whole and with their levels. */
function secondsOf({ clips }: ConformanceItem) {
  const seconds = clips.flatMap(({ pictures }) => pictures);
  const shown = seconds.length >= 2 * clips.length && seconds.some(({ luma }) => luma > 20);
  return {
    are: clips.length > 0 && shown ? 'shown' : JSON.stringify(clips),
    damaged: seconds.reduce((sum, { damaged }) => sum + damaged, 0),
  };
}

test('what it recorded goes with the verdict, reaches no owner, and leaves no grant behind', async () => {
  const { unit, camera } = await activatedUnit(rig);
  const { id } = await start(rig.maker, unit.deviceId, ['motion-off']);
  await endOf(rig.maker, ConformanceId.parse(id));
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query(
      'SELECT id, wrapped_key, footage_deleted_at FROM conformance_event WHERE conformance_id = $1',
      [id],
    );
    expect(rows).toEqual([{ id: expect.any(String), wrapped_key: null, footage_deleted_at: expect.any(Date) }]);
    expect(rig.storedObjects('cn', rows[0].id, 'conformance')).toEqual([]);
  });
  const { items } = await unit.owner.listEvents({ params: { deviceId: unit.deviceId }, query: {} });
  expect(items).toEqual([]);
  expect(await (await unit.api()).getRecordingGrant({})).toMatchObject({ recording: 'none' });
  await eventually(() => expect(camera.device.findRecordingGrant()).toBeUndefined());
  expect((await unit.owner.listNotices({ query: {} })).items.map(({ type }) => type)).toContain('tested');
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
