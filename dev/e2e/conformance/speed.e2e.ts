// Whether time runs rightly over a minute, and by night.
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

describe('by night a camera that cannot be told to see motion', () => {
  test.concurrent('passes where somebody covers its lens', limits, async () => {
    const covered = await tried('night', { simulate: false }, (camera, darken) => {
      expect(camera.cover(darken).seen).toBe(true);
    });
    expect(covered.verdict).toBe(RIGHT);
    expect(covered.seen).toContain('darkness.asked');
    expect(covered.seen).not.toContain('motion.simulated');
  });

  test.concurrent('is not judged where somebody only waves', limits, async () => {
    const waved = await tried('night', { simulate: false }, (camera) => void camera.wave());
    expect(waved.verdict).toBe('skipped stays_bright');
  });
});

// By its sound: what arrival tells in hurried time is as good as the machine is idle (dev/bench/judge/rate simulates it).
test.concurrent('21 frames stamped as 25 fail, recorded continuously for more than a minute', limits, async () => {
  const { verdict, reason } = await tried('rate', { continuous: true, fault: 'time.rate' });
  expect(verdict).toBe(WRONG);
  expect(reason?.params).toMatchObject({ rate: expect.closeTo(1.2, 0.6), stamped: 25 });
});

test.concurrent('by night a camera that halves its frames and stamps them as by day fails', limits, async () => {
  const { verdict, seen } = await tried('night', { fault: 'conformance.night' });
  expect(verdict).toBe(WRONG);
  expect(seen).toContain('darkness.asked');
  expect(seen).toContain('picture.measured');
});

expectNoErrors();
