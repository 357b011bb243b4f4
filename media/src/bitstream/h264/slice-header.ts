import { BitReader } from '../bit-reader.ts';
import { rbspOf } from '../nal.ts';
import type { Pps, Sps } from './parameter-sets.ts';

/** The fields of a slice header (H.264 7.3.3) that tell pictures apart and show missing ones. */
export type SliceHeader = {
  firstMb: number;
  ppsId: number;
  /** Undefined when the parameter sets are unknown: nothing after `ppsId` can be read then. */
  detail?: SliceDetail;
};

export type SliceDetail = {
  type: 'I' | 'P' | 'B';
  frameNum: number;
  field: 'frame' | 'top' | 'bottom';
  idrPicId: number;
  /** pic_order_cnt_lsb, or delta_pic_order_cnt[ 0 ]; 0 where the order is that of frame_num. */
  poc: number;
  /** Of the other field. */
  pocDelta: number;
  redundant: boolean;
  /** memory_management_control_operation 5: frame_num counts from 0 after this picture (7.4.3). */
  resetsFrameNum: boolean;
  sps: Sps;
};

/** All but weight tables, which come before the last part and may have 900 bytes. */
const MAX_HEADER_BYTES = 96;
const MAX_WEIGHTED_HEADER_BYTES = 1024;
const P = 0;
const B = 1;
const I = 2;
const SP = 3;
const SI = 4;
const NAMES = ['P', 'B', 'I', 'P', 'I'] as const;

export function readSliceHeader(
  nal: Uint8Array,
  pictureSets: ReadonlyMap<number, Pps>,
  sequenceSets: ReadonlyMap<number, Sps>,
): SliceHeader | undefined {
  const type = (nal[0] ?? 0) & 31;
  const isReference = ((nal[0] ?? 0) & 0x60) !== 0;
  const idr = type === 5;
  const r = new BitReader(rbspOf(nal, 1, MAX_HEADER_BYTES));
  const firstMb = r.ue('first_mb_in_slice');
  const sliceTypeCode = r.ue('slice_type');
  const ppsId = r.ue('pic_parameter_set_id');
  if (r.failed || sliceTypeCode > 9 || ppsId > 255) return undefined;
  const sliceType = sliceTypeCode % 5;
  const pps = pictureSets.get(ppsId);
  const sps = pps && sequenceSets.get(pps.spsId);
  if (!pps || !sps) return { firstMb, ppsId };
  if (firstMb >= sps.frameMbs) return undefined;
  if (sps.separatePlanes) r.skip(2);
  const frameNum = r.u(sps.frameNumBits, 'frame_num');
  let field: 'frame' | 'top' | 'bottom' = 'frame';
  if (!sps.frameMbsOnly && r.flag('field_pic_flag')) field = r.flag('bottom_field_flag') ? 'bottom' : 'top';
  const idrPicId = idr ? r.ue('idr_pic_id') : -1;
  const hasPoc = sps.pocType === 0 || (sps.pocType === 1 && !sps.pocDeltaAlwaysZero);
  let poc = 0;
  let pocDelta = 0;
  if (hasPoc) {
    poc = sps.pocType === 0 ? r.u(sps.pocLsbBits, 'pic_order_cnt_lsb') : r.se('delta_pic_order_cnt[0]');
    if (pps.bottomFieldPocPresent && field === 'frame') pocDelta = r.se();
  }
  const redundant = pps.redundantPictures && r.ue() > 0;
  if (r.failed) return undefined;
  const resetsFrameNum = isReference && !idr && hasReset(nal, r, { sliceType, sps, pps });
  const detail = { type: NAMES[sliceType] ?? 'I', frameNum, field, idrPicId, poc, pocDelta, redundant, resetsFrameNum };
  return { firstMb, ppsId, detail: { ...detail, sps } };
}

type Known = { sliceType: number; sps: Sps; pps: Pps };

/** Reads on to dec_ref_pic_marking (7.3.3.3); of a long weight table with more of the NAL unit. Ends too early: "no reset". */
function hasReset(nal: Uint8Array, r: BitReader, known: Known): boolean {
  const { bitsRead } = r;
  const isReset = readsReset(r, known);
  if (!r.failed || !isWeighted(known)) return isReset;
  const longer = new BitReader(rbspOf(nal, 1, MAX_WEIGHTED_HEADER_BYTES));
  longer.skip(bitsRead);
  return readsReset(longer, known);
}

const isWeighted = ({ sliceType, pps }: Known): boolean =>
  (pps.weightedPrediction && (sliceType === P || sliceType === SP)) || (pps.weightedBipredIdc === 1 && sliceType === B);

function readsReset(r: BitReader, known: Known): boolean {
  const { sliceType, sps, pps } = known;
  const refs: [number, number] = [...pps.defaultRefs];
  if (sliceType === B) r.skip(1);
  if (sliceType === P || sliceType === SP || sliceType === B) {
    if (r.flag()) {
      refs[0] = r.ue() + 1;
      if (sliceType === B) refs[1] = r.ue() + 1;
    }
    if (refs[0] > 32 || refs[1] > 32) return false;
  }
  if (sliceType !== I && sliceType !== SI) skipListModification(r);
  if (sliceType === B) skipListModification(r);
  if (isWeighted(known)) {
    const hasChroma = sps.chromaFormat !== 0 && !sps.separatePlanes;
    r.ue();
    if (hasChroma) r.ue();
    skipWeights(r, refs[0], hasChroma);
    if (sliceType === B) skipWeights(r, refs[1], hasChroma);
  }
  if (!r.flag()) return false; // adaptive_ref_pic_marking_mode_flag
  // At most 2 operations per reference frame and field; a damaged header may never end.
  for (let i = 0; i < 70 && !r.failed; i++) {
    const operation = r.ue();
    if (operation === 0) return false;
    if (operation === 5) return !r.failed;
    r.ue();
    if (operation === 3) r.ue();
  }
  return false;
}

function skipListModification(r: BitReader): void {
  if (!r.flag()) return;
  for (let i = 0; i < 70 && !r.failed; i++) {
    if (r.ue() === 3) return;
    r.ue();
  }
}

function skipWeights(r: BitReader, references: number, hasChroma: boolean): void {
  for (let i = 0; i < references && !r.failed; i++) {
    if (r.flag()) {
      r.se();
      r.se();
    }
    if (hasChroma && r.flag()) for (let j = 0; j < 4; j++) r.se();
  }
}
