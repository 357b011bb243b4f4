import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JudgedObject } from '../clip-evidence.ts';
import { type PictureRow, RowWriter, readRows } from '../decode/picture-rows.ts';
import { checkPictures } from '../findings/pictures.ts';
import type { ClipPicture } from './clip-pictures.ts';
import { pictureSeconds } from './picture-seconds.ts';

const FPS = 10;
const scene: PictureRow = {
  ...{ atMs: 0, luma: 110, range: 120, cb: 122, cr: 134, chromaRange: 40, change: 12 },
  ...{ mark: 'whole', oneSided: false },
};
const flat = { range: 0, chromaRange: 0, change: 0 };

/** So many seconds of pictures, each second as given. */
function clipOf(...seconds: Partial<ClipPicture>[]): ClipPicture[] {
  return seconds.flatMap((shown, second) =>
    Array.from({ length: FPS }, (_, at) => {
      const clipMs = second * 1000 + (at * 1000) / FPS;
      return { ...scene, atMs: clipMs, clipMs, garbled: false, ...shown };
    }),
  );
}

function check(pictures: readonly ClipPicture[], objects: readonly JudgedObject[] = []) {
  const seconds = pictureSeconds(pictures);
  const found = checkPictures({ objects, pictures, seconds, waveAsked: false });
  return found.filter(({ code }) => code !== 'picture.no_motion');
}

const [good, black] = [{}, { luma: 16, cb: 128, cr: 128, ...flat }];
const green = { luma: 0, cb: 0, cr: 0, ...flat, oneSided: true };
const grey = { luma: 128, cb: 128, cr: 128, ...flat };
const wall = { luma: 220, cb: 126, cr: 131, ...flat };

describe('black', () => {
  test('nearly all of it is an error', () => {
    expect(check(clipOf(black, black, black))).toMatchObject([
      { code: 'picture.black', severity: 'error', measured: 100, params: { toMs: 3000 } },
    ]);
  });

  test('a covered lens has noise: black in which all samples are equal was drawn by a program', () => {
    const noisy = { luma: 17, cb: 128, cr: 127, range: 3, chromaRange: 1, change: 1 };
    const noiseOf = (...seconds: Partial<ClipPicture>[]) => check(clipOf(...seconds))[0]?.params.noise;
    expect([noiseOf(black, black), noiseOf(noisy, noisy), noiseOf(good, black, black, good)]).toEqual([
      'none',
      'some',
      undefined,
    ]);
  });

  test('two seconds of four are a warning with their place', () => {
    expect(check(clipOf(good, black, black, good))).toMatchObject([
      { code: 'picture.black', severity: 'warning', measured: 50, atMs: 1000, params: { toMs: 3000 } },
    ]);
  });

  test('eight pictures of ten are no black second, and a dark night is none either', () => {
    const blink = clipOf(good, black, good).map((one, at) => (at % 5 === 0 ? { ...one, ...scene } : one));
    expect(check(blink)).toEqual([]);
    expect(check(clipOf({ luma: 40, range: 13 }, { luma: 19, range: 13, cb: 128, cr: 128 }))).toEqual([]);
  });
});

/** Two objects in which something is shown at the end of the first and the beginning of the second one. */
function acrossSeam(shown: Partial<ClipPicture>, before: number, behind: number): ClipPicture[] {
  return clipOf(good, good, good, good).map((one, at) =>
    at >= 20 - before && at < 20 + behind ? { ...one, ...shown } : one,
  );
}

/** Somewhere in it something moves. */
const moving = { decoded: { is: 'report', report: { pictures: { motion: { peak: 12 } } } } } as unknown as JudgedObject;

