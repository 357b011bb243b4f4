import { THUMBNAIL_HEIGHT, THUMBNAIL_SAMPLES, THUMBNAIL_WIDTH } from '../decode/picture-statistics.ts';
import { lengthOf, type Signature } from './signature.ts';

/** A cell that changes by so many levels of luma from one sample to the next has moved: as `picture.no_motion` has it. */
const MOVED = 3;

/** Cells are pooled into 4 × 3 areas for a first, rough look. */
const AREA_COLUMNS = 4;
const AREA_ROWS = 3;
const AREAS = AREA_COLUMNS * AREA_ROWS;
const CELLS_OF_AREA = THUMBNAIL_SAMPLES / AREAS;

/** A stretch of samples: from `from`, so many. */
export type Stretch = { from: number; length: number };

/** A row of vectors, with what makes sums over any stretch of it cheap. */
export class VectorRow {
  readonly width: number;
  private readonly values: Float32Array;
  /** Sums of each component over the samples before each sample, and of all squares. */
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;

  constructor(values: Float32Array, width: number) {
    this.values = values;
    this.width = width;
    const length = values.length / width;
    this.sums = new Float64Array((length + 1) * width);
    this.squares = new Float64Array(length + 1);
    for (let at = 0; at < length; at++) {
      let squares = 0;
      for (let i = 0; i < width; i++) {
        const value = values[at * width + i] ?? 0;
        this.sums[(at + 1) * width + i] = (this.sums[at * width + i] ?? 0) + value;
        squares += value * value;
      }
      this.squares[at + 1] = (this.squares[at] ?? 0) + squares;
    }
  }

  /** Sum of squares over a stretch, each component's mean in it removed. */
  energy({ from, length }: Stretch): number {
    let means = 0;
    for (let i = 0; i < this.width; i++) means += this.sum(i, from, length) ** 2;
    return Math.max(0, (this.squares[from + length] ?? 0) - (this.squares[from] ?? 0) - means / length);
  }

  /** Sum of products with another row over a stretch of each, the means removed. */
  product(from: number, other: VectorRow, otherFrom: number, length: number): number {
    const { width, values } = this;
    const size = length * width;
    const [here, there] = [from * width, otherFrom * width];
    let product = 0;
    for (let i = 0; i < size; i++) product += (values[here + i] ?? 0) * (other.values[there + i] ?? 0);
    for (let i = 0; i < width; i++) product -= (this.sum(i, from, length) * other.sum(i, otherFrom, length)) / length;
    return product;
  }

  private sum(i: number, from: number, length: number): number {
    return (this.sums[(from + length) * this.width + i] ?? 0) - (this.sums[from * this.width + i] ?? 0);
  }
}

/** A signature made ready to be compared. */
export class MotionCourse {
  readonly length: number;
  readonly cells: VectorRow;
  /** The same in 12 areas. Pooling keeps lengths: what is not in the areas is what they leave of the cells' energy. */
  readonly areas: VectorRow;
  /** How many samples before each one have moved. */
  private readonly moved: Uint16Array;

  constructor(signature: Signature) {
    this.length = lengthOf(signature);
    const cells = Float32Array.from(signature.cells);
    this.cells = new VectorRow(cells, THUMBNAIL_SAMPLES);
    this.areas = new VectorRow(pooled(cells), AREAS);
    this.moved = new Uint16Array(this.length + 1);
    for (let at = 0; at < this.length; at++) this.moved[at + 1] = (this.moved[at] ?? 0) + (hasMoved(cells, at) ? 1 : 0);
  }

  /** In how many samples of a stretch something moved. */
  movement({ from, length }: Stretch): number {
    return (this.moved[from + length] ?? 0) - (this.moved[from] ?? 0);
  }
}

/** Which area each cell is in. */
const AREA_OF = Array.from({ length: THUMBNAIL_SAMPLES }, (_, cell) => {
  const column = Math.floor(((cell % THUMBNAIL_WIDTH) * AREA_COLUMNS) / THUMBNAIL_WIDTH);
  const row = Math.floor((Math.floor(cell / THUMBNAIL_WIDTH) * AREA_ROWS) / THUMBNAIL_HEIGHT);
  return row * AREA_COLUMNS + column;
});

function pooled(cells: Float32Array): Float32Array {
  const scale = 1 / Math.sqrt(CELLS_OF_AREA);
  const areas = new Float32Array((cells.length / THUMBNAIL_SAMPLES) * AREAS);
  for (let at = 0, to = 0; at < cells.length; at += THUMBNAIL_SAMPLES, to += AREAS)
    for (let cell = 0; cell < THUMBNAIL_SAMPLES; cell++) {
      const area = to + (AREA_OF[cell] ?? 0);
      areas[area] = (areas[area] ?? 0) + (cells[at + cell] ?? 0) * scale;
    }
  return areas;
}

function hasMoved(cells: Float32Array, at: number): boolean {
  if (at === 0) return false;
  for (let i = at * THUMBNAIL_SAMPLES; i < (at + 1) * THUMBNAIL_SAMPLES; i++)
    if (Math.abs((cells[i] ?? 0) - (cells[i - THUMBNAIL_SAMPLES] ?? 0)) >= MOVED) return true;
  return false;
}
