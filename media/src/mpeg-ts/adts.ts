import { AAC_RATES } from '../sound/audio-configuration.ts';

export type AdtsReading = {
  frames: number;
  /** Bytes that belong to well-formed frames. */
  covered: number;
  total: number;
  /** First byte that should have been a frame and was not; null if all were. */
  damagedAt: number | null;
  sampleRate: number | null;
  channels: number | null;
};

/** Calls for each ADTS frame: where it begins, and how many milliseconds of sound it holds at its own rate. */
export type AdtsListener = (at: number, ms: number) => void;

/** Walks ADTS frames (ISO/IEC 14496-3, 1.A.3.2): each header gives the place of the next. */
export function readAdts(bytes: Uint8Array, each: AdtsListener = () => undefined): AdtsReading {
  const reading: AdtsReading = {
    frames: 0,
    covered: 0,
    total: bytes.length,
    damagedAt: null,
    sampleRate: null,
    channels: null,
  };
  let at = 0;
  while (at + 7 <= bytes.length) {
    const length = frameLength(bytes, at);
    // One good header proves little in the middle of damage: the next must follow, unless the data ends.
    const next = at + length;
    if (length === 0 || (next + 7 <= bytes.length && frameLength(bytes, next) === 0)) {
      if (reading.damagedAt === null) reading.damagedAt = at;
      const sync = bytes.indexOf(0xff, at + 1);
      at = sync < 0 ? bytes.length : sync;
      continue;
    }
    const config = bytes[at + 2] ?? 0;
    const rate = AAC_RATES[(config >> 2) & 15] ?? null;
    if (reading.frames === 0) {
      reading.sampleRate = rate;
      reading.channels = ((config & 1) << 2) | ((bytes[at + 3] ?? 0) >> 6);
    }
    // A frame holds one raw data block of 1,024 samples, or up to four of them.
    const blocks = ((bytes[at + 6] ?? 0) & 3) + 1;
    each(at, rate === null ? 0 : (blocks * 1024 * 1000) / rate);
    reading.frames++;
    reading.covered += Math.min(length, bytes.length - at);
    at = next;
  }
  return reading;
}

/** Length and rate that an ADTS header at byte `at` says; null where there is none. */
export function readAdtsHeader(bytes: Uint8Array, at: number): { length: number; rate: number | null } | null {
  const length = frameLength(bytes, at);
  return length === 0 ? null : { length, rate: AAC_RATES[((bytes[at + 2] ?? 0) >> 2) & 15] ?? null };
}

function frameLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xf6) !== 0xf0) return 0;
  const length = (((bytes[at + 3] ?? 0) & 3) << 11) | ((bytes[at + 4] ?? 0) << 3) | ((bytes[at + 5] ?? 0) >> 5);
  return length >= 7 ? length : 0;
}
