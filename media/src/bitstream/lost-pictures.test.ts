import type { VideoCodec } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { framesOf } from '../../fixtures/mux.ts';
import type { ReferenceState } from '../facts.ts';
import { forEachNal } from './nal.ts';
import { openNalReader } from './open-reader.ts';

/** One picture of a stream: its NAL units, and its number when all are there. */
type Unit = { nals: Uint8Array[]; number: number };

/**
 * What is missing before which picture, which pictures are garbled, and before which ones more may be missing than shows, by
 * their numbers when all are there.
 */
type Seen = { lost: number[]; garbled: number[]; mayHide: number[] };

const codecOf = (name: string): VideoCodec => (name.startsWith('h264') ? 'h264' : 'h265');

function unitsOf(name: string): Unit[] {
  return framesOf(name).map(({ data }, number) => {
    const nals: Uint8Array[] = [];
    forEachNal(data, (start, end) => nals.push(data.subarray(start, end)));
    return { nals, number };
  });
}

/** Reads the pictures with a reader for each object, which learns from the one before what is stored of it. */
function read(codec: VideoCodec, objects: readonly (readonly Unit[])[]): Seen {
  const seen: Seen = { lost: [], garbled: [], mayHide: [] };
  let stored: string | null = null;
  let sets: Uint8Array[] = [];
  for (const units of objects) {
    const reader = openNalReader(codec);
    for (const set of sets) reader.read(set);
    if (stored !== null) reader.resume(JSON.parse(stored) as ReferenceState);
    for (const { nals, number } of units) {
      let isGarbled = false;
      for (const nal of nals) {
        const reading = reader.read(nal);
        if (reading.is === 'parameter-set') sets = [...sets.slice(-9), nal];
        if (reading.is !== 'slice') continue;
        if (reading.lost) seen.lost.push(number);
        if (reading.mayHide !== null) seen.mayHide.push(number);
        isGarbled ||= reading.isGarbled;
      }
      if (isGarbled) seen.garbled.push(number);
    }
    stored = reader.references ? JSON.stringify(reader.references) : stored;
  }
  return seen;
}

const STREAMS = [
  'h264-no-audio.mpegts',
  'h264-b-frames.mpegts',
  'h264-interlaced.mpegts',
  'h264-open-gop.mpegts',
  'h264-intra-refresh.mpegts',
  'h264-slices.mpegts',
  'h265-aac.mpegts',
  'h265-layers.mpegts',
  'h265-open-gop.mpegts',
] as const;

const isKey = (codec: VideoCodec, { nals }: Unit): boolean => {
  const reader = openNalReader(codec);
  return nals.some((nal) => {
    const reading = reader.read(nal);
    return reading.is === 'slice' && reading.key !== null;
  });
};

describe.each(STREAMS)('%s', (name) => {
  const codec = codecOf(name);
  const units = unitsOf(name);
  const keys = units.filter((unit) => isKey(codec, unit)).map(({ number }) => number);
  const dropped = fc.uniqueArray(fc.integer({ min: 1, max: units.length - 1 }), { maxLength: 6 });
  const without = (numbers: readonly number[]): Unit[] => units.filter(({ number }) => !numbers.includes(number));

  test('nothing is missing in it, nor in what begins with any of its key frames', () => {
    for (const key of keys)
      expect([key, read(codec, [units.slice(key)])]).toMatchObject([key, { lost: [], garbled: [] }]);
  });

  test('what is missing is missing before a picture that comes later, and what is garbled builds on it', () => {
    fc.assert(
      fc.property(dropped, (numbers) => {
        const { lost, garbled } = read(codec, [without(numbers)]);
        const first = Math.min(...numbers);
        // Where two key frames are lost, the order of display may show one of them at two pictures in a row.
        const apart = lost.filter((number, at) => number !== (lost[at - 1] ?? -1) + 1);
        expect(apart.length).toBeLessThanOrEqual(numbers.length);
        expect(lost.filter((number) => number < first)).toEqual([]);
        expect(garbled.filter((number) => number < Math.min(...lost))).toEqual([]);
        // Only what was dropped since a key frame can spoil what comes before the next one.
        for (const [n, key] of keys.entries()) {
          const next = keys[n + 1] ?? units.length;
          const isWhole = !numbers.some((number) => number >= (keys[n - 1] ?? 0) && number < next);
          if (isWhole) expect(garbled.filter((number) => number >= key && number < next)).toEqual([]);
        }
      }),
    );
  });

  test('however it is cut into objects, the same is missing', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: units.length - 1 }), { maxLength: 4 });
    fc.assert(
      fc.property(dropped, cuts, (numbers, places) => {
        const kept = without(numbers);
        const at = [0, ...places.sort((a, b) => a - b), kept.length];
        const objects = at.slice(1).map((to, n) => kept.slice(at[n], to));
        expect(read(codec, objects)).toEqual(read(codec, [kept]));
      }),
    );
  });
});

describe('a chain, in which each picture builds on the one before', () => {
  test.each(['h264-no-audio.mpegts', 'h265-aac.mpegts'] as const)(
    '%s: each loss shows at once, until the key frame',
    (name) => {
      const codec = codecOf(name);
      const units = unitsOf(name);
      const keys = new Set(units.filter((unit) => isKey(codec, unit)).map(({ number }) => number));
      const numbers = fc.uniqueArray(fc.integer({ min: 1, max: units.length - 1 }), { maxLength: 6 });
      fc.assert(
        fc.property(numbers, (gone) => {
          const expected: Omit<Seen, 'mayHide'> = { lost: [], garbled: [] };
          let isGarbled = false;
          let isMissing = false;
          for (const { number } of units) {
            if (gone.includes(number)) isMissing = true;
            else {
              if (keys.has(number)) isGarbled = false;
              else if (isMissing) {
                expected.lost.push(number);
                isGarbled = true;
              }
              isMissing = false;
              if (isGarbled) expected.garbled.push(number);
            }
          }
          expect(read(codec, [units.filter(({ number }) => !gone.includes(number))])).toMatchObject(expected);
        }),
      );
    },
  );
});
