// Mutated files through the judge: a few of the thousand that dev/e2e/judge takes.
import { Judge } from '@kaitong/judge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzz } from './testing/fuzz.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start();
});
afterAll(() => judge[Symbol.asyncDispose]());

test('forty mutated files end in an outcome each, and this process answers all along', async () => {
  const { outcomes, answered, longestSilence } = await fuzz(judge, 40, 1);
  expect(Object.values(outcomes).reduce((sum, n) => sum + n, 0)).toBe(40);
  expect(outcomes.unavailable).toBeUndefined();
  expect(answered).toBeGreaterThan(20);
  expect(longestSilence).toBeLessThan(15);
});
