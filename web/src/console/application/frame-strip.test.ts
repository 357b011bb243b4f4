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

describe('the strip', () => {
  test('shows frames in the order of the clip, not of arrival', () => {
    expect(
      framesOf(objects)
        .map((frame) => frame.bytes)
        .slice(8, 12),
    ).toEqual([208, 209, 300, 301]);
  });

  test('marks a finding without a time on its whole object', () => {
    expect(placeInStrip({ object: 3, atMs: null }, objects)).toEqual({ from: 10, to: 30 });
  });

  test('marks a finding with a time on the frame shown then', () => {
    expect(placeInStrip({ object: 3, atMs: 3_000 }, objects)).toEqual({ from: 20, to: 21 });
    expect(placeInStrip({ object: null, atMs: 1_000 }, objects)).toEqual({ from: 5, to: 6 });
  });

  test('marks nothing for a finding about the clip or about an object without frames', () => {
    expect(placeInStrip({ object: null, atMs: null }, objects)).toBeNull();
    expect(placeInStrip({ object: 1, atMs: null }, objects)).toBeNull();
  });
});
