import { expect, test } from 'vitest';
import { BitWriter } from '../../../fixtures/bit-writer.ts';
import { BitReader } from '../bit-reader.ts';
import { readShortTermSet, type ShortTermSet } from './reference-sets.ts';

/** A set of so many earlier pictures, and sets that are each predicted from the one before and keep all of it. */
function readSets(pictures: number, predicted: number): { sets: ShortTermSet[]; failed: boolean } {
  const w = new BitWriter().ue(pictures, 0);
  for (let i = 0; i < pictures; i++) w.ue(0).u(1, 1);
  for (let n = 0; n < predicted; n++) {
    w.u(1, 1).u(1, 1).ue(0);
    for (let flags = 0; flags <= pictures + n; flags++) w.u(1, 1);
  }
  const r = new BitReader(w.nal());
  const sets: ShortTermSet[] = [];
  for (let n = 0; n <= predicted && !r.failed; n++) sets.push(readShortTermSet(r, sets, predicted + 1));
  return { sets, failed: r.failed };
}

test('a predicted set has a picture more than its source, which it names as well', () => {
  const { sets, failed } = readSets(2, 2);
  expect(failed).toBe(false);
  expect(sets.map(({ earlier }) => earlier.map(({ deltaPoc }) => deltaPoc))).toEqual([
    [-1, -2],
    [-1, -2, -3],
    [-1, -2, -3, -4],
  ]);
});

test('no set has more pictures than a decoder can hold, predicted or not (A.4.2)', () => {
  expect(readSets(16, 0).failed).toBe(false);
  expect(readSets(17, 0).failed).toBe(true);
  expect(readSets(15, 1).failed).toBe(false);
  expect(readSets(15, 2).failed).toBe(true);
  const { sets, failed } = readSets(1, 63);
  expect(failed).toBe(true);
  expect(Math.max(...sets.map(({ earlier }) => earlier.length))).toBe(16);
});
