import { expect, test } from 'vitest';
import type { ReadVideo } from './read-footage.ts';
import { follows, numberOf, tailOf } from './stream-tail.ts';
import type { OpenStream } from './streams.ts';

const sets = { vps: [], sps: [], pps: [] };
const video = (change: Partial<ReadVideo> = {}): ReadVideo => ({
  ...{ container: 'ts', codec: 'h264', width: 640, height: 360, durationMs: 2000, parameterSets: sets },
  ...{ startMs: 10_000, wrapMs: 95_443_718, ...change },
});
const endedWith = (name: string, of: ReadVideo): OpenStream => {
  const { container, codec, width, height } = of;
  const declaration = { container, codec, width, height, encryption: 'aes-128' };
  return { declaration, tail: tailOf(name, of) } as OpenStream;
};
const stream = endedWith('live4.ts', video());

test('a segment follows where its clock goes on, in the same format, under a higher number', () => {
  expect(follows(stream, 'live5.ts', video({ startMs: 12_000 }))).toBe(true);
  expect(follows(stream, 'live5.ts', video({ startMs: 12_900 }))).toBe(true);
  expect(follows(stream, 'live5.ts', video({ startMs: 13_000 }))).toBe(false);
  expect(follows(stream, 'live5.ts', video({ startMs: 10_900 }))).toBe(false);
  expect(follows(stream, 'live4.ts', video({ startMs: 12_000 }))).toBe(false);
  expect(follows(stream, 'live5.ts', video({ startMs: 12_000, width: 1280 }))).toBe(false);
  expect(follows(stream, 'live5.ts', video({ startMs: 12_000, codec: 'h265' }))).toBe(false);
});

test('a clock that starts again after its last tick goes on', () => {
  const before = endedWith('live4.ts', video({ startMs: 95_443_000 }));
  expect(follows(before, 'live5.ts', video({ startMs: 1282 }))).toBe(true);
  expect(follows(before, 'live5.ts', video({ startMs: 5000 }))).toBe(false);
});

test('without a clock of its own a segment follows by its number', () => {
  const before = endedWith('live4.m4s', video({ startMs: null, wrapMs: null }));
  expect(follows(before, 'live5.m4s', video({ startMs: null, wrapMs: null }))).toBe(true);
  expect(follows(before, 'live0.m4s', video({ startMs: null, wrapMs: null }))).toBe(false);
});

test('the number of a segment is what its name ends in', () => {
  const names = ['live0.ts', 'cam-2_00042.m4s', '2026-11-26_08.15.00.ts', 'clip.ts', 'v2.final.mp4', 'seg7'];
  expect(names.map(numberOf)).toEqual([0, 42, 0, null, null, 7]);
});
