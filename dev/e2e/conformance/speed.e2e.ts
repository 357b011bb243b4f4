// Whether time runs rightly over a minute, and by night: cameras beside those that `npm test` tries.
import type { VirtualCameraOptions } from '@kaitong/device/virtual';
import { describe, expect, test } from 'vitest';
import { expectNoErrors, inHurriedTime, limits, RIGHT, tried, WRONG } from '../../src/conformance/testing/tried.ts';

inHurriedTime();

test.concurrent(
  'recorded continuously for more than a minute, a camera whose time is right passes',
  limits,
  async () => {
    const { verdict, seen } = await tried('rate', { continuous: true });
    expect(verdict).toBe(RIGHT);
    expect(seen).not.toContain('motion.simulated');
  },
);

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
    ['that knows no night is not judged', { night: false }, 'skipped stays_bright'],
  ])('a camera %s', limits, async (_title, options, expected) => {
    const { verdict, seen } = await tried('night', options);
    expect(verdict).toBe(expected);
    expect(seen).toContain('darkness.asked');
    expect(seen).toContain('picture.measured');
  });
});

expectNoErrors();
