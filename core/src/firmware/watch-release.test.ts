import type { UploadTally } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breaksUploads, UNITS_TO_JUDGE, uploadSuccess } from './watch-release.ts';

const tally = (units: number, opened: number, arrived: number): UploadTally => ({ units, opened, arrived });

test('thirty units whose uploads are five points below the others’ halt a release, twenty-nine do not', () => {
  const others = tally(1000, 2000, 1900); // 95 %
  expect(breaksUploads(tally(30, 200, 180), others)).toBe(true); // 90 %
  expect(breaksUploads(tally(29, 200, 0), others)).toBe(false);
  expect(breaksUploads(tally(30, 1000, 901), others)).toBe(false); // 90.1 %
});

test('where one of the two sent nothing there is nothing to compare', () => {
  expect(breaksUploads(tally(500, 0, 0), tally(500, 100, 100))).toBe(false);
  expect(breaksUploads(tally(500, 100, 0), tally(0, 0, 0))).toBe(false);
});

const some = (units: number) =>
  fc
    .integer({ min: 1, max: 1_000_000 })
    .chain((opened) => fc.integer({ min: 0, max: opened }).map((arrived) => tally(units, opened, arrived)));

test('a release as good as the others is never halted, and one that is worse the sooner, the worse it is', () => {
  fc.assert(
    fc.property(some(UNITS_TO_JUDGE), some(100), (updated, others) => {
      const isHalted = breaksUploads(updated, others);
      if ((uploadSuccess(updated) ?? 0) >= (uploadSuccess(others) ?? 0)) expect(isHalted).toBe(false);
      if (isHalted) expect(breaksUploads({ ...updated, arrived: Math.max(0, updated.arrived - 1) }, others)).toBe(true);
    }),
  );
});
