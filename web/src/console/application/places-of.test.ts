import { finding, groupFindings } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { placesOf } from './places-of.ts';

const placesIn = (...findings: Parameters<typeof groupFindings>[0]) => groupFindings(findings).map(placesOf);

test('a fault is pointed at where it has a time, and nowhere else', () => {
  const [early, unknown] = [finding('enc.key', { object: 0, atMs: 0 }), finding('enc.key', { object: 1 })];
  expect(placesIn(early, unknown)).toEqual([[early]]);
});

test('a fault without a time is pointed at where what follows from it has one, else in its objects', () => {
  const errors = finding('decode.errors', { object: 1 });
  const garbled = finding('picture.corrupt', { atMs: 2000, params: { toMs: 4000 } });
  expect(placesIn(errors, garbled)).toEqual([[garbled]]);
  expect(placesIn(errors)).toEqual([[errors]]);
  expect(placesIn(finding('snap.missing'))).toEqual([[]]);
});
