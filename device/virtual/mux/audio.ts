import { type AudioFrame, TICKS } from '../encode/frames.ts';
import { ROOM } from './coded-sound.ts';

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

/** A coded frame of digital silence, as a muted microphone gives it. */
export const SILENCE = Buffer.from([0x00, 0xc8, 0x00, 0x80, 0x23, 0x80]);
const FRAME_TICKS = (SAMPLES * TICKS) / RATE;

/** The sound of a quiet room in frames that begin within [from, to), on the grid of the whole recording. Times in ticks. */
export function roomSound(from: number, to: number): AudioFrame[] {
  const frames: AudioFrame[] = [];
  for (let pts = Math.ceil(from / FRAME_TICKS) * FRAME_TICKS; pts < to; pts += FRAME_TICKS) {
    const data = ROOM[Math.round(pts / FRAME_TICKS) % ROOM.length] ?? SILENCE;
    frames.push({ data, pts, duration: FRAME_TICKS });
  }
  return frames;
}
