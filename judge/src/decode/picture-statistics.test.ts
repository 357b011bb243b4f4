import { describe, expect, test } from 'vitest';
import { CHROMA_SAMPLES, GRID_SAMPLES, GRID_WIDTH, type PictureGrid } from './picture-grid.ts';
import { readRows } from './picture-rows.ts';
import { PictureStatistics } from './picture-statistics.ts';

const plane = (value: number): Uint8Array => new Uint8Array(CHROMA_SAMPLES).fill(value);
const grey: Omit<PictureGrid, 'luma'> = { cb: plane(128), cr: plane(128) };
const flat = (luma: number): Uint8Array => new Uint8Array(GRID_SAMPLES).fill(luma);
const summaryOf = (...grids: Uint8Array[]) => {
  const statistics = new PictureStatistics();
  for (const [at, luma] of grids.entries()) statistics.add({ luma, ...grey }, { atMs: at * 40, mark: 'whole' });
  return statistics.summary();
};

describe('motion', () => {
  /** A hand of 16 × 12 samples on grey, at column `x`. */
  const hand = (x: number, luma = 180, ground = 60): Uint8Array =>
    flat(ground).map((grey, i) => {
      const column = i % GRID_WIDTH;
      return column >= x && column < x + 16 && i >= 8 * GRID_WIDTH && i < 20 * GRID_WIDTH ? luma : grey;
    });
  const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  const peakOf = (grids: Uint8Array[]): number => summaryOf(...grids).motion.peak;

  test('a hand that goes across the picture changes some blocks in every pair of frames', () => {
    expect(peakOf(times(12, (i) => hand(i * 2)))).toBeGreaterThan(20);
    expect(peakOf(times(12, (i) => hand(i * 2, 40, 28)))).toBeGreaterThan(5);
  });

  test('half a second of it in the middle of a still clip counts as much', () => {
    const still = times(60, () => hand(0));
    expect(peakOf([...still, ...times(8, (i) => hand(i * 2)), ...still])).toBeGreaterThan(20);
  });

  test('a frozen picture that every group of pictures begins coarsely and refines is still', () => {
    const coarse = [9, 4, 0, 0, 0, 0, 0, 0];
    expect(peakOf(times(64, (i) => flat(100 + (coarse[i % 8] ?? 0))))).toBe(0);
  });

  test('a clock that changes once in a second is still', () => {
    expect(peakOf(times(60, (i) => hand(0).fill(i % 20 < 10 ? 235 : 16, 0, 8)))).toBe(0);
  });

  test('of few frames the median pair counts', () => {
    expect(summaryOf(flat(10), flat(12), flat(12), flat(9)).motion).toEqual({ peak: 2, pairs: 3 });
    expect(summaryOf(flat(10), flat(90), flat(90)).motion).toEqual({ peak: 0, pairs: 2 });
  });
});

test('no frame gives zeros, not NaN', () => {
  expect(summaryOf()).toEqual({
    measured: 0,
    luma: { mean: 0, min: 0, max: 0 },
    contrast: 0,
    motion: { peak: 0, pairs: 0 },
    thumbnails: [],
    rows: '',
  });
});

describe('rows', () => {
  test('each picture has one: when it is shown, its levels, and what changed since the one before', () => {
    const statistics = new PictureStatistics();
    const lamp = flat(40).fill(200, 0, GRID_SAMPLES / 2);
    statistics.add({ luma: flat(40), cb: plane(10), cr: plane(240) }, { atMs: 0, mark: 'whole' });
    statistics.add({ luma: lamp, ...grey }, { atMs: 39.6, mark: 'garbled' });
    const same = { chromaRange: 0 };
    expect(readRows(statistics.summary().rows)).toEqual([
      { ...same, atMs: 0, luma: 40, range: 0, cb: 10, cr: 240, change: 0, mark: 'whole', oneSided: true },
      {
        ...same,
        atMs: 40,
        luma: 120,
        range: 160,
        cb: 128,
        cr: 128,
        change: 160,

        mark: 'garbled',
        oneSided: false,
      },
    ]);
  });

  test('a clock in the corner is beyond the 98th percentile', () => {
    const clock = flat(16).fill(235, 0, GRID_SAMPLES * 0.015);
    expect(readRows(summaryOf(clock).rows)).toMatchObject([{ range: 0 }]);
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
