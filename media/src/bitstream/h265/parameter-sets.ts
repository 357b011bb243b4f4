import type { VideoFormat } from '../../facts.ts';
import { BitReader } from '../bit-reader.ts';
import { rbspOf } from '../nal.ts';

export type Sps = { id: number; format: VideoFormat };

const CHROMA = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'] as const;
const PROFILES: Record<number, string> = {
  1: 'Main',
  2: 'Main 10',
  3: 'Main Still Picture',
  4: 'Range Extensions',
  5: 'High Throughput',
  9: 'Screen Content',
};

/** Everything up to the bit depths: profile_tier_level of eight sub-layers is the longest part, under 120 bytes. */
const MAX_SPS_BYTES = 512;

/** What an SPS begins with (H.265 7.3.2.2), up to the bit depths. */
export type SequenceHead = {
  id: number;
  profile: number;
  level: number;
  /** sps_max_sub_layers_minus1 */
  subLayers: number;
  chromaFormat: number;
  separatePlanes: boolean;
  /** Luma samples, before anything is cropped. */
  codedWidth: number;
  codedHeight: number;
  /** Luma samples that are shown. */
  width: number;
  height: number;
  lumaDepth: number;
  chromaDepth: number;
};

/** Reads from behind the NAL unit's header to behind the bit depths. Undefined for what is damaged. */
export function readSequenceHead(r: BitReader): SequenceHead | undefined {
  r.u(4, 'sps_video_parameter_set_id');
  const subLayers = r.u(3, 'sps_max_sub_layers_minus1');
  r.skip(1);
  // profile_tier_level( 1, sps_max_sub_layers_minus1 ), 7.3.3
  r.skip(3);
  const profile = r.u(5, 'general_profile_idc');
  r.skip(32 + 48);
  const level = r.u(8, 'general_level_idc');
  const present: { profile: boolean; level: boolean }[] = [];
  for (let i = 0; i < subLayers; i++) present.push({ profile: r.flag(), level: r.flag() });
  if (subLayers > 0) r.skip((8 - subLayers) * 2);
  for (const layer of present) {
    if (layer.profile) r.skip(88);
    if (layer.level) r.skip(8);
  }
  const id = r.ue('sps_seq_parameter_set_id');
  const chromaFormat = r.ue('chroma_format_idc');
  const separatePlanes = chromaFormat === 3 && r.flag();
  const codedWidth = r.ue('pic_width_in_luma_samples');
  const codedHeight = r.ue('pic_height_in_luma_samples');
  let width = codedWidth;
  let height = codedHeight;
  if (r.flag('conformance_window_flag')) {
    // Conformance window in chroma units: 7.4.3.2.1, Table 6-1.
    const unitX = (chromaFormat === 1 || chromaFormat === 2) && !separatePlanes ? 2 : 1;
    const unitY = chromaFormat === 1 ? 2 : 1;
    width -= (r.ue('conf_win_left_offset') + r.ue('conf_win_right_offset')) * unitX;
    height -= (r.ue('conf_win_top_offset') + r.ue('conf_win_bottom_offset')) * unitY;
  }
  const lumaDepth = r.ue('bit_depth_luma_minus8') + 8;
  const chromaDepth = r.ue('bit_depth_chroma_minus8') + 8;
  const isKnown = id <= 15 && chromaFormat <= 3 && lumaDepth <= 16 && chromaDepth <= 16 && width > 0 && height > 0;
  if (r.failed || !isKnown) return undefined;
  return {
    id,
    profile,
    level,
    subLayers,
    chromaFormat,
    separatePlanes,
    codedWidth,
    codedHeight,
    width,
    height,
    lumaDepth,
    chromaDepth,
  };
}

/** The SPS of a NAL unit, as far as players look at it. */
export function readSps(nal: Uint8Array): Sps | undefined {
  const r = new BitReader(rbspOf(nal, 2, MAX_SPS_BYTES));
  const head = readSequenceHead(r);
  const chroma = head && CHROMA[head.chromaFormat];
  if (!chroma) return undefined;
  const { id, width, height, profile, level, lumaDepth, chromaDepth } = head;
  return {
    id,
    format: {
      width,
      height,
      profile: PROFILES[profile] ?? `profile ${profile}`,
      level: Math.round(level / 3),
      reorder: readReorder(r, head),
      chroma,
      bitDepth: Math.max(lumaDepth, chroma === '4:0:0' ? 0 : chromaDepth),
    },
  };
}

/** sps_max_num_reorder_pics of the highest sub-layer, from behind the bit depths (7.3.2.2.1). */
function readReorder(r: BitReader, { subLayers }: SequenceHead): number | null {
  r.ue(); // log2_max_pic_order_cnt_lsb_minus4
  const first = r.flag() ? 0 : subLayers;
  let reorder = 0;
  for (let i = first; i <= subLayers; i++) {
    r.ue(); // sps_max_dec_pic_buffering_minus1
    reorder = r.ue(`sps_max_num_reorder_pics[${i}]`);
    r.ue(); // sps_max_latency_increase_plus1
  }
  return r.failed ? null : reorder;
}

export type Pps = { id: number; spsId: number };

/** H.265 7.3.2.3, the two ids. */
export function readPps(nal: Uint8Array): Pps | undefined {
  const r = new BitReader(rbspOf(nal, 2, 16));
  const id = r.ue('pps_pic_parameter_set_id');
  const spsId = r.ue('pps_seq_parameter_set_id');
  return r.failed || id > 63 || spsId > 15 ? undefined : { id, spsId };
}

/** Of a set that cannot be read further. */
export function readPpsId(nal: Uint8Array): { pps?: number } {
  const r = new BitReader(rbspOf(nal, 2, 16));
  const pps = r.ue();
  return r.failed || pps > 63 ? {} : { pps };
}
