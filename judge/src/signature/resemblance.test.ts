import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JudgedObject } from '../clip-evidence.ts';
import { SampleRow } from '../decode/sample-row.ts';
import { MotionCourse } from './motion-course.ts';
import { bestCorrelation, correlationOf, isTelling, phasesOf, resembles } from './resemblance.ts';
import { lengthOf, type Signature, signatureOf } from './signature.ts';

const COLUMNS = 16;
const ROWS = 9;

type Scene = {
  seed: number;
  seconds?: number;
  fps?: number;
  /** Of the clip within the scene, in seconds. */
  from?: number;
  brightness?: number;
  mirrored?: boolean;
  noise?: number;
  /** A lamp that blinks so often a second, instead of a hand. */
  lamp?: number;
};

/** A hand of three cells that goes to and fro, no two scenes alike, as level 2 sees it. */
function clipOf({
  seed,
  seconds = 8,
  fps = 15,
  from = 0,
  brightness = 0,
  mirrored,
  noise = 0,
  lamp,
}: Scene): Signature {
  const row = new SampleRow(fps / 10);
  const random = randomFrom(seed + noise * 1000);
  for (let frame = 0; frame < seconds * fps; frame++) {
    const t = from + frame / fps;
    const [x, y] = [
      7 + 5 * Math.sin(t * (2.1 + seed * 0.37) + Math.sin(t * (0.7 + seed * 0.21))),
      4 + 2 * Math.sin(t * (1.3 + seed * 0.29) + seed),
    ];
    const blocks = new Float32Array(COLUMNS * ROWS);
    for (let cell = 0; cell < blocks.length; cell++) {
      const column = mirrored ? COLUMNS - 1 - (cell % COLUMNS) : cell % COLUMNS;
      const near = Math.hypot(column - x, Math.floor(cell / COLUMNS) - y);
      const shine = lamp === undefined ? 90 * Math.exp(-near * near) : Math.sin(t * lamp * 2 * Math.PI) > 0 ? 40 : 0;
      blocks[cell] = 60 + brightness + column * 3 + shine + (random() - 0.5) * noise;
    }
    row.add(blocks);
  }
  return signatureOf([segment(row, seconds * 1000)]) ?? { cells: new Int8Array() };
}

const randomFrom = (seed: number) => {
  let state = Math.round(seed * 7919) + 1;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
};

const segment = (row: SampleRow, durationMs: number, n = 0): JudgedObject =>
  ({
    object: { n, kind: 'segment', durationMs },
    inspection: { facts: { video: { durationMs } } },
    decoded: { is: 'report', report: { pictures: { samples: row.toBase64() } } },
  }) as unknown as JudgedObject;

const original = clipOf({ seed: 1 });

describe('a clip is known again', () => {
  const changes: [string, Partial<Scene>][] = [
    ['with the noise of a coarse encoder', { noise: 5 }],
    ['brighter', { brightness: 60 }],
    ['at twice as many frames', { fps: 30 }],
    ['cut at its beginning, between two samples', { from: 1.37, seconds: 6 }],
    ['cut at its end', { seconds: 5 }],
  ];
  test.each(changes)('%s', async (_how, change) => {
    expect(await resembles(clipOf({ seed: 1, ...change }), [clipOf({ seed: 5 }), original])).toBe(true);
  });

  test('whichever way its segments are cut', () => {
    const frames = Array.from({ length: 60 }, (_, n) => new Float32Array(COLUMNS * ROWS).fill(n));
    const cut = (...lengths: number[]) => {
      let next = 0;
      const segments = lengths.map((length, n) => {
        const row = new SampleRow(1.5);
        for (const blocks of frames.slice(next, next + length)) row.add(blocks);
        next += length;
        return segment(row, (length * 1000) / 15, n);
      });
      return signatureOf(segments) ?? { cells: new Int8Array() };
    };
    const [whole, parts] = [cut(60), cut(20, 25, 15)];
    expect(Math.abs(lengthOf(whole) - lengthOf(parts))).toBeLessThanOrEqual(1);
    for (let at = 0; at < Math.min(whole.cells.length, parts.cells.length); at++)
      expect(Math.abs((whole.cells[at] ?? 0) - (parts.cells[at] ?? 0))).toBeLessThanOrEqual(2);
  });
});

