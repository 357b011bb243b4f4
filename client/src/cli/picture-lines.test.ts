import type { PictureSecond, PictureTrait } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { pictureLines } from './picture-lines.ts';

const second = (n: number, luma: number, ...traits: PictureTrait[]): PictureSecond => ({
  ...{ atMs: n * 1000, pictures: 25, damaged: 0, luma, range: 150, cb: 128, cr: 128, change: 9 },
  traits,
});
const said = (seconds: readonly PictureSecond[], columns?: number) =>
  pictureLines(seconds, 'en', columns).map((line) => (typeof line === 'string' ? line : line.text));

test('a bar for each second, a letter where the picture is not what it should be, and words with from–to', () => {
  const seconds = [second(0, 16), second(1, 120, 'still'), second(2, 235), second(3, 16, 'black')];
  expect(said([...seconds, second(4, 60, 'corrupt', 'cast')])).toEqual([
    '  ▁▄█BX  5 s; the higher, the brighter',
    '  nothing moves 1–2 s; B black 3–4 s; C one tinge 4–5 s; X garbled 4–5 s',
  ]);
});

test('five minutes fit into the width of the terminal, and no second of damage is lost in it', () => {
  const long = Array.from({ length: 300 }, (_, n) => second(n, 120, ...(n === 151 ? (['corrupt'] as const) : [])));
  for (const columns of [40, 80, 200]) {
    const [strip = ''] = said(long, columns);
    expect(strip.length).toBeLessThanOrEqual(Math.max(columns, 74));
    expect(strip).toMatch(/^ {2}▄+X▄+ {2}300 s; .*; \d+ s in each sign$/);
  }
});

test('each sign has the colour of what it stands for', () => {
  const [strip] = pictureLines([second(0, 16), second(1, 235)], 'en');
  expect(strip).toMatchObject({
    paint: {
      from: 2,
      colours: [
        [0, 0, 0],
        [255, 255, 255],
      ],
    },
  });
});

test('a second without pictures is a gap, and a clip that was not decoded has no strip', () => {
  expect(said([second(0, 120), { ...second(1, 0), pictures: 0 }])[0]).toBe(
    '  ▄_  2 s; the higher, the brighter; _ no pictures',
  );
  expect(said([])).toEqual([]);
});
