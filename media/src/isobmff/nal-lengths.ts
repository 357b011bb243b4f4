import type { VideoCodec } from '@kaitong/contract/checks';

const SIZES = [4, 2, 1, 3];

/**
 * Bytes of the length in front of each NAL unit, as a sample has them: those declared where they lead through it, another
 * number where only that one leads to its end and every unit on the way is one that pictures consist of.
 */
export function lengthBytesOf(sample: Uint8Array, declared: number, codec: VideoCodec): number {
  if (leadsThrough(sample, declared)) return declared;
  return SIZES.find((size) => size !== declared && isPicture(sample, size, codec)) ?? declared;
}

/** Whether a sample is a picture: lengths lead through it, from one NAL unit that pictures consist of to the next. */
export const isPicture = (sample: Uint8Array, size: number, codec: VideoCodec, order: ByteOrder = 'big'): boolean =>
  leadsThrough(sample, size, codec === 'h264' ? isUsualH264 : isUsualH265, order);

/** Lengths are big-endian; `little`: as the processor had them. */
export type ByteOrder = 'big' | 'little';

export function lengthAt(bytes: Uint8Array, at: number, size: number, order: ByteOrder = 'big'): number {
  let length = 0;
  for (let i = 0; i < size; i++) length = length * 256 + (bytes[order === 'big' ? at + i : at + size - 1 - i] ?? 0);
  return length;
}

/** Whether lengths of `size` bytes lead from NAL unit to NAL unit to the end of a sample. */
export function leadsThrough(
  sample: Uint8Array,
  size: number,
  isUsual: (first: number, second: number) => boolean = () => true,
  order: ByteOrder = 'big',
): boolean {
  let at = 0;
  while (at < sample.length) {
    const length = lengthAt(sample, at, size, order);
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
