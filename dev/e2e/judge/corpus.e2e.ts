// The judge on the whole corpus: no good clip is refused, every broken one is told what is wrong with it.
import { Judge } from '@kaitong/judge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenClips, goodClips } from '../../bench/judge/corpus/corpus.ts';
import { drawPairs, faultOfVerdict, nameOf } from '../../bench/judge/pairs/pairs.ts';
import { expectNamed, expectNoError } from '../../bench/judge/testing/expectations.ts';

const SEED = Number(process.env.KAITONG_SEED ?? 20261127);

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start();
});
afterAll(() => judge[Symbol.asyncDispose]());

test.each(goodClips)('good, whatever made it: $name', async (labelled) => {
  await expectNoError(judge, labelled);
});

test.each(brokenClips())('$code: $name', async (labelled) => {
  await expectNamed(judge, labelled);
});

const pairs = drawPairs(200, SEED).map((pair) => ({ name: nameOf(pair), pair }));

test.each(pairs)(`both are headlines: $name (KAITONG_SEED=${SEED})`, async ({ pair }) => {
  expect(await faultOfVerdict(judge, pair)).toBeUndefined();
});
