// The judge on the whole corpus: no good clip is refused, every broken one is told what is wrong with it.
import { Judge } from '@kaitong/judge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenClips, goodClips } from '../../bench/judge/corpus/corpus.ts';
import { expectNamed, expectNoError } from '../../bench/judge/testing/expectations.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start();
});
afterAll(() => judge[Symbol.asyncDispose]());

test('there are at least sixty good clips of different makes', () => {
  expect(new Set(goodClips.map(({ name }) => name)).size).toBeGreaterThanOrEqual(60);
});

test.each(goodClips)('good, whatever made it: $name', async (labelled) => {
  await expectNoError(judge, labelled);
});

test.each(brokenClips())('$code: $name', async (labelled) => {
  await expectNamed(judge, labelled);
});
