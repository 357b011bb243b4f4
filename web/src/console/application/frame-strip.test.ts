import { describe, expect, test } from 'vitest';
import { framesOf, placeInStrip } from './frame-strip.ts';
import type { ObjectView } from './run-view.ts';

/** Two seconds of it. */
const segment = (n: number, frames: number, times: (number | null)[] = []): ObjectView => ({
  ...{ n, kind: 'segment', bytes: 1, durationMs: 2_000, times },
  strip: Array.from({ length: frames }, (_, i) => [n * 100 + i, i === 0]),
});
const snapshot: ObjectView = { n: 1, kind: 'snapshot', bytes: 1, durationMs: 0, strip: [], times: [] };
const objects = [segment(3, 20), snapshot, segment(2, 10)];
const placeOf = (object: number | null, atMs: number | null, params: { toMs?: number } = {}, among = objects) =>
  placeInStrip({ object, atMs, params }, among);

/** So many frames a second, by a clock that does not begin at 0, without those that are missing. */
const stamps = (fromMs: number, fps: number, missing: readonly number[] = []) =>
  Array.from({ length: 2 * fps }, (_, at) => fromMs + (at * 1000) / fps).filter((_, at) => !missing.includes(at));
const lossy = [segment(0, 9, stamps(90_000, 5, [3])), segment(1, 9, stamps(92_000, 5, [3]))];
const startsOf = (some: ObjectView[]) => framesOf(some).map(({ fromMs }) => fromMs);

describe('the strip', () => {
  test('shows frames in the order of the clip, not of arrival', () => {
    const bytes = framesOf(objects).map((frame) => frame.bytes);
    expect(bytes.slice(8, 12)).toEqual([208, 209, 300, 301]);
  });

  test('has its frames at their times, and nothing where one is missing', () => {
    expect(startsOf(lossy)).toEqual(
      [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19].map((n) => n * 200),
    );
    expect(framesOf(lossy).every(({ lastsMs }) => lastsMs === 200)).toBe(true);
  });

  test('marks what is missing in the gap that it left', () => {
    expect(placeOf(0, 600, {}, lossy)).toEqual({ fromMs: 600, toMs: 800 });
    expect(placeOf(1, 2_600, {}, lossy)).toEqual({ fromMs: 2_600, toMs: 2_800 });
  });

  test.each([
    ['have no times', [segment(0, 5), segment(1, 5)]],
    ['begin anew', [segment(0, 5, [0, 400, 800, 1200, 1600]), segment(1, 5, [0, 400, 800, 1200, 1600])]],
    ['go back', [segment(0, 5, [0, 400, 300, 1200, 1600]), segment(1, 5, [null, null, null, null, null])]],
    [
      'leap',
      [segment(0, 5, [0, 400, 800, 1200, 1600]), segment(1, 5, [9e9, 9e9 + 400, 9e9 + 800, 9e9 + 1200, 9e9 + 1600])],
    ],
  ])('lets objects follow one another whose frames %s', (_, some) => {
    expect(startsOf(some)).toEqual([0, 400, 800, 1200, 1600, 2000, 2400, 2800, 3200, 3600]);
  });

  test('marks a finding without a time on its whole object', () => {
    expect(placeOf(3, null)).toEqual({ fromMs: 2_000, toMs: 4_000 });
  });

  test('marks a moment as long as a frame, with an object and without', () => {
    expect(placeOf(3, 3_000)).toEqual({ fromMs: 3_000, toMs: 3_100 });
    expect(placeOf(null, 1_000)).toEqual({ fromMs: 1_000, toMs: 1_200 });
  });

  test('marks sound from just before its object there, and what is far from it on all of it', () => {
    expect(placeOf(3, 1_984)).toEqual({ fromMs: 1_984, toMs: 2_084 });
    expect(placeOf(3, 900)).toEqual({ fromMs: 2_000, toMs: 4_000 });
  });

  test('marks a finding that lasts up to its end, in whatever object that is, and no further than the clip', () => {
    expect(placeOf(null, 1_000, { toMs: 3_000 })).toEqual({ fromMs: 1_000, toMs: 3_000 });
    expect(placeOf(null, 1_000, { toMs: 9_000 })).toEqual({ fromMs: 1_000, toMs: 4_000 });
  });

  test('marks nothing for a finding about the clip or about an object without frames', () => {
    expect(placeOf(null, null)).toBeNull();
    expect(placeOf(1, null)).toBeNull();
  });
});
