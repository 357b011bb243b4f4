// The judge on a few clips of the corpus; dev/e2e/judge takes all of them, the bench compares with FFmpeg.
import { Judge } from '@kaitong/judge';
import { afterAll, beforeAll, test } from 'vitest';
import { brokenClips, goodClips, type Labelled } from './corpus/corpus.ts';
import { expectNamed, expectNoError } from './testing/expectations.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start();
});
afterAll(() => judge[Symbol.asyncDispose]());

const few = (clips: readonly Labelled[], every: number): Labelled[] =>
  clips.filter(({ name }, index) => index % every === 0 && !/\d{4}x\d{4}|1080|virtual camera|8224/.test(name));

test.each(few(goodClips, 9))('good, whatever made it: $name', async (labelled) => {
  await expectNoError(judge, labelled);
});

test.each(few(brokenClips(), 7))('$code: $name', async (labelled) => {
  await expectNamed(judge, labelled);
});
