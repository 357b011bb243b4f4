import type { VideoCodec } from '@kaitong/contract/checks';
import { forEachNal } from '@kaitong/media';

/** Delimiters, parameter sets and SEI fit; what is larger holds a picture. */
export const SMALL_UNIT_BYTES = 4096;

/**
 * Whether an access unit of a byte stream holds no slice: a delimiter that was written behind the last picture, or SEI alone.
 * Decoders of H.264 refuse that, and nothing is wrong with any picture.
 */
export function isWithoutPicture(bytes: Uint8Array, codec: VideoCodec): boolean {
  let units = 0;
  let slices = 0;
  forEachNal(bytes, (start) => {
    units++;
    if (isSlice(bytes[start] ?? 0, codec)) slices++;
  });
  return units > 0 && slices === 0;
}

/** By nal_unit_type (H.264 Table 7-1, H.265 Table 7-1). */
const isSlice = (header: number, codec: VideoCodec): boolean =>
  codec === 'h264' ? (header & 31) >= 1 && (header & 31) <= 5 : header >> 1 < 32;
