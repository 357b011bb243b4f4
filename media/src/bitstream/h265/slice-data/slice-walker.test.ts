import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArithmeticEncoder } from '../../../../fixtures/arithmetic-encoder.ts';
import { BitWriter, withEmulationPrevention } from '../../../../fixtures/bit-writer.ts';
import { concat } from '../../../../fixtures/mux.ts';
import { forEachNal } from '../../nal.ts';
import { CTX } from './contexts.ts';
import { type SegmentReading, SliceWalker } from './slice-walker.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../fixtures/pictures');
const NAMES = readdirSync(FOLDER);

const typeOf = (nal: Uint8Array): number => ((nal[0] ?? 0) >> 1) & 63;
const isSegment = (nal: Uint8Array): boolean => typeOf(nal) < 32;
const isFirst = (nal: Uint8Array): boolean => ((nal[2] ?? 0) & 0x80) !== 0;

function nalsOf(name: string): Uint8Array[] {
  const bytes = new Uint8Array(readFileSync(path.join(FOLDER, name)));
  const nals: Uint8Array[] = [];
  forEachNal(bytes, (start, end) => nals.push(bytes.subarray(start, end)));
  return nals;
}

/** What each slice segment turns out to be. */
function walk(nals: readonly Uint8Array[], walker = new SliceWalker()): SegmentReading[] {
  return nals.flatMap((nal) => {
    if (typeOf(nal) === 33) walker.readSequenceSet(nal);
    if (typeOf(nal) === 34) walker.readPictureSet(nal);
    return isSegment(nal) ? walker.readSegment(nal) : [];
  });
}

const notWhole = (readings: readonly SegmentReading[]): SegmentReading[] =>
  readings.filter((reading) => reading !== 'whole');

describe.each(NAMES)('%s', (name) => {
  const nals = nalsOf(name);
  const long = nals.filter((nal) => isSegment(nal) && nal.length > 60);

  test('every slice ends where its NAL unit does, and every picture is complete', () => {
    const walker = new SliceWalker();
    const incomplete: number[] = [];
    nals.forEach((nal, n) => {
      if (isSegment(nal) && isFirst(nal) && !walker.isPictureComplete) incomplete.push(n);
      expect(notWhole(walk([nal], walker))).toEqual([]);
    });
    expect([incomplete, walker.isPictureComplete]).toEqual([[], true]);
  });

  test.each([
    ['overwritten by 16 bytes of something else', (nal: Uint8Array, at: number) => nal.fill(0xa5, at, at + 16)],
    [
      'without 20 bytes of its middle',
      (nal: Uint8Array, at: number) => concat(nal.subarray(0, at), nal.subarray(at + 20)),
    ],
    ['cut', (nal: Uint8Array, at: number) => nal.subarray(0, at)],
  ])('%s a slice is damaged, and those after it are whole', (_, change) => {
    for (const [index, victim] of long.entries()) {
      const at = 24 + ((index * 31) % (victim.length - 55));
      const changed = nals.map((nal) => (nal === victim ? change(nal.slice(), at) : nal));
      const readings = walk(changed);
      const place = nals.filter(isSegment).indexOf(victim);
      // Slices that depend on it, or go on from it, cannot be read.
      const next = nals.filter(isSegment).findIndex((nal, n) => n > place && isFirst(nal));
      const others = readings.filter((__, n) => n < place || (next > 0 && n >= next));
      expect([victim.length, readings[place]]).toEqual([victim.length, 'damaged']);
      expect(notWhole(others)).toEqual([]);
    }
  });
});

test('a slice that never came is missed, by the one after it or by the picture’s end', () => {
  const nals = nalsOf('slices.h265');
  const segments = nals.filter(isSegment);
  const [first, second] = segments;
  expect(walk(nals.filter((nal) => nal !== first))[0]).toBe('damaged');
  const walker = new SliceWalker();
  walk(
    nals.slice(0, nals.indexOf(first ?? new Uint8Array()) + 1).filter((nal) => nal !== second),
    walker,
  );
  expect(walker.isPictureComplete).toBe(false);
});