describe('a run across the seam of two objects', () => {
  test.each([
    ['picture.black', black],
    ['picture.uniform', wall],
    ['picture.cast', { cr: 180, oneSided: true }],
  ])('%s for 0.6 s before it and as long behind it is one run of 1.2 s, though it fills no second', (code, shown) => {
    expect(check(acrossSeam(shown, 6, 6))).toMatchObject([
      { code, severity: 'warning', atMs: 1400, params: { toMs: 2600 } },
    ]);
    expect(check(acrossSeam(shown, 6, 3))).toEqual([]);
  });

  test('its whole length is told, not the seconds that it fills', () => {
    expect(check(acrossSeam(black, 14, 14))).toMatchObject([
      { code: 'picture.black', atMs: 600, params: { toMs: 3400 } },
    ]);
    const flash = acrossSeam(black, 14, 14).map((one, at) => (at === 13 ? { ...one, ...scene } : one));
    expect(check(flash)).toMatchObject([{ code: 'picture.black', atMs: 600, params: { toMs: 3400 } }]);
  });

  test('a picture before a hole is not seen for as long as the hole is', () => {
    const before = acrossSeam(black, 1, 0).slice(0, 20);
    const behind = clipOf(good).map((one) => ({ ...one, clipMs: one.clipMs + 12_000 }));
    expect(check([...before, ...behind])).toEqual([]);
  });

  test('stillness adds up: three seconds at the end of one object and three of the next are six', () => {
    const still = { change: 0.5 };
    const moves = { change: 12 };
    const pictures = clipOf(moves, still, still, still, still, still, still, moves);
    expect(check(pictures, [moving])).toMatchObject([
      { code: 'picture.still', measured: 6000, atMs: 1000, params: { toMs: 7000 } },
    ]);
  });

  test('garbled pictures on both sides are one run', () => {
    expect(check(acrossSeam({ garbled: true }, 6, 6))).toMatchObject([
      { code: 'picture.corrupt', measured: 1200, atMs: 1400, params: { toMs: 2600 } },
    ]);
  });
});

describe('uniform', () => {
  test.each([
    ['green', green],
    ['grey', grey],
  ])('%s for half of the clip is an error, and not black', (shade, shown) => {
    expect(check(clipOf(shown, shown, good, good))).toMatchObject([
      { code: 'picture.uniform', severity: 'error', measured: 50, atMs: 0, params: { toMs: 2000, shade } },
    ]);
  });

  test.each([
    ['eight of ten', 10, 8, 80],
    ['every second one', 2, 1, 50],
  ])('%s green: half of the clip and more is an error, though no second is of one colour', (_, of, shown, measured) => {
    const flicker = clipOf(good, good, good).map((one, at) => (at % of < shown ? { ...one, ...green } : one));
    expect(check(flicker)).toMatchObject([
      { code: 'picture.uniform', severity: 'error', measured, atMs: 0, params: { toMs: shown * 100, shade: 'green' } },
    ]);
    const less = clipOf(good, good, good).map((one, at) => (at % 5 < 2 ? { ...one, ...green } : one));
    expect(check(less)).toEqual([]);
  });

  test('for less it is a warning, and so is a wall throughout', () => {
    expect(check(clipOf(grey, good, good, good))).toMatchObject([{ code: 'picture.uniform', severity: 'warning' }]);
    expect(check(clipOf(wall, wall))).toMatchObject([
      { code: 'picture.uniform', severity: 'warning', params: { shade: 'plain' } },
    ]);
  });
});

describe('cast', () => {
  test('a warning with its place; as strong as a real camera had it, none', () => {
    const tinted = (cr: number) => ({ cr, oneSided: true });
    expect(check(clipOf(good, tinted(180), good))).toMatchObject([
      { code: 'picture.cast', severity: 'warning', measured: 33, atMs: 1000, params: { toMs: 2000 } },
    ]);
    expect(check(clipOf(tinted(161), tinted(161)))).toEqual([]);
  });

  test('colour that is lost for half of the clip is an error', () => {
    expect(check(clipOf({ cb: 0, oneSided: true }, good))).toMatchObject([{ code: 'picture.cast', severity: 'error' }]);
  });

  test('lost colour that comes and goes is an error from half of the clip on', () => {
    const lost = { cb: 0, oneSided: true };
    const flicker = (of: number) => clipOf(good, good).map((one, at) => (at % of === 0 ? { ...one, ...lost } : one));
    expect(check(flicker(2))).toMatchObject([
      { code: 'picture.cast', severity: 'error', measured: 50, limit: 50, atMs: 0, params: { toMs: 100 } },
    ]);
    expect(check(flicker(3))).toEqual([]);
  });

  test('a night without colour has none', () => {
    expect(check(clipOf({ cb: 128, cr: 128, chromaRange: 0, luma: 60 }))).toEqual([]);
  });
});

