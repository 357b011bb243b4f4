import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FilmOutcome, type FilmPart, Judge } from '../judge.ts';
import { damageSlices, readClip } from '../testing.ts';
import { LARGEST_FILMSTRIP, MOST_PICTURES } from './make-filmstrip.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start({ processes: 1, engine: 'node-av' });
});
afterAll(() => judge[Symbol.asyncDispose]());

type Container = 'ts' | 'mp4';
const part = (atMs: number, ...parts: Buffer[]): FilmPart => ({ atMs, parts });
const film = (container: Container, objects: readonly FilmPart[], stepMs = 1900) =>
  judge.makeFilmstrip({ objects, container, stepMs, lengthMs: 60_000 });
const clip = (container: Container, ...names: string[]) => film(container, [part(0, ...names.map(readClip))]);

function made(outcome: FilmOutcome) {
  if (outcome.is !== 'made') throw new Error(`no filmstrip: ${outcome.is}`);
  return outcome.filmstrip;
}

describe('a filmstrip', () => {
  test('shows a key frame of each object at its time, row by row', async () => {
    const [first, second] = [readClip('h264-ts-0.mpegts'), readClip('h264-ts-1.mpegts')];
    const objects = Array.from({ length: 6 }, (_, n) => part(2000 * n, n % 2 === 0 ? first : second));
    const { webp, width, height, columns, pictures } = made(await film('ts', objects));
    expect({ width, height, columns, pictures }).toEqual({
      ...{ width: 192, height: 108, columns: 4 },
      pictures: [0, 2000, 4000, 6000, 8000, 10_000],
    });
    expect(await sharp(webp).metadata()).toMatchObject({ format: 'webp', width: 4 * 192, height: 2 * 108 });
  });

  test('keeps its distance between pictures, over the ends of objects too', async () => {
    const objects = Array.from({ length: 6 }, (_, n) => part(2000 * n, readClip('h264-ts-0.mpegts')));
    expect(made(await film('ts', objects, 3900)).pictures).toEqual([0, 4000, 8000]);
    const many = Array.from({ length: 30 }, (_, n) => part(2000 * n, readClip('h264-ts-0.mpegts')));
    expect(made(await film('ts', many)).pictures).toHaveLength(MOST_PICTURES);
  });

  test.each([
    ['fMP4', 'mp4', ['h264-fmp4-init.mp4', 'h264-fmp4-0.m4s']],
    ['H.265', 'ts', ['h265-aac.mpegts']],
    ['H.265 in fMP4', 'mp4', ['h265-fmp4-init.mp4', 'h265-fmp4-0.m4s']],
    ['one MP4', 'mp4', ['h264-faststart.mp4']],
    ['pictures out of their order', 'ts', ['h264-b-frames.mpegts']],
    ['ten bits', 'ts', ['h264-10-bit.mpegts']],
    ['fields', 'ts', ['h264-interlaced.mpegts']],
  ] as const)('is made of %s', async (_, container, names) => {
    const { pictures } = made(await clip(container, ...names));
    expect(pictures[0]).toBe(0);
  });

  test('stands upright where the camera does', async () => {
    const { width, height } = made(await clip('mp4', 'h264-portrait.mp4'));
    expect(height).toBeGreaterThan(width);
  });

  test('has the first one’s shape where a camera changes its own, and lacks what does not decode', async () => {
    const objects = [
      part(0, readClip('h264-ts-0.mpegts')),
      part(2000, randomBytes(5000)),
      part(4000, readClip('h264-other-size.mpegts')),
    ];
    const { pictures, columns, width, height } = made(await film('ts', objects));
    expect({ pictures, columns, width, height }).toEqual({ pictures: [0, 4000], columns: 2, width: 192, height: 108 });
  });
});

describe('hostile bytes end in no filmstrip, and the next one is made all the same', () => {
  const good = readClip('h264-ts-0.mpegts');
  test.each([
    ['nothing', 'ts', Buffer.alloc(0)],
    ['noise', 'ts', randomBytes(200_000)],
    ['noise as MP4', 'mp4', randomBytes(200_000)],
    ['a text page', 'ts', Buffer.from('<html>403 Forbidden</html>'.repeat(500))],
    ['a playlist that names a file', 'ts', Buffer.from('#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n')],
    ['a snapshot', 'ts', readClip('snapshot.jpg')],
    ['sound alone', 'ts', readClip('audio-only.mpegts')],
    ['another codec', 'ts', readClip('mpeg2.mpegts')],
    ['another codec in MP4', 'mp4', readClip('mpeg4.mp4')],
    ['headers alone', 'mp4', readClip('h264-fmp4-init.mp4')],
    ['another container than was declared', 'mp4', good],
  ] as const)('%s', async (_, container, bytes) => {
    expect(await film(container, [part(0, bytes)])).toEqual({ is: 'none' });
    expect(await film('ts', [part(0, good)])).toMatchObject({ is: 'made' });
  });

  test('what is damaged, cut off or turned over anywhere ends in a strip or in none, never in more', async () => {
    const mp4 = readClip('h264-faststart.mp4');
    const broken: [Container, Buffer][] = [['ts', damageSlices(good, 40)]];
    for (let at = 1; at < 12; at++) {
      broken.push(['ts', good.subarray(0, Math.floor((at * good.length) / 12))]);
      broken.push(['mp4', mp4.subarray(0, Math.floor((at * mp4.length) / 12))]);
      const turned = Buffer.from(mp4);
      for (let bit = 0; bit < 64; bit++) turned[Math.floor(((bit + at / 12) * mp4.length) / 64)] = 255 - bit;
      broken.push(['mp4', turned]);
    }
    for (const [container, bytes] of broken) {
      const outcome = await film(container, [part(0, bytes)]);
      if (outcome.is !== 'none') expect(made(outcome).webp.length).toBeLessThanOrEqual(LARGEST_FILMSTRIP);
    }
    expect(await film('ts', [part(0, good)])).toMatchObject({ is: 'made' });
  });
});

test('without node-av there are none', async () => {
  await using other = await Judge.start({ processes: 1, engine: 'none' });
  const objects = [part(0, readClip('h264-ts-0.mpegts'))];
  expect(await other.makeFilmstrip({ objects, container: 'ts', stepMs: 2000, lengthMs: 60_000 })).toEqual({
    is: 'unavailable',
  });
});
