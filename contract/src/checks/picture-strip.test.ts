import { expect, test } from 'vitest';
import type { PictureSecond, PictureTrait } from './picture-second.ts';
import { pictureSpans, pictureSpansText, secondColour } from './picture-strip.ts';

const second = (n: number, ...traits: PictureTrait[]): PictureSecond => ({
  ...{ atMs: n * 1000, pictures: 25, damaged: 0, luma: 110, range: 150, cb: 128, cr: 128, change: 9 },
  traits,
});

test('neighbouring seconds are one span, and a second may be in two', () => {
  const seconds = [second(0, 'black'), second(1, 'black', 'corrupt'), second(2), second(3, 'black')];
  expect(pictureSpans(seconds)).toEqual([
    { trait: 'black', fromMs: 0, toMs: 2000 },
    { trait: 'corrupt', fromMs: 1000, toMs: 2000 },
    { trait: 'black', fromMs: 3000, toMs: 4000 },
  ]);
});

test('spans are told in words with from and to; of many the first ones, and how many more', () => {
  const seconds = [second(0, 'still'), second(1), second(2, 'corrupt')];
  expect(pictureSpansText(seconds, 'en')).toBe('nothing moves 0–1 s; X garbled 2–3 s');
  expect(pictureSpansText(seconds, 'zh-CN')).toBe('0–1 秒静止不动；X 2–3 秒花屏');
  const often = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? second(n, 'black') : second(n)));
  expect(pictureSpansText(often, 'en')).toMatch(/10–11 s; and 4 more$/);
  expect(pictureSpansText([second(0)], 'en')).toBe('');
});

test('what is garbled begins and ends within its seconds, by how many pictures of them are', () => {
  const seconds = [
    { ...second(0, 'corrupt'), damaged: 20 },
    { ...second(1, 'corrupt'), damaged: 25 },
    { ...second(2, 'corrupt'), damaged: 5 },
  ];
  expect(pictureSpans(seconds)).toEqual([{ trait: 'corrupt', fromMs: 200, toMs: 2200 }]);
  expect(pictureSpans(seconds.slice(2))).toEqual([{ trait: 'corrupt', fromMs: 2000, toMs: 3000 }]);
});

test('what is garbled several times has as many spans, each as long as it is, across seconds too', () => {
  const seconds: PictureSecond[] = [
    { ...second(0, 'corrupt'), damaged: 10, garbled: [[600, 1000]] },
    {
      ...second(1, 'corrupt'),
      damaged: 14,
      garbled: [
        [1000, 1100],
        [1600, 2000],
      ],
    },
  ];
  expect(pictureSpans(seconds)).toEqual([
    { trait: 'corrupt', fromMs: 600, toMs: 1100 },
    { trait: 'corrupt', fromMs: 1600, toMs: 2000 },
  ]);
});

test('a buffer of zeros is green, one of 128 grey, video black black and video white white', () => {
  const colour = (luma: number, cb: number, cr: number) => secondColour({ ...second(0), luma, cb, cr });
  const [red, green, blue] = colour(0, 0, 0);
  expect([red, blue, green > 100]).toEqual([0, 0, true]);
  expect(colour(128, 128, 128)).toEqual([130, 130, 130]);
  expect(colour(16, 128, 128)).toEqual([0, 0, 0]);
  expect(colour(235, 128, 128)).toEqual([255, 255, 255]);
});
