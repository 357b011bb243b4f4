/** A verification takes 15 s; of what a camera sends beyond that nothing is sampled. */
const MOST_SAMPLES = 200;

/** Of a frame: a length that is measured a little too short or too long does not move frames across a tenth's edge. */
const SLACK = 0.05;

/**
 * Frames at ten a second: of each tenth of a second the mean of its frames' blocks, which does not depend on how many
 * frames there are. Frames are taken to be evenly spaced.
 */
export class SampleRow {
  private readonly framesPerSample: number;
  private readonly samples: Uint8Array[] = [];
  private frames = 0;
  /** Sum of the frames of the sample that is not complete. */
  private sum: Float32Array | undefined;
  private summed = 0;

  constructor(framesPerSample: number) {
    this.framesPerSample = framesPerSample;
  }

  add(blocks: Float32Array): void {
    const sample = Math.floor((this.frames + SLACK) / this.framesPerSample);
    if (sample > this.samples.length) this.complete(sample);
    this.frames++;
    this.sum = this.sum ? this.sum.map((sum, i) => sum + (blocks[i] ?? 0)) : blocks;
    this.summed++;
  }

  toBase64(): string {
    this.complete(Math.ceil((this.frames - SLACK) / this.framesPerSample));
    return Buffer.concat(this.samples).toString('base64');
  }

  /** Of fewer than ten frames a second some are shown for several samples. */
  private complete(until: number): void {
    const { sum, summed } = this;
    if (!sum) return;
    const mean = Uint8Array.from(sum, (value) => Math.round(value / summed));
    while (this.samples.length < Math.min(until, MOST_SAMPLES)) this.samples.push(mean);
    this.sum = undefined;
    this.summed = 0;
  }
}
