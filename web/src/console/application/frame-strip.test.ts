import { describe, expect, test } from 'vitest';
import { framesOf, placeInStrip } from './frame-strip.ts';
import type { ObjectView } from './run-view.ts';

const segment = (n: number, frames: number): ObjectView => ({
  n,
  kind: 'segment',
  bytes: 1,
  durationMs: 2_000,
  strip: Array.from({ length: frames }, (_, i) => [n * 100 + i, i === 0]),
});
const snapshot: ObjectView = { n: 1, kind: 'snapshot', bytes: 1, durationMs: 0, strip: [] };
const objects = [segment(3, 20), snapshot, segment(2, 10)];
const placeOf = (object: number | null, atMs: number | null, params: { toMs?: number } = {}) =>
  placeInStrip({ object, atMs, params }, objects);

describe('the strip', () => {
  test('shows frames in the order of the clip, not of arrival', () => {
    expect(
      framesOf(objects)
        .map((frame) => frame.bytes)
        .slice(8, 12),
    ).toEqual([208, 209, 300, 301]);
  });

  test('marks a finding without a time on its whole object', () => {
    expect(placeOf(3, null)).toEqual({ from: 10, to: 30 });
  });

  test('marks a finding with a time on the frame shown then', () => {
    expect(placeOf(3, 3_000)).toEqual({ from: 20, to: 21 });
    expect(placeOf(null, 1_000)).toEqual({ from: 5, to: 6 });
  });

  test('marks a finding that knows its picture on that one', () => {
    expect(placeInStrip({ object: 3, atMs: 3_000, frame: 22, params: {} }, objects)).toEqual({ from: 22, to: 23 });
  });

  test('marks sound from just before its object on the object’s first frame, and what is far from it on all of it', () => {
    expect(placeOf(3, 1_984)).toEqual({ from: 10, to: 11 });
    expect(placeOf(3, 900)).toEqual({ from: 10, to: 30 });
  });

  test('marks a finding that lasts up to its end, in whatever object that is, and no further than the clip', () => {
    expect(placeOf(null, 1_000, { toMs: 3_000 })).toEqual({ from: 5, to: 20 });
    expect(placeOf(null, 1_000, { toMs: 4_000 })).toEqual({ from: 5, to: 30 });
  });

  test('marks nothing for a finding about the clip or about an object without frames', () => {
    expect(placeOf(null, null)).toBeNull();
    expect(placeOf(1, null)).toBeNull();
  });
});
