import { describe, expect, test } from 'vitest';
import { GRID_SAMPLES, GRID_WIDTH, PictureStatistics } from './picture-statistics.ts';

const flat = (luma: number): Uint8Array => new Uint8Array(GRID_SAMPLES).fill(luma);
const summaryOf = (...grids: Uint8Array[]) => {
  const statistics = new PictureStatistics();
  for (const grid of grids) statistics.add(grid);
  return statistics.summary();
};

describe('black', () => {
  test('video black with a little noise counts', () => {
    const noisy = flat(16).map((luma, i) => luma + (i % 4));
    expect(summaryOf(noisy).black).toBe(1);
  });

  test('a clock in the corner does not make black a picture', () => {
    const clock = flat(16).fill(235, 0, GRID_SAMPLES * 0.015);
    expect(summaryOf(clock).black).toBe(1);
  });

  test('a dark picture with a bright part is none', () => {
    const lamp = flat(10).fill(82, 0, GRID_SAMPLES / 9);
    expect(summaryOf(lamp)).toMatchObject({ black: 0, luma: { mean: 18 } });
  });

  test('grey and flat is not black', () => {
    expect(summaryOf(flat(28)).black).toBe(0);
  });
});

test('motion is the mean difference of neighbours, over the pairs of one object', () => {
  expect(summaryOf(flat(10), flat(12), flat(12), flat(9)).motion).toEqual({ sum: 5, pairs: 3 });
});

test('no frame gives zeros, not NaN', () => {
  expect(summaryOf()).toEqual({
    measured: 0,
    black: 0,
    luma: { mean: 0, min: 0, max: 0 },
    contrast: 0,
    motion: { sum: 0, pairs: 0 },
    thumbnails: [],
  });
});

describe('thumbnails', () => {
  test('they are the grid averaged in blocks of four', () => {
    const stripes = flat(0).map((_, i) => (Math.floor((i % GRID_WIDTH) / 4) % 2 === 0 ? 40 : 200));
    expect(summaryOf(stripes).thumbnails).toEqual([{ frame: 0, luma: '28c8'.repeat(72) }]);
  });

  test.each([1, 11, 12, 13, 24, 100, 1000])('of %i frames at most 12 are kept, spread over all', (count) => {
    const { thumbnails } = summaryOf(...Array.from({ length: count }, () => flat(1)));
    const frames = thumbnails.map(({ frame }) => frame);
    expect(frames.length).toBe(new Set(frames).size);
    expect(frames.length).toBeLessThanOrEqual(12);
    expect(frames.length).toBeGreaterThanOrEqual(Math.min(count, 6));
    expect(frames.at(-1) ?? 0).toBeGreaterThanOrEqual(Math.floor(count * 0.75) - 1);
  });
});
