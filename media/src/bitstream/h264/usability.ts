import type { BitReader } from '../bit-reader.ts';

/**
 * max_num_reorder_frames of the VUI (H.264 E.1.1), whose reading begins behind vui_parameters_present_flag. Null where the
 * VUI does not say, or breaks off: cameras write VUI that are not whole, and decoders forgive it.
 */
export function readReorder(r: BitReader): number | null {
  if (r.flag() && r.u(8) === EXTENDED_SAR) r.skip(32); // sar_width, sar_height
  if (r.flag()) r.skip(1); // overscan_appropriate_flag
  if (r.flag()) {
    r.skip(4); // video_format, video_full_range_flag
    if (r.flag()) r.skip(24); // colour_primaries, transfer_characteristics, matrix_coefficients
  }
  if (r.flag()) {
    r.ue(); // chroma_sample_loc_type
    r.ue();
  }
  if (r.flag()) r.skip(65); // num_units_in_tick, time_scale, fixed_frame_rate_flag
  const hasNalHrd = r.flag();
  if (hasNalHrd) skipHrd(r);
  const hasVclHrd = r.flag();
  if (hasVclHrd) skipHrd(r);
  if (hasNalHrd || hasVclHrd) r.skip(1); // low_delay_hrd_flag
  r.skip(1); // pic_struct_present_flag
  if (!r.flag()) return null;
  r.skip(1); // motion_vectors_over_pic_boundaries_flag
  for (let field = 0; field < 4; field++) r.ue(); // sizes and vector lengths
  const reorder = r.ue('max_num_reorder_frames');
  return r.failed ? null : reorder;
}

const EXTENDED_SAR = 255;

/** hrd_parameters( ) (E.1.2). */
function skipHrd(r: BitReader): void {
  const schedules = r.ue() + 1;
  r.skip(8); // bit_rate_scale, cpb_size_scale
  for (let i = 0; i < schedules && !r.failed; i++) {
    r.ue();
    r.ue(); // bit rate, buffer size
    r.skip(1); // cbr_flag
  }
  r.skip(20); // lengths of delays and of the time offset
}
