import type { SoundMeter } from './levels.ts';

/**
 * What a codec's sound is counted in, and how long one is by its own samples. `frame`: of AAC, 1,024 samples as a rule;
 * `byte`: of G.711, a sample.
 */
export type SoundUnit = { of: 'frame' | 'byte'; ms: number };

/** A time that the container gives, and how much sound goes with it. */
export type SoundStamp = {
  /** Milliseconds. */
  pts: number;
  /** Byte position in the object. */
  offset: number;
  /** Milliseconds of sound, by its own samples, from here to the next stamp; 0 where they are not counted. */
  ms: number;
};

/** An hour of AAC at 48 kHz with a time for each frame; nobody records that much into one object. */
const MAX_STAMPS = 200_000;

/** The times of one object's sound, and how much there is of it, whatever container they come from. */
export class SoundTrack {
  readonly stamps: SoundStamp[] = [];
  /** Units of sound; packets or samples of the container where it is not counted. */
  units = 0;
  readonly unit: SoundUnit | null;
  /** How loud it is, where its bytes are samples. */
  meter: SoundMeter | null = null;
  private isFull = false;

  constructor(unit: SoundUnit | null) {
    this.unit = unit;
  }

  /** Whether the stamps say how much sound there is. */
  get isCounted(): boolean {
    return this.unit !== null && !this.isFull;
  }

  begin(pts: number, offset: number): void {
    this.isFull ||= this.stamps.length >= MAX_STAMPS;
    if (!this.isFull) this.stamps.push({ pts, offset, ms: 0 });
  }

  /** So many units, `ms` long together, after the last stamp. What comes before the first one has no time. */
  add(units: number, ms: number): void {
    this.units += units;
    const last = this.stamps.at(-1);
    if (last && !this.isFull) last.ms += ms;
  }
}
