import { MotionPeak } from './motion-peak.ts';
import { GRID_WIDTH, type PictureGrid } from './picture-grid.ts';
import { type PictureRow, RowWriter } from './picture-rows.ts';
import { SampleRow } from './sample-row.ts';
import { statisticsOf } from './samples.ts';

/** Thumbnails are the grid averaged in blocks of 4 × 4. */
export const THUMBNAIL_WIDTH = 16;
export const THUMBNAIL_HEIGHT = 9;
export const THUMBNAIL_SAMPLES = THUMBNAIL_WIDTH * THUMBNAIL_HEIGHT;
const BLOCK = GRID_WIDTH / THUMBNAIL_WIDTH;

const MAX_THUMBNAILS = 12;

/** Of the samples of a colour difference, so that a picture of many colours has no cast. */
const ONE_SIDED_SHARE = 0.95;

export type PictureSummary = {
  /** Frames that were measured; frames in an unknown pixel format are not. */
  measured: number;
  /** Mean luma (0–255) over all frames, and of the darkest and brightest frame. */
  luma: { mean: number; min: number; max: number };
  /** Mean range between the 2nd and 98th percentile of luma. */
  contrast: number;
  /** How much the picture moved where it moved most (`MotionPeak`), and over how many pairs of frames. */
  motion: { peak: number; pairs: number };
  /** At most 12 frames spread over the object, each 16 × 9 luma, row by row, as hex. */
  thumbnails: { frame: number; luma: string }[];
  /** Ten thumbnails a second, one after another, in base64: what a picture signature is made of. Only where asked for. */
  samples?: string | undefined;
  /** What each frame showed (`readRows`). */
  rows: string;
};

/** When a frame is shown, in milliseconds from the object's first one, and what the decoder says of it. */
export type FrameNote = Pick<PictureRow, 'atMs' | 'mark'>;

/** Sums up frames one at a time; remembers the previous frame's blocks, at most 23 thumbnails, 20 s of samples
 * and 18,000 rows. */
export class PictureStatistics {
  private measured = 0;
  private lumaSum = 0;
  private lumaMin = 255;
  private lumaMax = 0;
  private contrastSum = 0;
  private readonly motion = new MotionPeak();
  private thumbnails: { frame: number; luma: string }[] = [];
  private stride = 1;
  private readonly rows = new RowWriter();
  private readonly samples: SampleRow | undefined;

  /** `framesPerSample`: of a tenth of a second; without it no samples are taken. */
  constructor(framesPerSample?: number) {
    this.samples = framesPerSample === undefined ? undefined : new SampleRow(framesPerSample);
  }

  add({ luma, cb, cr }: PictureGrid, note: FrameNote): void {
    const { mean, range } = statisticsOf(luma);
    const [blue, red] = [statisticsOf(cb), statisticsOf(cr)];
    this.lumaSum += mean;
    this.lumaMin = Math.min(this.lumaMin, mean);
    this.lumaMax = Math.max(this.lumaMax, mean);
    this.contrastSum += range;
    const blocks = blocksOf(luma);
    this.rows.add({
      ...{ ...note, luma: mean, range, cb: blue.mean, cr: red.mean, chromaRange: Math.max(blue.range, red.range) },
      change: this.motion.add(blocks),
      oneSided: Math.max(blue.side, red.side) >= ONE_SIDED_SHARE,
    });
    this.keepThumbnail(blocks);
    this.samples?.add(blocks);
    this.measured++;
  }

  summary(): PictureSummary {
    const n = Math.max(1, this.measured);
    return {
      measured: this.measured,
      luma: {
        mean: round(this.lumaSum / n),
        min: this.measured === 0 ? 0 : round(this.lumaMin),
        max: round(this.lumaMax),
      },
      contrast: round(this.contrastSum / n),
      motion: { peak: round(this.motion.peak), pairs: this.motion.pairs },
      thumbnails: spread(this.thumbnails, MAX_THUMBNAILS),
      ...(this.samples && { samples: this.samples.toBase64() }),
      rows: this.rows.toBase64(),
    };
  }

  /** The number of frames is unknown beforehand: when the list is full, every second one goes. */
  private keepThumbnail(blocks: Float32Array): void {
    if (this.measured % this.stride !== 0) return;
    this.thumbnails.push({ frame: this.measured, luma: Buffer.from(blocks.map(Math.round)).toString('hex') });
    if (this.thumbnails.length < MAX_THUMBNAILS * 2) return;
    this.thumbnails = this.thumbnails.filter((_, i) => i % 2 === 0);
    this.stride *= 2;
  }
}

/** The grid's mean luma in blocks of 4 × 4 samples. */
export function blocksOf(grid: Uint8Array): Float32Array {
  const blocks = new Float32Array(THUMBNAIL_SAMPLES);
  for (let block = 0; block < THUMBNAIL_SAMPLES; block++) {
    const top = Math.floor(block / THUMBNAIL_WIDTH) * BLOCK;
    const left = (block % THUMBNAIL_WIDTH) * BLOCK;
    let sum = 0;
    for (let y = top; y < top + BLOCK; y++)
      for (let x = left; x < left + BLOCK; x++) sum += grid[y * GRID_WIDTH + x] ?? 0;
    blocks[block] = sum / (BLOCK * BLOCK);
  }
  return blocks;
}

function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return items.filter((_, i) => Math.floor((i * most) / items.length) !== Math.floor(((i - 1) * most) / items.length));
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
