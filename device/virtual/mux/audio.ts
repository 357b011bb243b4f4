import { type AudioFrame, TICKS } from '../encode/frames.ts';

const RATE = 16_000;
const RATE_INDEX = 8;
const SAMPLES = 1024;

/** The one kind of sound that the camera records: AAC-LC, mono, 16 kHz. */
export const AAC = {
  rate: RATE,
  /** AudioSpecificConfig (ISO/IEC 14496-3): object type 2, the rate's index, one channel. */
  config: Buffer.from([(2 << 3) | (RATE_INDEX >> 1), ((RATE_INDEX & 1) << 7) | (1 << 3)]),
  adtsHeader(length: number): Buffer {
    const total = length + 7;
    return Buffer.from([
      0xff,
      0xf1,
      (1 << 6) | (RATE_INDEX << 2),
      (1 << 6) | (total >> 11),
      (total >> 3) & 0xff,
      ((total & 7) << 5) | 0x1f,
      0xfc,
    ]);
  },
};

/** A coded frame of silence: the same bytes whatever came before. */
const SILENCE = Buffer.from([0x00, 0xc8, 0x00, 0x80, 0x23, 0x80]);
const FRAME_TICKS = (SAMPLES * TICKS) / RATE;

/** Frames of silence that begin within [from, to), on the grid of the whole recording. Times in ticks. */
export function silence(from: number, to: number): AudioFrame[] {
  const frames: AudioFrame[] = [];
  for (let pts = Math.ceil(from / FRAME_TICKS) * FRAME_TICKS; pts < to; pts += FRAME_TICKS) {
    frames.push({ data: SILENCE, pts, duration: FRAME_TICKS });
  }
  return frames;
}
