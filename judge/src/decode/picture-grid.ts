/** Every frame is reduced to a grid of samples; both engines deliver the same one. */
export const GRID_WIDTH = 64;
export const GRID_HEIGHT = 36;
export const GRID_SAMPLES = GRID_WIDTH * GRID_HEIGHT;

/** Of each colour difference, as 4:2:0 has it. */
const CHROMA_WIDTH = GRID_WIDTH / 2;
const CHROMA_HEIGHT = GRID_HEIGHT / 2;
export const CHROMA_SAMPLES = CHROMA_WIDTH * CHROMA_HEIGHT;

/** One after another: luma, Cb, Cr. */
export const GRID_BYTES = GRID_SAMPLES + 2 * CHROMA_SAMPLES;

export type PictureGrid = { luma: Uint8Array; cb: Uint8Array; cr: Uint8Array };

/** The grid in `bytes`, which it shares. */
export const gridFrom = (bytes: Uint8Array): PictureGrid => ({
  luma: bytes.subarray(0, GRID_SAMPLES),
  cb: bytes.subarray(GRID_SAMPLES, GRID_SAMPLES + CHROMA_SAMPLES),
  cr: bytes.subarray(GRID_SAMPLES + CHROMA_SAMPLES, GRID_BYTES),
});

/** A decoded picture where it lies. */
export type Planes = {
  format: string;
  width: number;
  height: number;
  data: readonly Uint8Array[] | null;
  linesize: readonly number[];
};

/** How many columns and rows of luma one sample of colour stands for. */
const SUBSAMPLING: Readonly<Record<string, readonly [number, number]>> = {
  '420': [2, 2],
  '422': [2, 1],
  '440': [1, 2],
  '444': [1, 1],
};

/** How the samples of a format lie; `colour`: how many columns and rows of luma one of colour stands for. */
export function layoutOf(format: string): { bits: number; colour: readonly [number, number] | undefined } | undefined {
  const planar = /^(?:yuvj?(4\d\d)p|gray)(\d\d)?(?:le)?$/.exec(format);
  return planar
    ? { bits: planar[2] === undefined ? 8 : Number(planar[2]), colour: SUBSAMPLING[planar[1] ?? ''] }
    : undefined;
}

/** Samples at the middle of each cell; undefined where the first plane is not luma. */
export function gridOf({ format, width, height, data, linesize }: Planes): PictureGrid | undefined {
  const layout = layoutOf(format);
  if (!layout || !data?.[0]) return undefined;
  const { bits, colour: subsampled } = layout;
  const plane = (at: number, columns: number, rows: number) => ({
    ...{ bytes: data[at], stride: linesize[at] ?? 0, bits },
    ...{ width: Math.ceil(width / columns), height: Math.ceil(height / rows) },
  });
  const [columns, rows] = subsampled ?? [];
  const colour = (at: number): Uint8Array =>
    columns && rows && data[at]
      ? sample(plane(at, columns, rows), CHROMA_WIDTH, CHROMA_HEIGHT)
      : new Uint8Array(CHROMA_SAMPLES).fill(GREY);
  return { luma: sample(plane(0, 1, 1), GRID_WIDTH, GRID_HEIGHT), cb: colour(1), cr: colour(2) };
}

/** What a picture without colour has. */
const GREY = 128;

type Plane = { bytes: Uint8Array | undefined; stride: number; bits: number; width: number; height: number };

function sample({ bytes, stride, bits, width, height }: Plane, columns: number, rows: number): Uint8Array {
  const grid = new Uint8Array(columns * rows);
  if (!bytes) return grid;
  const size = bits > 8 ? 2 : 1;
  const middles = Int32Array.from(
    grid.subarray(0, columns),
    (_, x) => Math.floor(((x + 0.5) * width) / columns) * size,
  );
  for (let y = 0; y < rows; y++) {
    const row = Math.floor(((y + 0.5) * height) / rows) * stride;
    for (let x = 0; x < columns; x++) {
      const at = row + (middles[x] ?? 0);
      const value = bytes[at] ?? 0;
      grid[y * columns + x] = size === 1 ? value : (value | ((bytes[at + 1] ?? 0) << 8)) >> (bits - 8);
    }
  }
  return grid;
}