test('another wave in the same room, and the same one mirrored, are not taken for it', async () => {
  const others = [2, 3, 4, 5, 6, 7].map((seed) => clipOf({ seed }));
  expect(await resembles(original, [...others, clipOf({ seed: 1, mirrored: true })])).toBe(false);
});

test('less than four seconds tell nothing, nor does a picture in which nothing moves', async () => {
  expect(isTelling(original)).toBe(true);
  expect(isTelling(clipOf({ seed: 1, seconds: 3.8 }))).toBe(false);
  expect(await resembles(clipOf({ seed: 1, seconds: 3.8 }), [original])).toBe(false);
  const still = clipOf({ seed: 1, seconds: 8, lamp: 0, noise: 2 });
  expect(isTelling(still)).toBe(false);
  expect(await resembles(still, [still])).toBe(false);
});

test('what repeats itself tells nothing: a lamp that blinks is alike at any time', () => {
  const lamp = clipOf({ seed: 1, lamp: 1.9 });
  expect(correlationOf(lamp, clipOf({ seed: 2, lamp: 1.9, from: 3.3 }))).toBeGreaterThan(0.9);
  expect(isTelling(lamp)).toBe(false);
});

test('the rough look over areas never lets one pass by that the cells would show', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 3, noNaN: true }),
      fc.double({ min: 1, max: 3, noNaN: true }),
      fc.integer({ min: 0, max: 40 }),
      fc.double({ min: 0.5, max: 0.99, noNaN: true }),
      (one, other, noise, least) => {
        const [a, b] = [phasesOf(clipOf({ seed: one })), phasesOf(clipOf({ seed: other, noise }))];
        const full = bestCorrelation(a, b);
        const quick = bestCorrelation(a, b, least);
        expect(quick >= least).toBe(full >= least);
        if (full >= least) expect(quick).toBeCloseTo(full, 6);
      },
    ),
    { numRuns: 25 },
  );
});

test('a clip of which a segment was not sampled has no signature', () => {
  const row = new SampleRow(1.5);
  row.add(new Float32Array(COLUMNS * ROWS));
  const unsampled = { ...segment(row, 1000, 1), decoded: { is: 'unavailable' } } as JudgedObject;
  expect(signatureOf([segment(row, 1000), unsampled])).toBeUndefined();
  expect(signatureOf([])).toBeUndefined();
});

test('samples are ten a second whatever the frame rate, and twenty seconds at most', () => {
  for (const fps of [5, 7.5, 10, 15, 29.97, 60]) {
    const row = new SampleRow(fps / 10);
    for (let frame = 0; frame < fps * 4; frame++) row.add(new Float32Array(COLUMNS * ROWS).fill(frame));
    const samples = Buffer.from(row.toBase64(), 'base64').length / (COLUMNS * ROWS);
    expect([40, 41]).toContain(samples);
  }
  const long = new SampleRow(1);
  for (let frame = 0; frame < 1000; frame++) long.add(new Float32Array(COLUMNS * ROWS));
  expect(Buffer.from(long.toBase64(), 'base64').length).toBe(200 * COLUMNS * ROWS);
});

test('a length that is measured a little off moves no frame into another sample', () => {
  for (const off of [0.99995, 1, 1.00005]) {
    const row = new SampleRow(off);
    for (let frame = 0; frame < 10; frame++) row.add(new Float32Array(COLUMNS * ROWS).fill(frame));
    const samples = Buffer.from(row.toBase64(), 'base64');
    expect(Array.from({ length: 10 }, (_, at) => samples[at * COLUMNS * ROWS])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(samples.length).toBe(10 * COLUMNS * ROWS);
  }
});

test('a course counts the samples that moved', () => {
  const course = new MotionCourse(original);
  expect(course.movement({ from: 0, length: course.length })).toBeGreaterThan(course.length / 2);
  expect(course.movement({ from: 0, length: 0 })).toBe(0);
});