test('what fills up a picture’s last NAL unit is no damage (7.3.2.10)', () => {
  const nals = nalsOf('one-reference.h265');
  const padded = (...padding: number[]) => nals.map((nal) => (isSegment(nal) ? concat(nal, padding) : nal));
  expect(notWhole(walk(padded(0, 0, 3, 0, 0, 3)))).toEqual([]);
  expect(notWhole(walk(padded(0xff, 0xff, 0xff)))).toEqual([]);
});

test('without parameter sets, or with those of another profile, nothing is said', () => {
  const nals = nalsOf('partitions.h265');
  expect(new Set(walk(nals.filter(isSegment)))).toEqual(new Set(['unknown']));
  const other = nals.map((nal) => {
    if (typeOf(nal) !== 33) return nal;
    const changed = nal.slice();
    changed[3] = ((changed[3] ?? 0) & 0xe0) | 4; // general_profile_idc: format range extensions
    return changed;
  });
  expect(new Set(walk(other))).toEqual(new Set(['unknown']));
});

/** 32 × 16 samples in two coding tree blocks of 16 × 16, which may be coded as samples. */
const PCM_SETS = [
  new BitWriter()
    .u(8, 1) // sub-layers, nesting
    .u(8, 1)
    .u(32, 0x60000000)
    .u(32, 0)
    .u(16, 0)
    .u(8, 30)
    .ue(0, 1, 32, 16)
    .u(1, 0)
    .ue(0, 0, 4)
    .u(1, 1)
    .ue(0, 0, 0)
    .ue(0, 1, 0, 1, 0, 0)
    .u(1, 0) // scaling lists
    .u(2, 0) // asymmetric partitions, sample-adaptive offset
    .u(1, 1)
    .u(4, 7)
    .u(4, 4) // luma of 8 bits, chroma of 5
    .ue(0, 1)
    .u(1, 0)
    .ue(0)
    .u(5, 0)
    .nal(0x42, 1),
  new BitWriter().ue(0, 0).u(7, 0).ue(0, 0).se(0).u(3, 0).se(0, 0).u(10, 0).ue(0).u(2, 0).nal(0x44, 1),
];

test('blocks coded as samples are stepped over (7.3.8.7)', () => {
  const samples = Array.from({ length: 256 + (128 * 5) / 8 }, (_, n) => (n * 37) & 0xff);
  const encoder = new ArithmeticEncoder(26);
  for (const isLast of [0, 1]) {
    encoder.bin(CTX.splitCu, 0).terminate(1).raw(samples).terminate(isLast);
  }
  // first_slice_segment_in_pic_flag, no_output_of_prior_pics_flag, PPS 0, type I, no change of quantiser
  const header = new BitWriter().u(2, 2).ue(0, 2).se(0).nal(0x26, 1);
  const data = withEmulationPrevention(encoder.bytes);
  expect(walk([...PCM_SETS, concat(header, data)])).toEqual(['whole']);
  expect(
    walk([
      ...PCM_SETS,
      concat(
        header,
        data.filter((_, n) => n !== 300),
      ),
    ]),
  ).toEqual(['damaged']);
});

test('bytes of any kind are read, as sets and as slices', () => {
  const nals = nalsOf('dependent-slices.h265');
  fc.assert(
    fc.property(
      fc.array(fc.record({ n: fc.nat(nals.length - 1), at: fc.nat(60), byte: fc.nat(255) }), { maxLength: 12 }),
      fc.uint8Array({ maxLength: 90 }),
      (changes, tail) => {
        const changed: Uint8Array[] = nals.map((nal) => nal.slice());
        for (const { n, at, byte } of changes) {
          const nal = changed[n];
          if (nal && at >= 2 && at < nal.length) nal[at] = byte;
        }
        const first = nals.find(isSegment) ?? new Uint8Array();
        changed.push(concat(first.subarray(0, 4), tail).slice());
        expect(walk(changed).length).toBeGreaterThan(0);
      },
    ),
  );
});
