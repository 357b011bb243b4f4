import { AAC_RATES } from '../sound/audio-configuration.ts';
import { isHeard, tellField, tellStructure } from '../telling/tell.ts';

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
export function readAdts(
  bytes: Uint8Array,
  each: AdtsListener = () => undefined,
  sourceOffset: (at: number) => number = (at) => at,
): AdtsReading {
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
    const isFollowed = next + 7 > bytes.length || frameLength(bytes, next) > 0;
    if (isHeard()) tellHeader(bytes, { at, length, isFollowed }, sourceOffset);
    if (length === 0 || !isFollowed) {
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

/** Headers in a row that chance does not make. */
const CERTAIN = 4;

/** aac_frame_length has 13 bits: a segment may begin so far before the end of a frame. */
const LONGEST_FRAME = 0x1fff;

/** Whether bytes of which nobody says what they are hold ADTS frames, the first of which may have begun earlier. */
export function isAdts(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0xff); at >= 0 && at <= LONGEST_FRAME; at = bytes.indexOf(0xff, at + 1))
    if (isFrames(bytes, at)) return true;
  return false;
}

function isFrames(bytes: Uint8Array, from: number): boolean {
  let at = from;
  for (let frame = 0; frame < CERTAIN; frame++) {
    const length = frameLength(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
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

const SYNCWORD = 0xfff;

type Met = { at: number; length: number; isFollowed: boolean };

/** adts_fixed_header( ) and adts_variable_header( ), 1.A.3.2.1 and 1.A.3.2.2. */
function tellHeader(bytes: Uint8Array, { at, length, isFollowed }: Met, sourceOffset: (at: number) => number): void {
  const from = sourceOffset(at);
  const next = sourceOffset(at + length);
  const to = length === 0 ? from + 7 : isFollowed ? next : next + 2;
  if (!tellStructure({ kind: 'adts', name: '', clause: 'ISO/IEC 14496-3, 1.A.3.2', from, to })) return;
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = bytes.subarray(at, at + 6);
  tellField('syncword', from, 2, (b0 << 4) | (b1 >> 4), SYNCWORD);
  tellField('layer', from + 1, 1, (b1 >> 1) & 3, 0);
  tellField('protection_absent', from + 1, 1, b1 & 1);
  tellField('profile_ObjectType', from + 2, 1, b2 >> 6);
  tellField('sampling_frequency_index', from + 2, 1, (b2 >> 2) & 15);
  tellField('channel_configuration', from + 2, 2, ((b2 & 1) << 2) | (b3 >> 6));
  tellField('aac_frame_length', from + 3, 3, ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5));
  if (length === 0 || isFollowed) return;
  const behind = ((bytes[at + length] ?? 0) << 4) | ((bytes[at + length + 1] ?? 0) >> 4);
  tellField('syncword (next frame)', next, 2, behind, SYNCWORD);
}
