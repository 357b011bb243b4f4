/** What the first bytes look like, whatever was declared. */
export type Sniffed =
  | 'ts'
  /** Packets of 192 bytes: each behind four bytes of time (BDAV, ARIB). */
  | 'ts192'
  /** Packets of 204 bytes: each with 16 bytes of error correction (DVB). */
  | 'ts204'
  /** Packets that begin after something else. */
  | 'late-ts'
  /** MPEG program stream (ISO/IEC 13818-1, 2.5). */
  | 'ps'
  | 'isobmff'
  | 'jpeg'
  | 'png'
  | 'mkv'
  | 'flv'
  | 'avi'
  | 'annexb'
  | 'text'
  | 'empty'
  | 'unknown';

/** Formats that an object may have; all others only serve to name what came instead. */
export const isMedia = (content: Sniffed): boolean => content === 'ts' || content === 'isobmff' || content === 'jpeg';

const FIRST_BOXES = new Set(['ftyp', 'styp', 'moof', 'moov', 'mdat', 'free', 'skip', 'sidx', 'emsg', 'wide', 'prft']);

export const fourcc = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);

const u32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) * 0x1000000 + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));

/** Sync bytes at `at` and the packets after it, as far as the data goes. */
export const looksLikeTs = (bytes: Uint8Array, at = 0, packet = 188): boolean => {
  let seen = 0;
  for (let i = at; i < bytes.length && seen < 4; i += packet, seen++) if (bytes[i] !== 0x47) return false;
  return seen > 0;
};

/** ASCII that a text has: no control characters but tabs and ends of lines. */
export const isPrintable = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;

/** How far in a stream is looked for that begins late. */
const LATE_BYTES = 65_536;

/** Where MPEG-TS begins behind something else: five packets in a row, which chance makes once in 2^24 files. Else null. */
export function findLateTs(bytes: Uint8Array): number | null {
  for (let at = bytes.indexOf(0x47, 1); at > 0 && at < LATE_BYTES; at = bytes.indexOf(0x47, at + 1))
    if (at + 4 * 188 < bytes.length && looksLikeTs(bytes, at) && bytes[at + 4 * 188] === 0x47) return at;
  return null;
}

/** Names the container from its magic bytes. Random bytes pass for `ts`, `isobmff` or `jpeg` less than once in 2^24. */
export function sniffContainer(bytes: Uint8Array): Sniffed {
  if (bytes.length === 0) return 'empty';
  if (bytes.length >= 188 && looksLikeTs(bytes)) return 'ts';
  if (bytes.length >= 4 * 192 && looksLikeTs(bytes, 4, 192)) return 'ts192';
  if (bytes.length >= 4 * 204 && looksLikeTs(bytes, 0, 204)) return 'ts204';
  if (bytes.length >= 8 && FIRST_BOXES.has(fourcc(bytes, 4))) return 'isobmff';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  const first = u32(bytes, 0);
  if (first === 0x89504e47) return 'png';
  if (first === 0x1a45dfa3) return 'mkv';
  if (first === 0x52494646) return 'avi';
  if (first >>> 8 === 0x464c56) return 'flv';
  if (first === 0x1ba) return 'ps';
  if (first === 1 || first >>> 8 === 1) return 'annexb';
  if (findLateTs(bytes) !== null) return 'late-ts';
  return bytes.length >= 16 && bytes.subarray(0, 16).every(isPrintable) ? 'text' : 'unknown';
}

/**
 * Names the container when only the first 16 bytes are damaged, as they are after decryption with a wrong IV.
 * `total`: length of the whole object, of which `bytes` may be the beginning.
 */
export function sniffPastFirstBlock(bytes: Uint8Array, total: number = bytes.length): Sniffed {
  if (bytes.length >= 188 * 3 && looksLikeTs(bytes, 188)) return 'ts';
  if (hasJpegMarkers(bytes)) return 'jpeg';
  const known = /^(moov|moof|mfhd|traf|mvhd|sidx|free|mdat|emsg|prft|uuid)$/;
  for (let at = 16; at + 8 <= Math.min(bytes.length, 264); at += 4) {
    const size = u32(bytes, at);
    if (known.test(fourcc(bytes, at + 4)) && (size === 1 || (size >= 8 && at + size <= total))) return 'isobmff';
  }
  return 'unknown';
}

/** JFIF fills 20 bytes and more markers follow; without JFIF there is at least the end marker. */
function hasJpegMarkers(bytes: Uint8Array): boolean {
  if (bytes.length > 64 && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9) return true;
  let at = 20;
  for (let seen = 0; seen < 3; seen++) {
    if (bytes[at] !== 0xff || (bytes[at + 1] ?? 0) < 0xc0) return false;
    at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
  }
  return true;
}
