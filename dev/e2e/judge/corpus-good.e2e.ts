// The judge on the good clips of the corpus: none is refused, whatever made it.
import { Judge } from '@kaitong/judge';
import { afterAll, beforeAll, test } from 'vitest';
import { goodClips } from '../../bench/judge/corpus/corpus.ts';
import { expectNoError } from '../../bench/judge/testing/expectations.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start();
});
afterAll(() => judge[Symbol.asyncDispose]());

test.each(goodClips)('good, whatever made it: $name', async (labelled) => {
  await expectNoError(judge, labelled);
});
