/** Every frame is reduced to a grid of luma samples; both engines deliver the same one. */
export const GRID_WIDTH = 64;
export const GRID_HEIGHT = 36;
export const GRID_SAMPLES = GRID_WIDTH * GRID_HEIGHT;

/** Thumbnails are the grid averaged in blocks of 4 × 4. */
export const THUMBNAIL_WIDTH = 16;
export const THUMBNAIL_HEIGHT = 9;
export const THUMBNAIL_SAMPLES = THUMBNAIL_WIDTH * THUMBNAIL_HEIGHT;
const BLOCK = GRID_WIDTH / THUMBNAIL_WIDTH;

const MAX_THUMBNAILS = 12;

/** Video black is 16; a covered lens with sensor noise stays below 20, infrared night scenes begin at about 28. */
const BLACK_MEAN = 20;
/** Between the 2nd and the 98th percentile, so that a clock drawn into a black picture does not make it a picture. */
const FLAT_RANGE = 12;
const TAIL = Math.floor(GRID_SAMPLES * 0.02);

export type PictureSummary = {
  /** Frames that were measured; frames in an unknown pixel format are not. */
  measured: number;
  /** Frames that are dark and flat. */
  black: number;
  /** Mean luma (0–255) over all frames, and of the darkest and brightest frame. */
  luma: { mean: number; min: number; max: number };
  /** Mean range between the 2nd and 98th percentile of luma. */
  contrast: number;
  /** Sum of the mean absolute luma difference of neighbouring frames, and how many pairs there were. */
  motion: { sum: number; pairs: number };
  /** At most 12 frames spread over the object, each 16 × 9 luma, row by row, as hex. */
  thumbnails: { frame: number; luma: string }[];
};

/** Sums up frames one at a time; remembers the previous grid and at most 23 thumbnails. */
export class PictureStatistics {
  private measured = 0;
  private black = 0;
  private lumaSum = 0;
  private lumaMin = 255;
  private lumaMax = 0;
  private contrastSum = 0;
  private motionSum = 0;
  private motionPairs = 0;
  private previous: Uint8Array | undefined;
  private thumbnails: { frame: number; luma: string }[] = [];
  private stride = 1;
  private readonly histogram = new Uint32Array(256);

  /** `grid` is kept until the next call. */
  add(grid: Uint8Array): void {
    const mean = this.fillHistogram(grid) / GRID_SAMPLES;
    const range = this.range();
    this.lumaSum += mean;
    this.lumaMin = Math.min(this.lumaMin, mean);
    this.lumaMax = Math.max(this.lumaMax, mean);
    this.contrastSum += range;
    if (mean < BLACK_MEAN && range < FLAT_RANGE) this.black++;
    if (this.previous) {
      this.motionSum += meanDifference(this.previous, grid);
      this.motionPairs++;
    }
    this.previous = grid;
    this.keepThumbnail(grid);
    this.measured++;
  }

  summary(): PictureSummary {
    const n = Math.max(1, this.measured);
    return {
      measured: this.measured,
      black: this.black,
      luma: {
        mean: round(this.lumaSum / n),
        min: this.measured === 0 ? 0 : round(this.lumaMin),
        max: round(this.lumaMax),
      },
      contrast: round(this.contrastSum / n),
      motion: { sum: round(this.motionSum), pairs: this.motionPairs },
      thumbnails: spread(this.thumbnails, MAX_THUMBNAILS),
    };
  }

  private fillHistogram(grid: Uint8Array): number {
    this.histogram.fill(0);
    let sum = 0;
    for (let i = 0; i < GRID_SAMPLES; i++) {
      const luma = grid[i] ?? 0;
      sum += luma;
      this.histogram[luma] = (this.histogram[luma] ?? 0) + 1;
    }
    return sum;
  }

  private range(): number {
    return this.percentileFrom(255, -1) - this.percentileFrom(0, 1);
  }

  private percentileFrom(start: number, step: number): number {
    let seen = 0;
    let luma = start;
    for (; luma >= 0 && luma <= 255; luma += step) {
      seen += this.histogram[luma] ?? 0;
      if (seen > TAIL) break;
    }
    return luma;
  }

  /** The number of frames is unknown beforehand: when the list is full, every second one goes. */
  private keepThumbnail(grid: Uint8Array): void {
    if (this.measured % this.stride !== 0) return;
    this.thumbnails.push({ frame: this.measured, luma: thumbnailOf(grid) });
    if (this.thumbnails.length < MAX_THUMBNAILS * 2) return;
    this.thumbnails = this.thumbnails.filter((_, i) => i % 2 === 0);
    this.stride *= 2;
  }
}

function thumbnailOf(grid: Uint8Array): string {
  const out = Buffer.alloc(THUMBNAIL_SAMPLES);
  for (let y = 0; y < THUMBNAIL_HEIGHT; y++) {
    for (let x = 0; x < THUMBNAIL_WIDTH; x++) {
      let sum = 0;
      for (let i = 0; i < BLOCK * BLOCK; i++) {
        const row = y * BLOCK + Math.floor(i / BLOCK);
        sum += grid[row * GRID_WIDTH + x * BLOCK + (i % BLOCK)] ?? 0;
      }
      out[y * THUMBNAIL_WIDTH + x] = Math.round(sum / (BLOCK * BLOCK));
    }
  }
  return out.toString('hex');
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < GRID_SAMPLES; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum / GRID_SAMPLES;
}

function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return items.filter((_, i) => Math.floor((i * most) / items.length) !== Math.floor(((i - 1) * most) / items.length));
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
