import type { VideoCodec } from '@kaitong/contract/checks';
import { kindOfNal, splitNals } from '../virtual/mux/annex-b.ts';

const H264_PROFILES: Record<number, string> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4',
};
const H265_PROFILES: Record<number, string> = { 1: 'Main', 2: 'Main 10', 4: 'Range Extensions' };

/** As ITU-T H.264, A.2 and H.265, A.3 call it; null of a number that they do not name. */
export const profileName = (codec: VideoCodec, profile: number): string | null =>
  (codec === 'h264' ? H264_PROFILES : H265_PROFILES)[profile & 0xff] ?? null;

/** What a browser is asked whether it can play (RFC 6381), from a key frame's SPS; undefined where that cannot be read. */
export function mimeOf(codec: VideoCodec, key: Uint8Array): string | undefined {
  const sps = splitNals(key).find((nal) => kindOfNal(codec, nal) === 'sps');
  const bytes = sps && withoutEmulation(sps);
  if (!bytes || bytes.length < (codec === 'h264' ? 4 : 15)) return undefined;
  const hex = (at: number): string => (bytes[at] ?? 0).toString(16).padStart(2, '0');
  if (codec === 'h264') return `video/mp4; codecs="avc1.${hex(1)}${hex(2)}${hex(3)}"`;
  // ISO/IEC 14496-15, E.3: profile, its compatibility with the bits turned round, tier and level, constraints without the zeros behind.
  const profile = (bytes[3] ?? 0) & 31;
  const compatible = reversed(Buffer.from(bytes.subarray(4, 8)).readUInt32BE(0)).toString(16);
  const tier = (bytes[3] ?? 0) & 32 ? 'H' : 'L';
  const constraints = [8, 9, 10, 11, 12, 13].map(hex);
  while (constraints.at(-1) === '00') constraints.pop();
  return `video/mp4; codecs="${['hvc1', profile, compatible, `${tier}${bytes[14] ?? 0}`, ...constraints].join('.')}"`;
}

/** Without the bytes that keep start codes out of it (7.3.1). */
function withoutEmulation(nal: Uint8Array): Uint8Array {
  const kept: number[] = [];
  for (const [at, byte] of nal.entries()) if (!(byte === 3 && nal[at - 1] === 0 && nal[at - 2] === 0)) kept.push(byte);
  return Uint8Array.from(kept);
}

function reversed(word: number): number {
  let turned = 0;
  for (let bit = 0; bit < 32; bit++) turned = ((turned << 1) | ((word >>> bit) & 1)) >>> 0;
  return turned;
}
