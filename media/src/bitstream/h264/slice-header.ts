import { BitReader } from '../bit-reader.ts';
import { rbspOf } from '../nal.ts';
import type { Pps, Sps } from './parameter-sets.ts';

/** The fields of a slice header (H.264 7.3.3) that tell pictures apart and show missing ones. */
export type SliceHeader = {
  firstMb: number;
  ppsId: number;
  /** Undefined when the parameter sets are unknown: nothing after `ppsId` can be read then. */
  detail?: {
    frameNum: number;
    field: 'frame' | 'top' | 'bottom';
    idrPicId: number;
    poc: string;
    redundant: boolean;
    /** memory_management_control_operation 5: frame_num counts from 0 after this picture (7.4.3). */
    resetsFrameNum: boolean;
    sps: Sps;
  };
};

/** Weight tables for 32 references are the longest part: about 900 bytes. */
const MAX_HEADER_BYTES = 1024;
const P = 0;
const B = 1;
const I = 2;
const SP = 3;
const SI = 4;

export function readSliceHeader(
  nal: Uint8Array,
  pictureSets: ReadonlyMap<number, Pps>,
  sequenceSets: ReadonlyMap<number, Sps>,
): SliceHeader | undefined {
  const type = (nal[0] ?? 0) & 31;
  const isReference = ((nal[0] ?? 0) & 0x60) !== 0;
  const idr = type === 5;
  const r = new BitReader(rbspOf(nal, 1, MAX_HEADER_BYTES));
  const firstMb = r.ue();
  const sliceTypeCode = r.ue();
  const ppsId = r.ue();
  if (r.failed || sliceTypeCode > 9 || ppsId > 255) return undefined;
  const sliceType = sliceTypeCode % 5;
  const pps = pictureSets.get(ppsId);
  const sps = pps && sequenceSets.get(pps.spsId);
  if (!pps || !sps) return { firstMb, ppsId };
  if (firstMb >= sps.frameMbs) return undefined;
  if (sps.separatePlanes) r.skip(2);
  const frameNum = r.u(sps.frameNumBits);
  let field: 'frame' | 'top' | 'bottom' = 'frame';
  if (!sps.frameMbsOnly && r.flag()) field = r.flag() ? 'bottom' : 'top';
  const idrPicId = idr ? r.ue() : -1;
  let poc = '';
  if (sps.pocType === 0) {
    poc = `${r.u(sps.pocLsbBits)}`;
    if (pps.bottomFieldPocPresent && field === 'frame') poc += `/${r.se()}`;
  } else if (sps.pocType === 1 && !sps.pocDeltaAlwaysZero) {
    poc = `${r.se()}`;
    if (pps.bottomFieldPocPresent && field === 'frame') poc += `/${r.se()}`;
  }
  const redundant = pps.redundantPictures && r.ue() > 0;
  if (r.failed) return undefined;
  const resetsFrameNum = isReference && !idr && hasReset(r, sliceType, sps, pps);
  return { firstMb, ppsId, detail: { frameNum, field, idrPicId, poc, redundant, resetsFrameNum, sps } };
}

/** Reads on to dec_ref_pic_marking (7.3.3.3). A header that ends too early counts as "no reset". */
function hasReset(r: BitReader, sliceType: number, sps: Sps, pps: Pps): boolean {
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
  const weighted =
    (pps.weightedPrediction && (sliceType === P || sliceType === SP)) ||
    (pps.weightedBipredIdc === 1 && sliceType === B);
  if (weighted) {
    const hasChroma = sps.chromaFormat !== 0 && !sps.separatePlanes;
    r.ue();
    if (hasChroma) r.ue();
    skipWeights(r, refs[0], hasChroma);
    if (sliceType === B) skipWeights(r, refs[1], hasChroma);
  }
  if (!r.flag()) return false;
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
