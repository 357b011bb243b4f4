// The judge on a few clips of the corpus; dev/e2e/judge takes all of them, the bench compares with FFmpeg.
import { checkCodes } from '@kaitong/contract/checks';
import { Judge } from '@kaitong/judge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consequences } from './corpus/consequences.ts';
import { brokenClips, goodClips, type Labelled } from './corpus/corpus.ts';
import { clipsFor, notShown } from './corpus/good-for.ts';
import { realDefects } from './corpus/real-defects.ts';
import { expectNamed, expectNoError } from './testing/expectations.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start();
});
afterAll(() => judge[Symbol.asyncDispose]());

describe('what the corpus holds', () => {
  const isShown = (code: string): boolean => !(notShown as readonly string[]).includes(code);

  test.each(checkCodes.filter(isShown))('%s has a broken clip, and a good one that comes near', (code) => {
    expect(brokenClips().map((clip) => clip.code)).toContain(code);
    const near = clipsFor(code);
    expect(near).not.toEqual([]);
    expect(goodClips.map(({ name }) => name)).toEqual(expect.arrayContaining([...near]));
  });

  test('at least 180 good clips, each with a name of its own, at most ten by one setting of an encoder', () => {
    expect(goodClips.length).toBeGreaterThanOrEqual(180);
    expect(new Set(goodClips.map(({ name }) => name)).size).toBe(goodClips.length);
    const settings = Map.groupBy(goodClips, ({ setting }) => setting);
    expect([...settings].filter(([, clips]) => clips.length > 10).map(([setting]) => setting)).toEqual([]);
  });

  test('only broken clips of it are said to have another headline', () => {
    expect(brokenClips().map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(consequences)));
  });

  test('twenty defects of real cameras, of which two are legal', () => {
    expect(realDefects.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(realDefects.filter(({ code }) => code === null).map(({ number }) => number)).toEqual([12, 13]);
  });
});

const few = (clips: readonly Labelled[], every: number): Labelled[] =>
  clips.filter(({ name }, index) => index % every === 0 && !/\d{4}x\d{4}|1080|virtual camera|8224/.test(name));

test.each(few(goodClips, 17))('good, whatever made it: $name', async (labelled) => {
  await expectNoError(judge, labelled);
});

test.each(few(brokenClips(), 12))('$code: $name', async (labelled) => {
  await expectNamed(judge, labelled);
});
