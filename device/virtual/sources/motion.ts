import type { Frame } from 'node-av';

const COLUMNS = 64;
const ROWS = 36;
/** How far a cell's brightness must move: above what sensors' noise and encoders' quantisation do. */
const CELL_CHANGE = 20;
/** How much of the picture must have moved: a plant in the wind and a burnt-in clock are 1 %, a waving arm is 4 %. */
const CHANGED_SHARE = 0.025;
/** Half of a change in light is forgotten within about this many pictures. */
const FORGET = 0.06;
/** Pictures until the background is known. */
const WARM_UP = 15;

/** Sees motion as a difference of brightness from what the picture has looked like for a while. */
export function motionDetector() {
  let background: Float32Array | undefined;
  let seen = 0;

  return (frame: Frame): boolean => {
    const grid = brightness(frame);
    if (grid === undefined) return false;
    seen += 1;
    if (background === undefined) {
      background = Float32Array.from(grid);
      return false;
    }
    let changed = 0;
    for (let cell = 0; cell < grid.length; cell++) {
      const difference = (grid[cell] ?? 0) - (background[cell] ?? 0);
      if (Math.abs(difference) > CELL_CHANGE) changed += 1;
      background[cell] = (background[cell] ?? 0) + difference * FORGET;
    }
    return seen > WARM_UP && changed / grid.length > CHANGED_SHARE;
  };
}

/** Luma at the middle of each cell; undefined where the first plane is not 8-bit luma. */
function brightness(frame: Frame): Uint8Array | undefined {
  const plane = frame.data?.[0];
  const stride = frame.linesize[0];
  if (!plane || stride === undefined || stride < frame.width) return undefined;
  const grid = new Uint8Array(COLUMNS * ROWS);
  for (let row = 0; row < ROWS; row++) {
    const line = Math.floor(((row + 0.5) * frame.height) / ROWS) * stride;
    for (let column = 0; column < COLUMNS; column++) {
      grid[row * COLUMNS + column] = plane[line + Math.floor(((column + 0.5) * frame.width) / COLUMNS)] ?? 0;
    }
  }
  return grid;
}
