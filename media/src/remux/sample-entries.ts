import { rbspOf } from '../bitstream/nal.ts';
import type { VideoFormat } from '../facts.ts';
import { box, concat, fullBox, letters, u16, u32 } from './write-boxes.ts';

/** Parameter sets as whole NAL units, in the order in which they came. */
export type Sets = { vps: Uint8Array[]; sps: Uint8Array[]; pps: Uint8Array[] };

const CHROMA = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'];
/** Profiles of H.264 whose configuration says chroma format and depth (ISO/IEC 14496-15, 5.3.3.1.2). */
const HIGH = new Set([100, 110, 122, 144]);

/** `avc1` or `hvc1` (ISO/IEC 14496-15) from parameter sets; `hvc1` since Apple's players read no `hev1`. */
export function videoEntry(codec: 'h264' | 'h265', sets: Sets, format: VideoFormat): Uint8Array {
  const configuration =
    codec === 'h264' ? box('avcC', avcConfiguration(sets, format)) : box('hvcC', hevcConfiguration(sets, format));
  return box(
    codec === 'h264' ? 'avc1' : 'hvc1',
    new Uint8Array(6),
    u16(1),
    new Uint8Array(16),
    u16(format.width, format.height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    new Uint8Array(32),
    u16(0x18, 0xffff),
    configuration,
  );
}

const withLength = (nal: Uint8Array): Uint8Array => concat([u16(nal.length), nal]);

function avcConfiguration({ sps, pps }: Sets, { chroma, bitDepth }: VideoFormat): Uint8Array {
  const [, profile = 0, compatibility = 0, level = 0] = sps[0] ?? [];
  const depth = 0xf8 | (bitDepth - 8);
  return concat([
    [1, profile, compatibility, level, 0xff, 0xe0 | sps.length],
    ...sps.map(withLength),
    [pps.length],
    ...pps.map(withLength),
    HIGH.has(profile) ? [0xfc | CHROMA.indexOf(chroma), depth, depth, 0] : [],
  ]);
}

function hevcConfiguration({ vps, sps, pps }: Sets, { chroma, bitDepth }: VideoFormat): Uint8Array {
  const arrays = [vps, sps, pps].map((nals, n) => ({ type: 32 + n, nals })).filter(({ nals }) => nals.length > 0);
  // Profile, tier and level stand at a fixed place: behind two bytes of NAL header and one of the SPS.
  const profile = rbspOf(sps[0] ?? new Uint8Array(15), 3, 12);
  const depth = 0xf8 | (bitDepth - 8);
  return concat([
    [1],
    profile,
    new Uint8Array(12 - profile.length),
    [0xf0, 0, 0xfc, 0xfc | CHROMA.indexOf(chroma), depth, depth, 0, 0, 0x0f, arrays.length],
    ...arrays.flatMap(({ type, nals }) => [[0x80 | type], u16(nals.length), ...nals.map(withLength)]),
  ]);
}

/** What an ADTS header says of AAC (ISO/IEC 14496-3, 1.A.2.2.1). */
export type AacFormat = { objectType: number; rateIndex: number; rate: number; channels: number };

/** `mp4a` with its descriptor (ISO/IEC 14496-1, 7.2.6). */
export function aacEntry({ objectType, rateIndex, rate, channels }: AacFormat): Uint8Array {
  const specific = [(objectType << 3) | (rateIndex >> 1), ((rateIndex & 1) << 7) | (channels << 3)];
  const decoder = [
    0x04,
    13 + 2 + specific.length,
    0x40,
    0x15,
    ...new Uint8Array(11),
    0x05,
    specific.length,
    ...specific,
  ];
  const stream = [0x03, 3 + decoder.length + 3, 0, 1, 0, ...decoder, 0x06, 1, 2];
  return box(
    'mp4a',
    new Uint8Array(6),
    u16(1),
    new Uint8Array(8),
    u16(channels, 16, 0, 0),
    u32((rate & 0xffff) * 0x10000),
    fullBox('esds', 0, 0, stream),
  );
}

/** The same box under another name: `hev1` with all its parameter sets is a `hvc1`. */
export function renamed(entry: Uint8Array, type: string): Uint8Array {
  const copy = entry.slice();
  copy.set(letters(type), 4);
  return copy;
}

/** Width and height that a video's entry says. */
export const sizeOf = (entry: Uint8Array): { width: number; height: number } => {
  const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength);
  return entry.length < 36 ? { width: 0, height: 0 } : { width: view.getUint16(32), height: view.getUint16(34) };
};
