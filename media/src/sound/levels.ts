/** How loud an object's sound is, as far as a fault shows in it. */
export type SoundLevels = {
  /** Sound that was measured, in milliseconds. */
  ms: number;
  /** Of that, in stretches of at least a second in which no sample differs from the others. */
  equalMs: number;
  /** Seconds, the last one perhaps not whole, and those of them in which more than 1 % of the samples are clipped. */
  seconds: number;
  clippedSeconds: number;
};

/** Samples of one value differ by less than this: half a step of 16 bits. */
const SAME = 1 / 65_536;
const LEAST_EQUAL_MS = 1000;
/** Full scale, as AAC gives clipped sound back. */
const FULL_SCALE = 0.97;
/** A peak touches full scale for a sample or two; more of them in a row are cut off. */
const LEAST_CLIPPED = 3;
const CLIPPED_SHARE = 0.01;

/** Measures samples of one channel from -1 to 1, one at a time: no memory of them. */
class LevelMeter {
  private readonly rate: number;
  private samples = 0;
  private first = 0;
  private same = 0;
  private equal = 0;
  private run = 0;
  private clipped = 0;
  private seconds = 0;
  private clippedSeconds = 0;

  constructor(rate: number) {
    this.rate = rate;
  }

  add(sample: number): void {
    if (this.samples > 0 && Math.abs(sample - this.first) < SAME) this.same++;
    else {
      this.endStretch();
      this.first = sample;
      this.same = 1;
    }
    if (Math.abs(sample) >= FULL_SCALE) {
      this.run++;
      if (this.run === LEAST_CLIPPED) this.clipped += LEAST_CLIPPED;
      else if (this.run > LEAST_CLIPPED) this.clipped++;
    } else this.run = 0;
    this.samples++;
    if (this.samples % this.rate === 0) this.endSecond(this.rate);
  }

  levels(): SoundLevels {
    this.endStretch();
    this.same = 0;
    const rest = this.samples % this.rate;
    if (rest > 0) this.endSecond(rest);
    const toMs = (samples: number): number => Math.round((samples * 1000) / this.rate);
    return {
      ms: toMs(this.samples),
      equalMs: toMs(this.equal),
      seconds: this.seconds,
      clippedSeconds: this.clippedSeconds,
    };
  }

  private endStretch(): void {
    if (this.same * 1000 >= LEAST_EQUAL_MS * this.rate) this.equal += this.same;
  }

  private endSecond(samples: number): void {
    this.seconds++;
    if (this.clipped > samples * CLIPPED_SHARE) this.clippedSeconds++;
    this.clipped = 0;
  }
}

/** All channels of a sound. Silent is what is equal in each of them; clipped, what is in one. */
export class SoundMeter {
  private readonly channels: readonly LevelMeter[];

  constructor(rate: number, channels: number) {
    this.channels = Array.from({ length: Math.max(1, channels) }, () => new LevelMeter(rate));
  }

  add(sample: number, channel: number): void {
    this.channels[channel]?.add(sample);
  }

  levels(): SoundLevels {
    const each = this.channels.map((meter) => meter.levels());
    const most = (of: keyof SoundLevels): number => Math.max(...each.map((levels) => levels[of]));
    return {
      ms: most('ms'),
      equalMs: Math.min(...each.map(({ equalMs }) => equalMs)),
      seconds: most('seconds'),
      clippedSeconds: most('clippedSeconds'),
    };
  }
}