describe('garbled', () => {
  const garbled = { garbled: true };

  test('two seconds of a short clip are a warning, three an error, with the share', () => {
    expect(check(clipOf(good, garbled, garbled, good))).toMatchObject([
      { code: 'picture.corrupt', severity: 'warning', measured: 2000, limit: 2000, atMs: 1000 },
    ]);
    expect(check(clipOf(good, garbled, garbled, garbled))).toMatchObject([
      { code: 'picture.corrupt', severity: 'error', measured: 3000, params: { toMs: 4000, percent: 75 } },
    ]);
  });

  test('of a long clip a tenth is tolerated', () => {
    const seconds = Array.from({ length: 40 }, (_, at) => (at < 4 ? garbled : good));
    expect(check(clipOf(...seconds))).toMatchObject([{ severity: 'warning', measured: 4000, limit: 4000 }]);
  });

  test('a hole behind one garbled picture is no garbled time', () => {
    const before = clipOf(good).map((one, at) => (at === FPS - 1 ? { ...one, ...garbled } : one));
    const after = clipOf(good).map((one) => ({ ...one, clipMs: one.clipMs + 24_000 }));
    expect(check([...before, ...after])).toMatchObject([
      { code: 'picture.corrupt', severity: 'warning', measured: 100, limit: 2500 },
    ]);
  });

  test('nothing else is said of what is garbled', () => {
    const halfGrey = clipOf({ ...grey, ...garbled }, good).map((one, at) =>
      at % 2 === 0 ? { ...one, ...scene } : one,
    );
    expect(check(halfGrey).map(({ code }) => code)).toEqual(['picture.corrupt']);
    expect(check(clipOf({ ...grey, ...garbled }, good)).map(({ code }) => code)).toEqual(['picture.corrupt']);
    expect(check(clipOf({ ...grey, ...garbled }, good, good)).map(({ code }) => code)).toEqual(['picture.corrupt']);
  });
});

describe('seconds', () => {
  test('are the clip’s, one without a picture too', () => {
    const pictures = [...clipOf(good), ...clipOf(good).map((one) => ({ ...one, clipMs: one.clipMs + 2000 }))];
    expect(pictureSeconds(pictures)).toMatchObject([
      { atMs: 0, pictures: FPS, luma: 110, change: 12, traits: [] },
      { atMs: 1000, pictures: 0, luma: 0, traits: [] },
      { atMs: 2000, pictures: FPS },
    ]);
  });

  test('say when they are garbled, each run by itself, the last one up to the end of the last picture', () => {
    const pictures = clipOf(good, good).map((one, at) => ({
      ...one,
      garbled: [6, 7, 8, 9, 10, 16, 18, 19].includes(at),
    }));
    expect(pictureSeconds(pictures)).toMatchObject([
      { damaged: 4, garbled: [[600, 1000]] },
      {
        damaged: 4,
        garbled: [
          [1000, 1100],
          [1600, 1700],
          [1800, 2000],
        ],
      },
    ]);
    expect(pictureSeconds(clipOf(good))[0]).not.toHaveProperty('garbled');
  });

  test('whatever the times say, there are at most three hundred', () => {
    const level = fc.integer({ min: 0, max: 255 });
    const row = fc.record({
      ...{ atMs: fc.oneof(fc.nat(299_999), fc.nat(0xffffffff)), luma: level, range: level, cb: level, cr: level },
      ...{
        chromaRange: level,
        change: level,
        mark: fc.constantFrom('whole', 'damaged', 'garbled'),
        oneSided: fc.boolean(),
      },
    });
    fc.assert(
      fc.property(fc.array(row), (rows: PictureRow[]) => {
        const writer = new RowWriter();
        for (const one of rows) writer.add(one);
        expect(readRows(writer.toBase64())).toEqual(rows.filter(({ atMs }) => atMs < 300_000));
        const pictures = rows.map((one) => ({ ...one, clipMs: one.atMs, garbled: one.mark === 'damaged' }));
        const seconds = pictureSeconds(pictures);
        expect(seconds.length).toBeLessThanOrEqual(300);
        for (const { garbled = [] } of seconds) expect(garbled.length).toBeLessThanOrEqual(11);
        check(pictures);
      }),
    );
  });
});
