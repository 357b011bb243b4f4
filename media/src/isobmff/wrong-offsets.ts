import type { VideoCodec } from '@kaitong/contract/checks';
import type { TrackFacts } from '../facts.ts';
import { type Box, findBox } from './boxes.ts';
import { isPicture } from './nal-lengths.ts';
import type { Sample } from './reader.ts';

/** Where the boxes say that the first picture begins, and where it does. */
export type WrongOffsets = { said: number; found: number; inFragments: boolean; isMoovMoved: boolean };

/** A header that is counted or is not has 8, 16 or 24 bytes, a box in front of the data a few more. */
const NEAR_BYTES = 64;
/** Boxes that may hold the first picture. */
const MOST_BOXES = 16;
/** Of sound between two pictures. */
const MOST_HELD = 1000;

/**
 * Puts samples where they are, which may be elsewhere than their offsets say. The first pictures tell: where no NAL units
 * are, the samples behind wait for the second picture, as one alone may be damaged.
 */
export class SamplePlaces {
  wrong: WrongOffsets | null = null;
  inFragments = false;
  private held: Sample[] = [];
  private isDecided = false;
  private readonly bytes: Uint8Array;
  private readonly boxes: readonly Box[];
  private readonly video: { track: TrackFacts; codec: VideoCodec };

  constructor(bytes: Uint8Array, boxes: readonly Box[], video: { track: TrackFacts; codec: VideoCodec }) {
    this.bytes = bytes;
    this.boxes = boxes;
    this.video = video;
  }

  /** A sample in its order; gives back those that can be read. */
  offer(sample: Sample): readonly Sample[] {
    if (this.isDecided) return [this.moved(sample)];
    const isPicture = sample.track === this.video.track && sample.size > 0;
    if (this.held.length === 0 && (!isPicture || this.isThere(sample, 0))) {
      this.isDecided = isPicture;
      return [sample];
    }
    this.held.push(sample);
    return (isPicture && this.held.length > 1) || this.held.length > MOST_HELD ? this.release() : [];
  }

  /** Looks at what was held back, which is at the end all there is. */
  release(): readonly Sample[] {
    const [first, ...behind] = this.held;
    this.held = [];
    if (!first) return [];
    this.isDecided = true;
    const second = behind.at(-1)?.track === first.track ? behind.at(-1) : undefined;
    const shift = second && this.isThere(second, 0) ? 0 : this.findShift(second ? [first, second] : [first]);
    if (shift !== 0) {
      const moov = findBox(this.boxes, 'moov');
      const isMoovMoved = moov !== undefined && Math.abs(shift) === moov.end - moov.start;
      const { inFragments } = this;
      this.wrong = { said: first.offset, found: first.offset + shift, inFragments, isMoovMoved };
    }
    return [first, ...behind].map((sample) => this.moved(sample));
  }

  /** Muxers count from the start of the data, or of what they take for it; 0: the pictures are nowhere. */
  private findShift(pictures: readonly [Sample, ...Sample[]]): number {
    const data = this.boxes.filter(({ type }) => type === 'mdat').slice(0, MOST_BOXES);
    const moov = this.boxes
      .filter(({ type }) => type === 'moov')
      .flatMap(({ start, end }) => [end - start, start - end]);
    const near = Array.from({ length: NEAR_BYTES }, (_, at) => [at + 1, -at - 1]).flat();
    const shifts = [...data.map(({ body }) => body - pictures[0].offset), ...moov, ...near];
    return shifts.find((shift) => pictures.every((picture) => this.isThere(picture, shift))) ?? 0;
  }

  private moved(sample: Sample): Sample {
    if (!this.wrong || (sample.track === this.video.track && this.isThere(sample, 0))) return sample;
    return { ...sample, offset: sample.offset + this.wrong.found - this.wrong.said };
  }

  private isThere({ track, offset, size }: Sample, shift: number): boolean {
    const start = offset + shift;
    if (start < 0 || start + size > this.bytes.length) return false;
    return isPicture(this.bytes.subarray(start, start + size), track.nalLengthBytes, this.video.codec);
  }
}
