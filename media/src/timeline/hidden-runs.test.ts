import { expect, test } from 'vitest';
import type { Frame } from '../bitstream/video-track.ts';
import { withHiddenRuns } from './hidden-runs.ts';

test('the pictures are gone through once, however many runs are hidden', () => {
  let looks = 0;
  const count = 4000;
  const frames = Array.from({ length: count }, (_, n): Frame => {
    const frame = { dts: 0, pts: 0, bytes: 1, offset: n };
    return Object.defineProperty({ ...frame, key: null }, 'key', {
      get: () => {
        looks++;
        return n === count - 2 ? 'idr' : null;
      },
    });
  });
  // Every fourth step is of two pictures.
  const dts = frames.map((_, n) => 40 * (n + Math.floor(n / 4)));
  const mayHide = new Map(frames.flatMap((_, n) => (n % 4 === 0 && n > 0 ? [[n, 1] as const] : [])));
  const { losses, garbled } = withHiddenRuns({ losses: [], garbled: [], mayHide, frames }, dts);
  expect(losses).toHaveLength(count / 4 - 1);
  expect(garbled).toEqual([[4, count - 2]]);
  expect(looks).toBeLessThanOrEqual(2 * count);
});

test('a hidden run goes up to the next key, and behind the last one to the end', () => {
  const key = (n: number) => (n === 0 || n === 6 ? ('idr' as const) : null);
  const frames = Array.from({ length: 12 }, (_, n): Frame => ({ dts: 0, pts: 0, bytes: 1, offset: n, key: key(n) }));
  const late = (n: number) => (n >= 3 ? 1 : 0) + (n >= 8 ? 1 : 0);
  const dts = frames.map((_, n) => 40 * (n + late(n)));
  const mayHide = new Map([3, 8].map((n) => [n, 1]));
  expect(withHiddenRuns({ losses: [], garbled: [], mayHide, frames }, dts).garbled).toEqual([
    [3, 6],
    [8, 12],
  ]);
});
