// The judge on what is broken of the corpus: every clip is told what is wrong with it. In a file apart from the good ones, so
// that each has a core.
import { Judge } from '@kaitong/judge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenClips } from '../../bench/judge/corpus/corpus.ts';
import { realDefects } from '../../bench/judge/corpus/real-defects.ts';
import { drawPairs, faultOfVerdict, nameOf } from '../../bench/judge/pairs/pairs.ts';
import { tryDefect } from '../../bench/judge/real.ts';
import { expectNamed } from '../../bench/judge/testing/expectations.ts';

const SEED = Number(process.env.KAITONG_SEED ?? 20261127);

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start();
});
afterAll(() => judge[Symbol.asyncDispose]());

test.each(brokenClips())('$code: $name', async (labelled) => {
  await expectNamed(judge, labelled);
});

test.each(realDefects)('the defect of $camera (no. $number) is called $code, and first', async (defect) => {
  expect(await tryDefect(judge, defect)).not.toMatchObject({ isRight: false });
});

const pairs = drawPairs(200, SEED).map((pair) => ({ name: nameOf(pair), pair }));

test.each(pairs)(`both are headlines: $name (KAITONG_SEED=${SEED})`, async ({ pair }) => {
  expect(await faultOfVerdict(judge, pair)).toBeUndefined();
});
