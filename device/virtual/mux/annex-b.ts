import type { VideoCodec } from '@kaitong/contract/checks';

/** The NAL units of an Annex B stream, without start codes (ISO/IEC 14496-10 annex B). */
export function splitNals(data: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const nals: Uint8Array[] = [];
  let start = -1;
  for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, at + 3)) {
    if (start >= 0) nals.push(trimmed(bytes.subarray(start, at)));
    start = at + 3;
  }
  if (start >= 0) nals.push(trimmed(bytes.subarray(start)));
  return nals.filter(({ length }) => length > 0);
}

const START = Buffer.from([0, 0, 1]);

/** Zeros before the next start code belong to it (a four-byte start code) or are padding. */
function trimmed(nal: Buffer): Buffer {
  let end = nal.length;
  while (end > 0 && nal[end - 1] === 0) end--;
  return nal.subarray(0, end);
}

/** NAL units back to Annex B. */
export const joinNals = (nals: readonly Uint8Array[]): Buffer =>
  Buffer.concat(nals.flatMap((nal) => [Buffer.from([0, 0, 0, 1]), nal]));

export type NalKind = 'vps' | 'sps' | 'pps' | 'delimiter' | 'other';

export function kindOfNal(codec: VideoCodec, nal: Uint8Array): NalKind {
  const first = nal[0] ?? 0;
  return (codec === 'h264' ? H264_KINDS[first & 31] : H265_KINDS[(first >> 1) & 63]) ?? 'other';
}

const H264_KINDS: Record<number, NalKind> = { 7: 'sps', 8: 'pps', 9: 'delimiter' };
const H265_KINDS: Record<number, NalKind> = { 32: 'vps', 33: 'sps', 34: 'pps', 35: 'delimiter' };

export const isParameterSet = (codec: VideoCodec, nal: Uint8Array): boolean =>
  ['vps', 'sps', 'pps'].includes(kindOfNal(codec, nal));
