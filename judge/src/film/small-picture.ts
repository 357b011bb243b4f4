import { layoutOf, type Planes } from '../decode/picture-grid.ts';

export type Size = { width: number; height: number };

/** `isWide`: BT.709, as high definition has it; `isFull`: its samples use all of their range. */
export type Colours = { isWide: boolean; isFull: boolean };

/** Samples of each cell that are looked at, in each direction: what a picture of 4K has more of makes it no finer. */
const LOOKED_AT = 4;

/** As large as it fits into a square, never larger than it is. */
export function sizeWithin({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  const of = (length: number): number => Math.max(1, Math.round(length * scale));
  return { width: of(width), height: of(height) };
}

/** A decoded picture as RGB of that size; undefined where its first plane is not luma. */
export function smallPicture(planes: Planes, size: Size, { isWide, isFull }: Colours): Uint8Array | undefined {
  const layout = layoutOf(planes.format);
  const luma = planes.data?.[0];
  if (!layout || !luma) return undefined;
  const { bits, colour } = layout;
  const [columns, rows] = colour ?? [1, 1];
  const plane = (at: number): Float32Array => {
    const [across, down] = at === 0 ? [1, 1] : [columns, rows];
    const of = { width: Math.ceil(planes.width / across), height: Math.ceil(planes.height / down) };
    return shrink({ bytes: planes.data?.[at] ?? luma, stride: planes.linesize[at] ?? 0, bits, ...of }, size);
  };
  const isColoured = colour !== undefined && planes.data?.[1] !== undefined && planes.data[2] !== undefined;
  const [y, cb, cr] = [plane(0), isColoured ? plane(1) : undefined, isColoured ? plane(2) : undefined];
  // ITU-R BT.709 and BT.601, 8 bits.
  const [kr, kb] = isWide ? [0.2126, 0.0722] : [0.299, 0.114];
  const [black, lumaRange, colourRange] = isFull ? [0, 255, 255] : [16, 219, 224];
  const rgb = new Uint8ClampedArray(size.width * size.height * 3);
  for (let at = 0; at < y.length; at++) {
    const light = (((y[at] ?? 0) - black) * 255) / lumaRange;
    const b = (((cb?.[at] ?? 128) - 128) * 255) / colourRange;
    const r = (((cr?.[at] ?? 128) - 128) * 255) / colourRange;
    const red = light + 2 * (1 - kr) * r;
    const blue = light + 2 * (1 - kb) * b;
    rgb[3 * at] = red;
    rgb[3 * at + 1] = (light - kr * red - kb * blue) / (1 - kr - kb);
    rgb[3 * at + 2] = blue;
  }
  return new Uint8Array(rgb.buffer);
}

type Plane = Size & { bytes: Uint8Array; stride: number; bits: number };

/** Means of what is looked at in each cell, in eight bits. */
function shrink({ bytes, stride, bits, width, height }: Plane, to: Size): Float32Array {
  const small = new Float32Array(to.width * to.height);
  const samples = bits > 8 ? 2 : 1;
  const [xs, ys] = [placesOf(width, to.width), placesOf(height, to.height)];
  for (let y = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++) {
      let sum = 0;
      for (let j = 0; j < LOOKED_AT; j++) {
        const row = (ys[y * LOOKED_AT + j] ?? 0) * stride;
        for (let i = 0; i < LOOKED_AT; i++) {
          const at = row + (xs[x * LOOKED_AT + i] ?? 0) * samples;
          const low = bytes[at] ?? 0;
          sum += samples === 1 ? low : low | ((bytes[at + 1] ?? 0) << 8);
        }
      }
      small[y * to.width + x] = sum / LOOKED_AT ** 2 / 2 ** (bits - 8);
    }
  return small;
}

/** Which samples are looked at, all cells one after the other. */
const placesOf = (length: number, cells: number): Int32Array =>
  Int32Array.from({ length: cells * LOOKED_AT }, (_, at) => Math.floor(((at + 0.5) * length) / (cells * LOOKED_AT)));
