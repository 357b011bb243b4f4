import type { VideoFormat } from '../../facts.ts';
import { BitReader } from '../bit-reader.ts';
import { rbspOf } from '../nal.ts';
import { readReorder } from './usability.ts';

/** The fields of a sequence parameter set (H.264 7.3.2.1.1) that slice headers and players depend on. */
export type Sps = {
  id: number;
  chromaFormat: number;
  separatePlanes: boolean;
  frameNumBits: number;
  pocType: number;
  pocLsbBits: number;
  pocDeltaAlwaysZero: boolean;
  gapsAllowed: boolean;
  frameMbsOnly: boolean;
  /** Macroblocks of a frame. */
  frameMbs: number;
  format: VideoFormat;
};

const WITH_CHROMA_FORMAT = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const CHROMA = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'] as const;
const PROFILES: Record<number, string> = {
  44: 'CAVLC 4:4:4 Intra',
  66: 'Baseline',
  77: 'Main',
  83: 'Scalable Baseline',
  86: 'Scalable High',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  118: 'Multiview High',
  122: 'High 4:2:2',
  128: 'Stereo High',
  244: 'High 4:4:4 Predictive',
};

/** Scaling lists and 255 POC offsets fit; extensions beyond are not needed. */
const MAX_SPS_BYTES = 1024;

export function readSps(nal: Uint8Array): Sps | undefined {
  const r = new BitReader(rbspOf(nal, 1, MAX_SPS_BYTES));
  const profile = r.u(8, 'profile_idc');
  r.skip(8);
  const level = r.u(8, 'level_idc');
  const id = r.ue('seq_parameter_set_id');
  let chromaFormat = 1;
  let separatePlanes = false;
  let lumaDepth = 8;
  let chromaDepth = 8;
  if (WITH_CHROMA_FORMAT.has(profile)) {
    chromaFormat = r.ue('chroma_format_idc');
    if (chromaFormat === 3) separatePlanes = r.flag();
    lumaDepth = 8 + r.ue('bit_depth_luma_minus8');
    chromaDepth = 8 + r.ue('bit_depth_chroma_minus8');
    r.skip(1);
    if (r.flag()) {
      const lists = chromaFormat === 3 ? 12 : 8;
      for (let i = 0; i < lists; i++) if (r.flag()) skipScalingList(r, i < 6 ? 16 : 64);
    }
  }
  const frameNumBits = r.ue('log2_max_frame_num_minus4') + 4;
  const pocType = r.ue('pic_order_cnt_type');
  let pocLsbBits = 0;
  let pocDeltaAlwaysZero = false;
  if (pocType === 0) pocLsbBits = r.ue('log2_max_pic_order_cnt_lsb_minus4') + 4;
  else if (pocType === 1) {
    pocDeltaAlwaysZero = r.flag();
    r.se();
    r.se();
    const cycle = r.ue();
    if (cycle > 255) return undefined;
    for (let i = 0; i < cycle; i++) r.se();
  }
  r.ue('max_num_ref_frames');
  const gapsAllowed = r.flag('gaps_in_frame_num_value_allowed_flag');
  const widthMbs = r.ue('pic_width_in_mbs_minus1') + 1;
  const heightUnits = r.ue('pic_height_in_map_units_minus1') + 1;
  const frameMbsOnly = r.flag('frame_mbs_only_flag');
  if (!frameMbsOnly) r.skip(1);
  r.skip(1);
  let cropX = 0;
  let cropY = 0;
  if (r.flag('frame_cropping_flag')) {
    cropX = r.ue('frame_crop_left_offset') + r.ue('frame_crop_right_offset');
    cropY = r.ue('frame_crop_top_offset') + r.ue('frame_crop_bottom_offset');
  }
  const chroma = CHROMA[chromaFormat];
  if (r.failed || id > 31 || !chroma || frameNumBits > 16 || pocType > 2 || pocLsbBits > 16) return undefined;
  if (lumaDepth > 14 || chromaDepth > 14) return undefined;
  // Crop units: H.264 7-19 to 7-22.
  const reorder = r.flag('vui_parameters_present_flag') ? readReorder(r) : null;
  const planar = chromaFormat === 0 || separatePlanes;
  const unitX = planar || chromaFormat === 3 ? 1 : 2;
  const unitY = (!planar && chromaFormat === 1 ? 2 : 1) * (frameMbsOnly ? 1 : 2);
  const heightMbs = heightUnits * (frameMbsOnly ? 1 : 2);
  const width = widthMbs * 16 - cropX * unitX;
  const height = heightMbs * 16 - cropY * unitY;
  if (width <= 0 || height <= 0) return undefined;
  return {
    id,
    chromaFormat,
    separatePlanes,
    frameNumBits,
    pocType,
    pocLsbBits,
    pocDeltaAlwaysZero,
    gapsAllowed,
    frameMbsOnly,
    frameMbs: widthMbs * heightMbs,
    format: {
      width,
      height,
      profile: PROFILES[profile] ?? `profile ${profile}`,
      level,
      reorder,
      chroma,
      bitDepth: Math.max(lumaDepth, chromaFormat === 0 ? 0 : chromaDepth),
    },
  };
}

function skipScalingList(r: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let i = 0; i < size && !r.failed; i++) {
    if (next !== 0) next = (last + r.se() + 256) % 256;
    if (next !== 0) last = next;
  }
}

/** The fields of a picture parameter set (H.264 7.3.2.2) that slice headers depend on. */
export type Pps = {
  id: number;
  spsId: number;
  bottomFieldPocPresent: boolean;
  defaultRefs: [number, number];
  weightedPrediction: boolean;
  weightedBipredIdc: number;
  redundantPictures: boolean;
};

export function readPps(nal: Uint8Array): Pps | undefined {
  const r = new BitReader(rbspOf(nal, 1, MAX_SPS_BYTES));
  const id = r.ue('pic_parameter_set_id');
  const spsId = r.ue('seq_parameter_set_id');
  r.u(1, 'entropy_coding_mode_flag');
  const bottomFieldPocPresent = r.flag();
  const groups = r.ue() + 1;
  if (groups > 8) return undefined;
  if (groups > 1) skipSliceGroups(r, groups);
  const defaultRefs: [number, number] = [r.ue() + 1, r.ue() + 1];
  const weightedPrediction = r.flag();
  const weightedBipredIdc = r.u(2);
  r.se();
  r.se();
  r.se();
  r.skip(2);
  const redundantPictures = r.flag();
  if (r.failed || id > 255 || spsId > 31 || defaultRefs[0] > 32 || defaultRefs[1] > 32) return undefined;
  return { id, spsId, bottomFieldPocPresent, defaultRefs, weightedPrediction, weightedBipredIdc, redundantPictures };
}

function skipSliceGroups(r: BitReader, groups: number): void {
  const type = r.ue();
  if (type === 0) for (let i = 0; i < groups; i++) r.ue();
  else if (type === 2)
    for (let i = 0; i < groups - 1; i++) {
      r.ue();
      r.ue();
    }
  else if (type >= 3 && type <= 5) {
    r.skip(1);
    r.ue();
  } else if (type === 6) {
    const units = r.ue() + 1;
    r.skip(units * Math.ceil(Math.log2(groups)));
  }
}

/** Of a set that cannot be read further. */
export function readPpsId(nal: Uint8Array): { pps?: number } {
  const r = new BitReader(rbspOf(nal, 1, 16));
  const pps = r.ue();
  return r.failed || pps > 255 ? {} : { pps };
}
