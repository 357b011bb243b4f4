import { expect, test } from 'vitest';
import { box, concat, u32 } from '../../fixtures/mux.ts';
import type { TrackFacts } from '../facts.ts';
import { Fields, listBoxes } from './boxes.ts';
import { findMiscountedTimes } from './miscounted-times.ts';

const trackOf = (id: number, kind: 'video' | 'audio', timescale: number): TrackFacts => ({
  ...{ id, kind, timescale, sampleEntry: '', codec: '', nalLengthBytes: 4, editShiftMs: 0 },
  ...{ sampleRate: null, channels: null, soundUnit: null, defaults: { duration: 1000, size: 100 } },
  parameterSets: { vps: [], sps: [], pps: [] },
});
const tracks = new Map([
  [1, trackOf(1, 'video', 24_000)],
  [2, trackOf(2, 'audio', 48_000)],
]);

const traf = (track: number, time: number) =>
  box(
    'traf',
    box('tfhd', u32(0), u32(track)),
    box('tfdt', u32(0), u32(time)),
    // 24 pictures, of which each says that it lasts 1,000 ticks.
    box('trun', u32(0x100), u32(24), ...Array.from({ length: 24 }, () => u32(1000))),
  );

/** Fragments of a second: number, `tfdt` of the pictures, and of the sound where there is one. */
function found(...fragments: [number: number, video: number, sound?: number][]): Map<number, number> {
  const bytes = concat(
    ...fragments.map(([number, video, sound]) =>
      box('moof', box('mfhd', u32(0), u32(number)), traf(1, video), sound === undefined ? [] : traf(2, sound)),
    ),
  );
  const file = new Fields(bytes);
  return findMiscountedTimes(file, listBoxes(file, 0, bytes.length), tracks);
}

const inSound = new Map([[1, 48_000]]);

test('fragments that begin in ticks of the sound are found by two of them, or by sound that is on time', () => {
  expect(found([1, 0], [2, 48_000], [3, 96_000])).toEqual(inSound);
  expect(found([1, 0, 0], [2, 48_000, 48_000])).toEqual(inSound);
  expect(found([1, 0, 0], [1, 48_000, 48_000], [1, 96_000, 96_000])).toEqual(inSound);
});

test('with half the ticks of the sound, a lost fragment is a hole', () => {
  expect(found([1, 0], [2, 48_000])).toEqual(new Map());
  expect(found([1, 0, 0], [2, 48_000, 96_000])).toEqual(new Map());
  expect(found([1, 0, 0], [3, 48_000, 48_000])).toEqual(new Map());
  expect(found([1, 0], [2, 48_000], [3, 72_000])).toEqual(new Map());
  expect(found([1, 0, 0], [2, 48_000, 96_000], [3, 96_000, 192_000])).toEqual(new Map());
});

test('fragments that begin in milliseconds, microseconds or ticks of 90 kHz are found, and those with holes are not', () => {
  for (const unit of [1000, 1_000_000, 90_000])
    expect(found([1, 0], [2, unit], [3, 2 * unit], [4, 3 * unit])).toEqual(new Map([[1, unit]]));
  expect(found([1, 0], [2, 1000])).toEqual(new Map());
  expect(found([1, 0], [2, 0], [3, 0])).toEqual(new Map());
  expect(found([1, 0, 0], [2, 90_000, 180_000], [3, 180_000, 360_000])).toEqual(new Map());
});
