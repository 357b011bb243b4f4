// Mutated files through level 1: a few of the ten thousand that dev/e2e/judge takes.
import { expect, test } from 'vitest';
import { fuzzLevel1 } from './testing/fuzz-level1.ts';

test('five hundred mutated files are read to their end, and no parser stumbles over one', () => {
  const { found, stumbled } = fuzzLevel1(500, 1);
  expect(stumbled).toEqual([]);
  expect(Object.keys(found).length).toBeGreaterThan(20);
});
