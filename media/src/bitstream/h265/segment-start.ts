import type { BitReader } from '../bit-reader.ts';

/** What a slice segment's header begins with, which can be read without any parameter set. */
export type SegmentStart = {
  /** first_slice_segment_in_pic_flag */
  isFirst: boolean;
  ppsId: number;
};

/** slice_segment_header of 7.3.6.1, from behind the NAL unit's header to behind slice_pic_parameter_set_id. */
export function readSegmentStart(r: BitReader, nalType: number): SegmentStart {
  const isFirst = r.flag('first_slice_segment_in_pic_flag');
  if (nalType >= 16 && nalType <= 23) r.skip(1); // no_output_of_prior_pics_flag
  return { isFirst, ppsId: r.ue('slice_pic_parameter_set_id') };
}
