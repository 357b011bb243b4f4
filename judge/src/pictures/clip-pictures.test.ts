import type { ObjectInspection, VideoFacts } from '@kaitong/media';
import { expect, test } from 'vitest';
import type { JudgedObject } from '../clip-evidence.ts';
import { type PictureMark, RowWriter } from '../decode/picture-rows.ts';
import { clipPictures } from './clip-pictures.ts';

const STEP_MS = 100;
const PICTURES = 20;

/** A segment of two seconds: what its decoder marks, and where its key pictures are. */
function segment(n: number, marks: Partial<Record<number, PictureMark>>, keys: readonly number[]): JudgedObject {
  const lengthMs = PICTURES * STEP_MS;
  const rows = new RowWriter();
  for (let at = 0; at < PICTURES; at++)
    rows.add({
      ...{ atMs: at * STEP_MS, luma: 110, range: 120, cb: 122, cr: 134, chromaRange: 40, change: 12 },
      ...{ mark: marks[at] ?? 'whole', oneSided: false },
    });
  const dts = Array.from({ length: PICTURES }, (_, at) => n * lengthMs + at * STEP_MS);
  const video = {
    ...{ frames: PICTURES, dts, firstDts: dts[0], lastDts: dts.at(-1), durationMs: lengthMs },
    ...{ wrapMs: null, anchored: true, garbled: [], firstFrame: keys[0] === 0 ? 'idr' : 'other' },
    keyFrames: keys.map((index) => ({ index, dts: dts[index], kind: 'idr' })),
  } as unknown as VideoFacts;
  return {
    object: { n, kind: 'segment', durationMs: lengthMs },
    inspection: { findings: [], facts: { video } } as unknown as ObjectInspection,
    decoded: { is: 'report', report: { pictures: { rows: rows.toBase64() }, slices: null } },
  } as unknown as JudgedObject;
}

const garbledOf = (...objects: JudgedObject[]): number[] =>
  clipPictures(objects).flatMap(({ garbled, clipMs }) => (garbled ? clipMs : []));

const from = (first: number, last: number): number[] =>
  Array.from({ length: (last - first) / STEP_MS + 1 }, (_, at) => first + at * STEP_MS);

test('damage goes on in the next object where that has no key picture to begin with', () => {
  const damaged = segment(0, { 17: 'damaged' }, [0]);
  expect(garbledOf(damaged, segment(1, {}, [5]))).toEqual(from(1700, 2400));
  expect(garbledOf(damaged, segment(1, {}, []), segment(2, {}, [3]))).toEqual(from(1700, 4200));
});

test('damage late in slow motion has its place, though not all its pictures are listed', () => {
  const [frames, listed, damaged, stepMs] = [24_000, 20_000, 22_000, 1000 / 240];
  const rows = new RowWriter();
  for (let at = 0; at < frames; at++)
    rows.add({
      ...{ atMs: at * stepMs, luma: 110, range: 120, cb: 122, cr: 134, chromaRange: 40, change: 12 },
      ...{ mark: 'whole', oneSided: false },
    });
  const one = segment(0, {}, [0]);
  const { video } = one.inspection.facts;
  if (!video || one.decoded?.is !== 'report') throw new Error('a segment without pictures');
  const dts = Array.from({ length: listed }, (_, at) => at * stepMs);
  Object.assign(video, { frames, dts, durationMs: frames * stepMs, lastDts: (frames - 1) * stepMs });
  one.decoded.report.pictures.rows = rows.toBase64();
  one.decoded.report.slices = { pictures: frames, damaged: 1, damagedAt: [damaged] };
  expect(garbledOf(one).map(Math.round).at(0)).toBe(Math.round(damaged * stepMs));
});

test('a key picture ends it, in the object or at the beginning of the next', () => {
  expect(garbledOf(segment(0, { 7: 'damaged' }, [0, 10]), segment(1, {}, [5]))).toEqual(from(700, 900));
  expect(garbledOf(segment(0, { 17: 'damaged' }, [0]), segment(1, {}, [0]))).toEqual(from(1700, 1900));
});
