import { expect, test } from 'vitest';
import { LEAST_SHARE, shareChanged } from './motion.ts';

/** A grey picture of a thousand pixels, of which the first `moved` are lighter, under noise. */
const picture = (moved: number, noise: number): Uint8ClampedArray =>
  Uint8ClampedArray.from({ length: 4000 }, (_, at) => 100 + (at / 4 < moved ? 80 : 0) + ((at * 7) % (noise + 1)));

test('noise of the sensor is no motion, and a hand is one at every sensitivity', () => {
  expect(shareChanged(picture(0, 20), picture(0, 3))).toBe(0);
  expect(shareChanged(picture(0, 20), picture(100, 20))).toBeCloseTo(0.1);
  for (const least of Object.values(LEAST_SHARE)) expect(0.1).toBeGreaterThan(least);
});

test('what changes little is seen by the sensitive alone', () => {
  const share = shareChanged(picture(0, 0), picture(20, 0));
  expect([share > LEAST_SHARE.high, share > LEAST_SHARE.medium, share > LEAST_SHARE.low]).toEqual([true, false, false]);
});
