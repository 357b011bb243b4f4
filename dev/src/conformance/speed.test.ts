// Whether time runs rightly over a minute, and by night: the extended test's items that take long, in time that is hurried.
import type { ItemName } from '@kaitong/contract';
import type { VirtualCameraOptions } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { type Hurried, hurry } from './testing/hurry.ts';
import { activatedUnit, endOf, start, verdictsOf } from './testing/tested.ts';

/** Still slow enough for a busy machine to keep up: what takes it a second looks like three. */
const FACTOR = 3;

let rig: RunningRig;
let time: Hurried;
beforeAll(async () => {
  rig = await startRig();
  await linkTester(rig.maker, rig.owners.cn);
  time = hurry(rig, FACTOR);
});
afterAll(async () => {
  await time.stop();
  await rig.stop();
});

/** What an item says of a camera, and what was seen of it. */
async function tried(item: ItemName, options: Partial<VirtualCameraOptions>) {
  const { unit } = await activatedUnit(rig, { segmentMs: 2000, clock: time.clock, ...options });
  const { id } = await start(rig.maker, unit.deviceId, [item]);
  const report = await endOf(rig.maker, id);
  const found = report.items.find(({ name }) => name === item);
  return {
    verdict: verdictsOf(report)[item],
    seen: found?.observations.map(({ code }) => code),
    reason: found?.reason,
  };
}

const limits = { timeout: 200_000 };
const WRONG = 'fail rate_wrong';
const RIGHT = 'pass as_expected';

describe('recorded continuously, for more than a minute', () => {
  test.concurrent('a camera whose time is right passes', limits, async () => {
    const { verdict, seen } = await tried('rate', { continuous: true });
    expect(verdict).toBe(RIGHT);
    expect(seen).not.toContain('motion.simulated');
  });

  // By its sound: what arrival tells in hurried time is as good as the machine is idle (dev/bench/judge/rate simulates it).
  test.concurrent('21 frames stamped as 25 fail', limits, async () => {
    const { verdict, reason } = await tried('rate', { continuous: true, fault: 'time.rate' });
    expect(verdict).toBe(WRONG);
    expect(reason?.params).toMatchObject({ rate: expect.closeTo(1.2, 0.6), stamped: 25 });
  });
});

describe('from simulated motion of ten and of seventy seconds', () => {
  test.concurrent.each<[string, Partial<VirtualCameraOptions>, string]>([
    ['whose time is right passes', {}, RIGHT],
    ['that sends a single MP4 passes too', { container: 'mp4' }, RIGHT],
    [
      'that stamps 21 frames as 25 fails, without sound or ages',
      { container: 'mp4', fault: 'conformance.rate' },
      WRONG,
    ],
  ])('a camera %s', limits, async (_title, options, expected) => {
    const { verdict, seen } = await tried('rate', options);
    expect(verdict).toBe(expected);
    expect(seen?.filter((code) => code === 'motion.simulated')).toHaveLength(2);
  });

  test.concurrent('a camera that can be told neither is not judged', limits, async () => {
    expect((await tried('rate', { simulate: false })).verdict).toBe('skipped simulate_needed');
  });
});

describe('by night', () => {
  test.concurrent.each<[string, Partial<VirtualCameraOptions>, string]>([
    ['whose time is right passes', {}, RIGHT],
    ['that halves its frames and stamps them as by day fails', { fault: 'conformance.night' }, WRONG],
    ['that knows no night is not judged', { night: false }, 'skipped stays_bright'],
  ])('a camera %s', limits, async (_title, options, expected) => {
    const { verdict, seen } = await tried('night', options);
    expect(verdict).toBe(expected);
    expect(seen).toContain('darkness.asked');
    expect(seen).toContain('picture.measured');
  });
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
