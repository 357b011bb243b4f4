import { type Finding, finding, type PictureSecond } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { lanesOf, placeAmong, ticksOf } from './picture-strip.ts';

const second = (n: number, more: Partial<PictureSecond> = {}): PictureSecond => ({
  ...{ atMs: n * 1000, pictures: 15, damaged: 0, luma: 110, range: 90, cb: 128, cr: 128, change: 12, traits: [] },
  ...more,
});
const clip = (length: number, black: readonly number[] = []) =>
  Array.from({ length }, (_, n) => second(n, { traits: black.includes(n) ? ['black', 'still'] : [] }));

test('a trait has one lane with a span for each of its runs, as bad as its finding', () => {
  const black = finding('picture.black', { severity: 'warning' });
  expect(lanesOf(clip(8, [2, 3, 7]), [black])).toEqual([
    {
      trait: 'black',
      spans: [
        { from: 2, to: 4 },
        { from: 7, to: 8 },
      ],
      severity: 'warning',
    },
    {
      trait: 'still',
      spans: [
        { from: 2, to: 4 },
        { from: 7, to: 8 },
      ],
      severity: null,
    },
  ]);
  expect(lanesOf(clip(8), [black])).toEqual([]);
});

test.each<[string, Partial<Finding>, ReturnType<typeof placeAmong>]>([
  ['what it names', { atMs: 1500, params: { toMs: 3000 } }, { from: 1.5, to: 3 }],
  ['not more than there is', { atMs: 6000, params: { toMs: 9000 } }, { from: 6, to: 8 }],
  ['a moment', { atMs: 4920 }, { from: 4.92, to: 4.92 }],
  ['none without a time', { atMs: null }, null],
  ['none behind the end', { atMs: 8000 }, null],
])('the place of a finding is %s', (_, known, place) => {
  expect(placeAmong(finding('picture.black', known), clip(8))).toEqual(place);
});

test('a strip of any length has its beginning and a few round seconds below it', () => {
  expect(ticksOf(1)).toEqual([0, 1]);
  expect(ticksOf(13)).toEqual([0, 2, 4, 6, 8, 10, 12]);
  expect(ticksOf(300)).toEqual([0, 60, 120, 180, 240, 300]);
});
