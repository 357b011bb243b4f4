import { largestDifference } from './samples.ts';

/** Neighbouring pairs of frames that are looked at together. */
const WINDOW = 7;

/**
 * How much a picture moves where, and when, it moves most: of each pair of neighbouring frames the block that changes
 * most, of each seven pairs the median, of those the largest. In levels of luma.
 *
 * A frozen sensor is no still picture: its encoder begins every group of pictures coarsely and refines it, and at a low
 * bitrate that changes the whole picture by more than a hand does on average. But such a change lasts one or two
 * frames, which a median forgets, and refining moves no block by much; a hand changes some blocks a lot, frame after
 * frame. A clock in the picture changes once in a second, which the median forgets too.
 */
export class MotionPeak {
  pairs = 0;
  private previous: Float32Array | undefined;
  private readonly recent: number[] = [];
  private highest = 0;

  /** Takes the next frame's blocks, and keeps them. How much the one that changed most did; 0 of the first frame. */
  add(blocks: Float32Array): number {
    const change = this.previous ? largestDifference(this.previous, blocks) : 0;
    if (this.previous) this.addPair(change);
    this.previous = blocks;
    return change;
  }

  /** The same where it is known how much the block that changed most did. */
  addPair(change: number): void {
    this.pairs++;
    this.recent.push(change);
    if (this.recent.length > WINDOW) this.recent.shift();
    if (this.recent.length === WINDOW) this.highest = Math.max(this.highest, median(this.recent));
  }

  /** Of the last seven pairs, or of as many as there are: what a clip of this moment would be judged by. */
  get latest(): number {
    return median(this.recent);
  }

  /** Of fewer than seven pairs: their median. */
  get peak(): number {
    return this.pairs < WINDOW ? median(this.recent) : this.highest;
  }
}

/** The lower one of two: a single change among few pairs is no motion. 0 of none. */
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
