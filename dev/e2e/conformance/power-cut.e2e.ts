// How cameras come back after a power cut: one whose pauses are always the same, and a street whose platform was away.
import { FirmwareVersion } from '@kaitong/contract';
import { createDevice, type Device } from '@kaitong/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type KillableRig, startKillableRig } from '../../src/activation/testing/killable-rig.ts';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { clauseFaults } from '../../src/conformance/testing/firmware-faults.ts';
import { activatedProduct, endOf, start, TINY, verdictsOf } from '../../src/conformance/testing/tested.ts';

describe('a camera that breaks', () => {
  let rig: RunningRig;
  beforeAll(async () => {
    rig = await startRig();
    await linkTester(rig.maker, rig.owners.cn);
  });
  afterAll(() => rig.stop());

  test.each(clauseFaults.filter(({ item }) => item === 'power-cut'))(
    '$clauses ($fault) is seen by $item',
    // On a machine that is too busy what a handshake takes looks like chance, and nothing is said.
    { timeout: 200_000, retry: 2 },
    async ({ fault, item, seen }) => {
      const { pid } = await activatedProduct(rig);
      const unit = await rig.unit({ pid });
      await unit.camera({ ...TINY, fault });
      const { id } = await start(rig.maker, unit.deviceId, [item]);
      const report = await endOf(rig.maker, id);
      const tried = report.items.find(({ name }) => name === item);
      expect(verdictsOf(report)[item], JSON.stringify(tried?.observations)).toBe(seen);
    },
  );

  test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
});

describe('a street whose platform was away', () => {
  const HOUSES = 40;
  /** So often each has tried in vain before the platform is there again. */
  const TRIES = 5;

  let rig: KillableRig;
  beforeAll(async () => {
    rig = await startKillableRig();
  });
  afterAll(() => rig.stop());

  /** Cameras without a picture; resolves once all are there. `tries`: of the one that has tried least since it lost its line. */
  async function street(pid: string, random: () => number) {
    const tries = new Map<string, number>();
    const devices: Device[] = [];
    for (let house = 0; house < HOUSES; house++) {
      const { credentials, deviceId } = await rig.unit({ pid });
      const device = createDevice({
        credentials,
        firmware: FirmwareVersion.parse('2.3.0'),
        random,
        hooks: {
          onState: ({ state }) => tries.set(deviceId, state === 'online' ? 0 : (tries.get(deviceId) ?? 0) + 1),
        },
      });
      device.start();
      devices.push(device);
      rig.closers.push(() => device.stop());
    }
    await eventually(() => expect(devices.map(({ state }) => state.state)).toEqual(Array(HOUSES).fill('online')));
    return { ids: devices.map(({ credentials }) => credentials.deviceId), fewest: () => Math.min(...tries.values()) };
  }

  /** Seconds from the first that came back to each, as the broker noted it. */
  async function comeBack(ids: readonly string[], since: Date): Promise<number[]> {
    return await eventually(async () => {
      const { rows } = await rig.regions.cn.pool.query<{ at: Date }>(
        "SELECT min(at) AS at FROM device_log WHERE code = 'connected' AND at > $1 AND device_id = ANY($2) GROUP BY device_id",
        [since, ids],
      );
      expect(rows).toHaveLength(ids.length);
      const first = Math.min(...rows.map(({ at }) => at.getTime()));
      return rows.map(({ at }) => (at.getTime() - first) / 1000).sort((a, b) => a - b);
    }, 120_000);
  }

  /** How many came in each second. */
  const histogram = (seconds: readonly number[]): number[] =>
    Array.from(
      { length: Math.floor(seconds.at(-1) ?? 0) + 1 },
      (_, n) => seconds.filter((at) => Math.floor(at) === n).length,
    );

  /** The most that came within any two seconds, wherever a second of the clock begins. */
  const densest = (seconds: readonly number[]): number =>
    Math.max(...seconds.map((from, n) => seconds.slice(n).filter((at) => at - from < 2).length));

  test('comes back over seconds where pauses have a random part, and all at once where they have none', {
    timeout: 400_000,
  }, async () => {
    const { pid } = await rig.maker.createProduct({ body: { name: 'Street' } });
    const [random, same] = [await street(pid, Math.random), await street(pid, () => 0.5)];
    await rig.kill();
    await eventually(() => expect(Math.min(random.fewest(), same.fewest())).toBeGreaterThanOrEqual(TRIES), 120_000);
    const since = new Date();
    await rig.restart();
    const [spread, together] = [await comeBack(random.ids, since), await comeBack(same.ids, since)];
    console.log(
      `a street of ${HOUSES}, each second: ${histogram(spread).join(' ')}; without a random part: ${histogram(together).join(' ')}`,
    );
    console.log(`most within two seconds: ${densest(spread)}; without a random part: ${densest(together)}`);
    // Those that come while the server starts wait for it, and are taken at once.
    expect(densest(spread)).toBeLessThan(HOUSES * 0.75);
    expect(densest(together)).toBeGreaterThan(HOUSES * 0.75);
    expect(spread.at(-1)).toBeLessThanOrEqual(60);
  });
});
