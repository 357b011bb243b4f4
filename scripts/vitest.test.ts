import { expect, test } from 'vitest';
import type { BrokenFile } from './reporter.ts';
import { afterAnotherRun, closingLine, closingRemarks, isWorthAnotherRun, noTests } from './vitest.ts';

const broken = (file: string, numbers: Partial<BrokenFile> = {}): BrokenFile => ({
  file,
  passed: 2,
  failed: 1,
  skipped: 0,
  error: `${file} said so`,
  ...numbers,
});

test('a file that broke and holds when it is run again counts as it was then, and is named with what it said first', () => {
  const first = { ...noTests, passed: 102, failed: 1, broken: [broken('a.test.ts')] };
  const after = afterAnotherRun(first, { ...noTests, passed: 3 });
  expect(closingLine(after)).toBe('103 passed, 0 failed');
  expect(closingRemarks(after)).toContain('run again by themselves: 1\n          a.test.ts: a.test.ts said so');
});

test('a file that breaks twice has failed, another beside it that recovers has not', () => {
  const first = { ...noTests, passed: 104, failed: 2, broken: [broken('a.test.ts'), broken('b.test.ts')] };
  const after = afterAnotherRun(first, { ...noTests, passed: 5, failed: 1, broken: [broken('b.test.ts')] });
  expect(closingLine(after)).toBe('105 passed, 1 failed');
  expect(after.recovered).toEqual(['a.test.ts: a.test.ts said so']);
});

test('an error outside any test is a failure of its file, which another run takes back or not', () => {
  const first = { ...noTests, passed: 100, failed: 1, broken: [broken('a.test.ts', { passed: 3, failed: 0 })] };
  expect(isWorthAnotherRun(first)).toBe(true);
  expect(closingLine(afterAnotherRun(first, { ...noTests, passed: 3 }))).toBe('100 passed, 0 failed');
  expect(closingLine(afterAnotherRun(first, { ...noTests, passed: 3, failed: 1, homeless: true }))).toBe(
    '100 passed, 1 failed',
  );
});

test('what failed in no file, or in many, is not run again, nor is what passed', () => {
  const many = Array.from({ length: 7 }, (_, at) => broken(`${at}.test.ts`));
  expect(isWorthAnotherRun({ ...noTests, failed: 7, broken: many })).toBe(false);
  expect(isWorthAnotherRun({ ...noTests, failed: 1 })).toBe(false);
  expect(isWorthAnotherRun({ ...noTests, failed: 1, broken: [broken('a.test.ts')], homeless: true })).toBe(false);
  expect(isWorthAnotherRun({ ...noTests, passed: 9 })).toBe(false);
});
