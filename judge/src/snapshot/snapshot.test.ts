import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Judge } from '../judge.ts';
import { readClip } from '../testing.ts';
import { likeness } from './likeness.ts';
import { LARGEST_PREVIEW } from './preview.ts';

const scene = readClip('scene.jpg');
const changed = (at: number, value: number): Buffer => {
  const bytes = Buffer.from(scene);
  bytes.writeUInt16BE(value, at);
  return bytes;
};
const frameHeader = scene.indexOf(Buffer.from([0xff, 0xc0]));

describe('a snapshot is decoded, and what libjpeg warns of is its end', () => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await Judge.start({ processes: 1, engine: 'none' });
  });
  afterAll(() => judge[Symbol.asyncDispose]());

  test('a good one gives size and luma', async () => {
    expect(await judge.decodeSnapshot(scene)).toMatchObject({
      report: { is: 'picture', width: 640, height: 360, luma: expect.stringMatching(/^[0-9a-f]{288}$/) },
    });
  });

  test.each([
    ['the second half missing', scene.subarray(0, scene.length / 2)],
    ['a text page in its place', Buffer.from('<html>403 Forbidden</html>'.repeat(20))],
    ['a PNG under its name', readClip('snapshot.png')],
    [
      'an SVG that names a file',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'),
    ],
    ['nothing', Buffer.alloc(0)],
  ])('%s: not decodable', async (_, bytes) => {
    expect(await judge.decodeSnapshot(bytes)).toMatchObject({ report: { is: 'undecodable', reason: /./ } });
  });

  test('a header of 4 gigapixels is refused before anything is decoded', async () => {
    const bomb = Buffer.from(changed(frameHeader + 5, 65_500));
    bomb.writeUInt16BE(65_500, frameHeader + 7);
    expect(await judge.decodeSnapshot(bomb)).toEqual({
      is: 'report',
      report: { is: 'too-large', width: 65_500, height: 65_500 },
    });
  });
});

describe('a preview of a snapshot', () => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await Judge.start({ processes: 1, engine: 'none' });
  });
  afterAll(() => judge[Symbol.asyncDispose]());

  test('is a small WebP as wide as a phone shows it, whatever the picture holds', async () => {
    const noise = randomBytes(1280 * 720 * 3);
    const worst = await sharp(noise, { raw: { width: 1280, height: 720, channels: 3 } })
      .jpeg()
      .toBuffer();
    for (const [jpeg, height] of [
      [scene, 270],
      [worst, 270],
    ] as const) {
      const preview = await judge.makePreview(jpeg);
      expect(preview?.length).toBeLessThanOrEqual(LARGEST_PREVIEW);
      expect(await sharp(preview).metadata()).toMatchObject({ format: 'webp', width: 480, height });
    }
  });

  test('carries nothing of the snapshot but its picture, the right way up', async () => {
    const create = { width: 40, height: 80, channels: 3, background: 'red' } as const;
    const exif = { IFD0: { Copyright: 'somebody' } };
    const lying = await sharp({ create }).withMetadata({ orientation: 6, exif }).jpeg().toBuffer();
    const { width, height, orientation, exif: left } = await sharp(await judge.makePreview(lying)).metadata();
    expect({ width, height, orientation, left }).toEqual({
      width: 80,
      height: 40,
      orientation: undefined,
      left: undefined,
    });
  });

  test.each([
    ['what is cut off', scene.subarray(0, scene.length / 2)],
    ['a PNG', readClip('snapshot.png')],
    ['nothing', Buffer.alloc(0)],
  ])('there is none of %s', async (_, bytes) => {
    expect(await judge.makePreview(bytes)).toBeUndefined();
  });

  test('there is none of a header of 4 gigapixels, and it takes no more than one of its size', async () => {
    const bomb = Buffer.from(changed(frameHeader + 5, 65_500));
    bomb.writeUInt16BE(65_500, frameHeader + 7);
    expect(await judge.makePreview(bomb)).toBeUndefined();
    expect(await judge.makePreview(scene)).toBeDefined();
  });
});

describe('likeness', () => {
  const ramp = Uint8Array.from({ length: 144 }, (_, i) => i);

  test('brightness and contrast do not matter', () => {
    expect(
      likeness(
        ramp,
        ramp.map((luma) => 40 + luma / 2),
      ),
    ).toBeCloseTo(1, 2);
  });

  test('the negative is as unlike as can be', () => {
    expect(
      likeness(
        ramp,
        ramp.map((luma) => 143 - luma),
      ),
    ).toBeCloseTo(-1, 2);
  });

  test('a flat picture is like a flat one of its brightness, and like nothing else', () => {
    const flat = (luma: number) => new Uint8Array(144).fill(luma);
    expect(likeness(flat(10), flat(20))).toBe(1);
    expect(likeness(flat(10), flat(200))).toBe(0);
    expect(likeness(flat(10), ramp)).toBe(0);
  });
});
