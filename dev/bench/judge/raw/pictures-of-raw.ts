import type { VideoCodec } from '@kaitong/contract/checks';

/** Where one coded picture, or one field of it, begins and ends in a stream in Annex B form. Together they are all of it. */
export type RawPicture = { from: number; to: number };

const START = Buffer.from([0, 0, 1]);

/** Delimiters, parameter sets and messages that come before the picture they are for (H.264 7.4.1.2.3, H.265 7.4.2.4.4). */
const H264_AHEAD = new Set([6, 7, 8, 9, 13, 14, 15]);
const H265_AHEAD = new Set([32, 33, 34, 35, 39, 41, 42, 43, 44]);

/** `first`: the first slice of a picture. */
type Unit = 'first' | 'ahead' | 'other';

function unitOf(codec: VideoCodec, nal: Buffer): Unit {
  const header = nal[0] ?? 0;
  if (codec === 'h264') {
    const type = header & 31;
    if (H264_AHEAD.has(type)) return 'ahead';
    // first_mb_in_slice is 0 where its code is a single one.
    return (type === 1 || type === 2 || type === 5) && ((nal[1] ?? 0) & 0x80) !== 0 ? 'first' : 'other';
  }
  const type = (header >> 1) & 63;
  const isBaseLayer = (header & 1) === 0 && (nal[1] ?? 0) >> 3 === 0;
  if (!isBaseLayer) return 'other';
  if (H265_AHEAD.has(type)) return 'ahead';
  return type < 32 && ((nal[2] ?? 0) & 0x80) !== 0 ? 'first' : 'other';
}

/** The pictures of a raw stream, in its order and without a byte left out. */
export function picturesOfRaw(codec: VideoCodec, bytes: Buffer): RawPicture[] {
  const begins: number[] = [];
  let ahead: number | undefined;
  for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, at + 3)) {
    const from = at > 0 && bytes[at - 1] === 0 ? at - 1 : at;
    const unit = unitOf(codec, bytes.subarray(at + 3, at + 6));
    if (unit === 'ahead') ahead ??= from;
    if (unit === 'first') begins.push(begins.length === 0 ? 0 : (ahead ?? from));
    // What comes behind a slice of a picture belongs to the next one.
    if (unit !== 'ahead') ahead = undefined;
  }
  return begins.map((from, n) => ({ from, to: begins[n + 1] ?? bytes.length }));
}
