import { BitReader } from '../../bit-reader.ts';
import type { PictureCoding } from '../picture-coding.ts';
import type { SequenceCoding } from '../sequence-coding.ts';
import { bitsFor, readSegmentPlace, readSliceStart, type SliceStart, type SliceType } from '../slice-start.ts';

/** What a slice says about how its data are written (7.4.7.1). Dependent slice segments have that of the slice before. */
export type SliceHeader = {
  type: SliceType;
  saoLuma: boolean;
  saoChroma: boolean;
  references: readonly [number, number];
  mvdL1Zero: boolean;
  cabacInit: boolean;
  mergeCandidates: number;
  qp: number;
};

export type SegmentHeader = {
  isFirst: boolean;
  /** Address of the first coding tree block, in raster order. */
  address: number;
  /** Null: a dependent slice segment. */
  slice: SliceHeader | null;
  /** Where the data begin, in bytes of what was read. */
  dataAt: number;
};

const MOST_REFERENCES = 16;
/** More entry points than a picture has rows and tiles are an attempt to keep us busy. */
const MOST_ENTRY_POINTS = 440 * 64;

/** slice_segment_header of 7.3.6.1, from the RBSP behind the NAL unit's header. Undefined for what cannot be. */
export function readSegmentHeader(
  rbsp: Uint8Array,
  nalType: number,
  sps: SequenceCoding,
  pps: PictureCoding,
): SegmentHeader | undefined {
  const r = new BitReader(rbsp);
  const place = readSegmentPlace(r, nalType, sps, pps);
  if (!place) return undefined;
  const { isFirst, isDependent, address } = place;
  const slice = isDependent ? null : readSlice(r, nalType, sps, pps);
  if (slice === undefined) return undefined;
  if (pps.tiles || pps.entropySync) skipEntryPoints(r);
  if (pps.headerExtension) r.skip(r.ue() * 8);
  // byte_alignment( ): a one, then zeros.
  const stop = r.flag();
  const padding = r.bitsLeft % 8;
  const isAligned = stop && r.u(padding) === 0;
  if (r.failed || !isAligned) return undefined;
  return { isFirst, address, slice, dataAt: rbsp.length - r.bitsLeft / 8 };
}

function readSlice(r: BitReader, nalType: number, sps: SequenceCoding, pps: PictureCoding): SliceHeader | undefined {
  const start = readSliceStart(r, nalType, sps, pps);
  if (!start) return undefined;
  const { type } = start;
  const isIdr = nalType === 19 || nalType === 20;
  const pictures = { used: countUsed(start), temporalMvp: !isIdr && sps.temporalMvp && r.flag() };
  const saoLuma = sps.saoEnabled && r.flag();
  const saoChroma = sps.saoEnabled && !sps.isMonochrome && r.flag();
  const inter = type === 'I' ? INTRA : readInter(r, type, pictures, sps, pps);
  if (!inter) return undefined;
  const qp = pps.initQp + r.se();
  if (pps.sliceChromaQpOffsets) {
    r.se();
    r.se();
  }
  const isOverridden = pps.deblockingOverride && r.flag();
  const deblockingDisabled = isOverridden ? readDeblocking(r) : pps.deblockingDisabled;
  if (pps.filterAcrossSlices && (saoLuma || saoChroma || !deblockingDisabled)) r.skip(1);
  // SliceQpY has a range (7.4.7.1).
  const lowest = -6 * (sps.lumaBits - 8);
  if (r.failed || qp < lowest || qp > 51) return undefined;
  return { type, saoLuma, saoChroma, ...inter, qp: Math.max(0, qp) };
}

function readDeblocking(r: BitReader): boolean {
  const isDisabled = r.flag();
  if (!isDisabled) {
    r.se(); // slice_beta_offset_div2
    r.se(); // slice_tc_offset_div2
  }
  return isDisabled;
}

type ReferencePictures = {
  /** NumPicTotalCurr */
  used: number;
  temporalMvp: boolean;
};

const countUsed = ({ shortTerm: { earlier, later }, longTerm }: SliceStart): number =>
  [...earlier, ...later, ...longTerm].filter(({ isUsed }) => isUsed).length;

type Inter = Pick<SliceHeader, 'references' | 'mvdL1Zero' | 'cabacInit' | 'mergeCandidates'>;

const INTRA: Inter = { references: [0, 0], mvdL1Zero: false, cabacInit: false, mergeCandidates: 0 };

function readInter(
  r: BitReader,
  type: 'P' | 'B',
  pictures: ReferencePictures,
  sps: SequenceCoding,
  pps: PictureCoding,
): Inter | undefined {
  let [first, second] = pps.defaultReferences;
  if (r.flag()) {
    first = r.ue() + 1;
    if (type === 'B') second = r.ue() + 1;
  }
  if (first > MOST_REFERENCES || second > MOST_REFERENCES) return undefined;
  const lists = type === 'B' ? [first, second] : [first];
  if (pps.listsModification && pictures.used > 1) {
    for (const length of lists) if (r.flag()) r.skip(length * bitsFor(pictures.used));
  }
  const mvdL1Zero = type === 'B' && r.flag();
  const cabacInit = pps.cabacInitPresent && r.flag();
  if (pictures.temporalMvp) {
    const isFromFirst = type === 'P' || r.flag();
    if ((isFromFirst ? first : second) > 1) r.ue(); // collocated_ref_idx
  }
  if (type === 'P' ? pps.weightedPrediction : pps.weightedBiprediction) skipWeights(r, lists, sps.isMonochrome);
  const mergeCandidates = 5 - r.ue();
  if (mergeCandidates < 1) return undefined;
  return { references: [first, type === 'B' ? second : 0], mvdL1Zero, cabacInit, mergeCandidates };
}

/** pred_weight_table of 7.3.6.3, of one layer. */
function skipWeights(r: BitReader, lists: readonly number[], isMonochrome: boolean): void {
  r.ue(); // luma_log2_weight_denom
  if (!isMonochrome) r.se(); // delta_chroma_log2_weight_denom
  for (const length of lists) {
    const luma = Array.from({ length }, () => r.flag());
    const chroma = Array.from({ length }, () => !isMonochrome && r.flag());
    for (let i = 0; i < length; i++) {
      const values = (luma[i] ? 2 : 0) + (chroma[i] ? 4 : 0);
      for (let n = 0; n < values; n++) r.se();
    }
  }
}

/** The data follow each other without gaps, so it need not be known where each part begins. */
function skipEntryPoints(r: BitReader): void {
  const count = r.ue();
  if (count > MOST_ENTRY_POINTS) r.failed = true;
  else if (count > 0) r.skip(count * (r.ue() + 1));
}
