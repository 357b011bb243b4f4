// Cameras on batteries in the extended test: one that sleeps and wakes as it should, and those that break a clause about it.
import type { VirtualCameraOptions } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { clauseFaults } from '../../src/conformance/testing/firmware-faults.ts';
import { activatedProduct, start, TINY, verdictsOf } from '../../src/conformance/testing/tested.ts';

const ITEM = 'sleep';

let rig: RunningRig;
let pid: string;
beforeAll(async () => {
  rig = await startRig();
  await linkTester(rig.maker, rig.owners.cn);
  ({ pid } = await activatedProduct(rig));
});
afterAll(() => rig.stop());

/** What the item says of a camera; somebody moves in front of it whenever they are asked to. */
async function tried(options: Partial<VirtualCameraOptions>, sleepy = true) {
  const unit = await rig.unit({ pid, sleepy });
  const camera = await unit.camera({ ...TINY, sleepy, waveAfterGrant: undefined, ...options });
  const { id } = await start(rig.maker, unit.deviceId, [ITEM]);
  let asked = 0;
  for await (const { progress } of rig.maker.followConformance(id, AbortSignal.timeout(280_000))) {
    if (progress.type === 'ended') break;
    if (progress.item.moveSeconds !== null && camera.state === 'dormant') {
      asked += 1;
      camera.wave();
    }
  }
  const report = await rig.maker.getConformance({ params: { id } });
  const seen = report.items.find(({ name }) => name === ITEM)?.observations ?? [];
  return { verdict: verdictsOf(report)[ITEM], asked, seen: seen.map(({ code }) => code), report: JSON.stringify(seen) };
}

describe.concurrent('a camera', () => {
  test('that says when it sleeps, and goes by the right time once it wakes, passes', { timeout: 300_000 }, async () => {
    const { verdict, seen, asked, report } = await tried({});
    expect(verdict, report).toBe('pass as_expected');
    expect(asked).toBeGreaterThan(0);
    expect(seen.filter((code) => code.startsWith('sleep.') || code.startsWith('clock.told'))).toEqual([
      'clock.told_wrong',
      'sleep.awaited',
      'sleep.told',
      'clock.told_right',
    ]);
    expect(seen.filter((code) => code === 'event.closed')).toHaveLength(2);
  });

  test('that never sleeps is not tried, and lacks nothing by that', { timeout: 60_000 }, async () => {
    expect((await tried({}, false)).verdict).toBe('skipped never_sleeps');
  });

  test.each(clauseFaults.filter(({ item }) => item === ITEM))(
    'that breaks $clauses ($fault) is seen',
    { timeout: 300_000 },
    async ({ fault, seen }) => {
      const { verdict, report } = await tried({ fault });
      expect(verdict, report).toBe(seen);
    },
  );
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
