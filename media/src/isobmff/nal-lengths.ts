import type { VideoCodec } from '@kaitong/contract/checks';

const SIZES = [4, 2, 1, 3];

/**
 * Bytes of the length in front of each NAL unit, as a sample has them: those declared where they lead through it, another
 * number where only that one leads to its end and every unit on the way is one that pictures consist of.
 */
export function lengthBytesOf(sample: Uint8Array, declared: number, codec: VideoCodec): number {
  if (leadsThrough(sample, declared)) return declared;
  const isUsual = codec === 'h264' ? isUsualH264 : isUsualH265;
  return SIZES.find((size) => size !== declared && leadsThrough(sample, size, isUsual)) ?? declared;
}

/** Whether lengths of `size` bytes lead from NAL unit to NAL unit to the end of a sample. */
export function leadsThrough(
  sample: Uint8Array,
  size: number,
  isUsual: (first: number, second: number) => boolean = () => true,
): boolean {
  let at = 0;
  while (at < sample.length) {
    let length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + (sample[at + i] ?? 0);
    at += size;
    if (length < 2 || at + length > sample.length || !isUsual(sample[at] ?? 0, sample[at + 1] ?? 0)) return false;
    at += length;
  }
  return true;
}

/** Slices, SEI, parameter sets, delimiter and filler (H.264 Table 7-1). */
const isUsualH264 = (first: number): boolean => (first & 0x80) === 0 && [1, 5, 6, 7, 8, 9, 12].includes(first & 31);

/** The same (H.265 Table 7-1), of the base layer. */
function isUsualH265(first: number, second: number): boolean {
  const type = (first >> 1) & 63;
  const isBase = (first & 0x81) === 0 && second >> 3 === 0 && (second & 7) > 0;
  return isBase && (type <= 9 || (type >= 16 && type <= 21) || (type >= 32 && type <= 40));
}
