/** scanIdx of 7.4.9.11. */
export const DIAGONAL = 0;
export const HORIZONTAL = 1;
export const VERTICAL = 2;

export type Scan = {
  /** Column and row of each position, in the order of the scan. */
  x: Uint8Array;
  y: Uint8Array;
  /** The position of a column and row, as `(y << 3) | x`. */
  at: Uint8Array;
};

/** Up-right diagonal scan of a square (6.5.3). */
function* diagonal(size: number): Generator<readonly [number, number]> {
  for (let sum = 0; sum < 2 * size - 1; sum++)
    for (let x = Math.max(0, sum - size + 1); x <= Math.min(sum, size - 1); x++) yield [x, sum - x];
}

/** 6.5.4 by rows, 6.5.5 by columns. */
function* straight(size: number, isVertical: boolean): Generator<readonly [number, number]> {
  for (let n = 0; n < size * size; n++) {
    const [minor, major] = [n % size, Math.floor(n / size)];
    yield isVertical ? [major, minor] : [minor, major];
  }
}

function scanOf(positions: Iterable<readonly [number, number]>): Scan {
  const all = [...positions];
  const at = new Uint8Array(64);
  all.forEach(([x, y], n) => {
    at[(y << 3) | x] = n;
  });
  return { x: Uint8Array.from(all, ([x]) => x), y: Uint8Array.from(all, ([, y]) => y), at };
}

/** Sub-blocks of a transform block, by scanIdx and the binary logarithm of how many there are in a row. */
export const SUB_BLOCK_SCANS: readonly (readonly Scan[])[] = [
  [1, 2, 4, 8].map((size) => scanOf(diagonal(size))),
  [1, 2].map((size) => scanOf(straight(size, false))),
  [1, 2].map((size) => scanOf(straight(size, true))),
];

/** Coefficients of a 4×4 sub-block, by scanIdx. */
export const COEFFICIENT_SCANS: readonly Scan[] = [
  scanOf(diagonal(4)),
  scanOf(straight(4, false)),
  scanOf(straight(4, true)),
];
