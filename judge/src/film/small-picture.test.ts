import { describe, expect, test } from 'vitest';
import { sizeWithin, smallPicture } from './small-picture.ts';

const NARROW = { isWide: false, isFull: false };

/** One colour, in rows that are longer than the picture. */
function flat(format: string, [y, cb, cr]: readonly [number, number, number], bytes: 1 | 2 = 1) {
  const [width, height, stride] = [64, 36, 80 * bytes];
  const plane = (value: number, rows: number) => {
    const all = Buffer.alloc(stride * rows, 0xee);
    for (let at = 0; at < rows * stride; at += stride)
      for (let x = 0; x < width * bytes; x += bytes)
        if (bytes === 1) all.writeUInt8(value, at + x);
        else all.writeUInt16LE(value, at + x);
    return all;
  };
  const data = [plane(y, height), plane(cb, height), plane(cr, height)];
  return { format, width, height, data, linesize: [stride, stride, stride] };
}
const colourOf = (rgb: Uint8Array | undefined) => rgb && [...rgb.subarray(3 * 50, 3 * 50 + 3)];
const size = { width: 16, height: 9 };

describe('a small picture has the colours of the large one', () => {
  test.each([
    ['standard definition', flat('yuv420p', [81, 90, 240]), NARROW, [254, 0, 0]],
    ['high definition', flat('yuv420p', [63, 102, 240]), { isWide: true, isFull: false }, [255, 0, 0]],
    ['full range', flat('yuvj420p', [255, 128, 128]), { isWide: false, isFull: true }, [255, 255, 255]],
    ['black of video', flat('yuv422p', [16, 128, 128]), NARROW, [0, 0, 0]],
    ['without colour', flat('gray', [235, 0, 0]), NARROW, [255, 255, 255]],
    ['ten bits', flat('yuv420p10le', [81 * 4, 90 * 4, 240 * 4], 2), NARROW, [254, 0, 0]],
    ['as many of colour as of luma', flat('yuv444p', [145, 54, 34]), NARROW, [0, 255, 1]],
  ])('%s', (_, planes, colours, expected) => {
    const found = colourOf(smallPicture(planes, size, colours)) ?? [];
    expect(found).toHaveLength(3);
    for (const [at, value] of expected.entries()) expect(Math.abs((found[at] ?? 999) - value)).toBeLessThanOrEqual(2);
  });

  test('there is none of a format whose first plane is not luma', () => {
    expect(smallPicture(flat('rgb24', [0, 0, 0]), size, NARROW)).toBeUndefined();
    expect(smallPicture({ ...flat('yuv420p', [0, 0, 0]), data: null }, size, NARROW)).toBeUndefined();
  });
});

test('whatever its shape it fits into a square, and is never made larger', () => {
  expect(sizeWithin({ width: 1920, height: 1080 }, 192)).toEqual({ width: 192, height: 108 });
  expect(sizeWithin({ width: 1080, height: 1920 }, 192)).toEqual({ width: 108, height: 192 });
  expect(sizeWithin({ width: 4096, height: 2 }, 192)).toEqual({ width: 192, height: 1 });
  expect(sizeWithin({ width: 64, height: 36 }, 192)).toEqual({ width: 64, height: 36 });
});
