import type { Tiles } from '../picture-coding.ts';

/** Where the coding tree blocks of a picture are (6.5.1). */
export type PictureLayout = {
  /** Coding tree blocks in a row, in a column, and in all. */
  columns: number;
  rows: number;
  blocks: number;
  /** CtbAddrRsToTs and its inverse. */
  toTileScan: Uint32Array;
  toRaster: Uint32Array;
  /** TileId, by raster address. */
  tileOf: Uint16Array;
  /** Whether a block is the first one of its tile, and of a row of its tile; by raster address. */
  startsTile: Uint8Array;
  startsRow: Uint8Array;
};

/** Undefined where the tiles do not fit into the picture. */
export function layOut(columns: number, rows: number, tiles: Tiles | null): PictureLayout | undefined {
  const bounds = tiles
    ? [boundsOf(columns, tiles.columns, tiles.widths), boundsOf(rows, tiles.rows, tiles.heights)]
    : [];
  const [across = [0, columns], down = [0, rows]] = bounds;
  if (!rises(across) || !rises(down)) return undefined;
  const blocks = columns * rows;
  const layout: PictureLayout = {
    columns,
    rows,
    blocks,
    toTileScan: new Uint32Array(blocks),
    toRaster: new Uint32Array(blocks),
    tileOf: new Uint16Array(blocks),
    startsTile: new Uint8Array(blocks),
    startsRow: new Uint8Array(blocks),
  };
  let scanned = 0;
  let tile = 0;
  for (const [top, bottom] of pairs(down)) {
    for (const [left, right] of pairs(across)) {
      layout.startsTile[top * columns + left] = 1;
      for (let y = top; y < bottom; y++) {
        layout.startsRow[y * columns + left] = 1;
        for (let x = left; x < right; x++) {
          const address = y * columns + x;
          layout.toTileScan[address] = scanned;
          layout.toRaster[scanned++] = address;
          layout.tileOf[address] = tile;
        }
      }
      tile++;
    }
  }
  return layout;
}

/** colBd and rowBd: 6-3, 6-4. */
function boundsOf(length: number, parts: number, sizes: readonly number[] | null): number[] {
  if (!sizes) return Array.from({ length: parts + 1 }, (_, i) => Math.floor((i * length) / parts));
  const bounds = [0];
  for (const size of sizes) bounds.push((bounds.at(-1) ?? 0) + size);
  return [...bounds, length];
}

const rises = (bounds: readonly number[]): boolean =>
  bounds.every((bound, i) => i === 0 || bound > (bounds[i - 1] ?? 0));

const pairs = (bounds: readonly number[]): (readonly [number, number])[] =>
  bounds.slice(1).map((bound, i) => [bounds[i] ?? 0, bound] as const);
