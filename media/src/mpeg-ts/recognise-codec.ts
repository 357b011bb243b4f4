import type { VideoCodec } from '@kaitong/contract/checks';
import { readPps as readH264Pps, readSps as readH264Sps } from '../bitstream/h264/parameter-sets.ts';
import { readPps as readH265Pps, readSps as readH265Sps } from '../bitstream/h265/parameter-sets.ts';
import { forEachNal } from '../bitstream/nal.ts';

/**
 * The codec of a byte stream by its parameter sets: what was announced, unless it holds no SPS of that codec and both SPS
 * and PPS of the other (slices of one read as PPS of the other). A stream without any, as a segment in mid-GOP may be, is taken at its word.
 */
export function recogniseCodec(bytes: Uint8Array, announced: VideoCodec): VideoCodec {
  const other = announced === 'h264' ? 'h265' : 'h264';
  for (const length of [START_BYTES, bytes.length]) {
    const seen = setsIn(bytes.subarray(0, length));
    if (seen[announced].has(SEQUENCE_SET[announced])) return announced;
    if (seen[other].size === 2) return other;
  }
  return announced;
}

/** Whether a byte stream holds SPS and PPS of the codec that can be read. */
export const hasSetsOf = (bytes: Uint8Array, codec: VideoCodec): boolean => setsIn(bytes)[codec].size === 2;

const SEQUENCE_SET = { h264: 7, h265: 33 };

/** Enough for the parameter sets that a segment begins with, little beside all of it. */
const START_BYTES = 16_384;

/** Types of the readable sequence and picture parameter sets of either codec. */
function setsIn(bytes: Uint8Array): Record<VideoCodec, Set<number>> {
  const seen = { h264: new Set<number>(), h265: new Set<number>() };
  forEachNal(bytes, (start, end) => {
    const nal = bytes.subarray(start, end);
    const first = nal[0] ?? 0;
    const avc = first & 0x9f;
    if ((avc === 7 && readH264Sps(nal)) || (avc === 8 && readH264Pps(nal))) seen.h264.add(avc);
    // Layer 0 and temporal layer 0 (H.265 7.3.1.2), as parameter sets have them.
    const hevc = nal[1] === 1 && (first & 0x81) === 0 ? first >> 1 : -1;
    if ((hevc === 33 && readH265Sps(nal)) || (hevc === 34 && readH265Pps(nal))) seen.h265.add(hevc);
  });
  return seen;
}
