import { BitReader } from '../bit-reader.ts';
import { skipScalingLists } from './scaling-lists.ts';

/** What a PPS says about how slices are written (7.4.3.3). */
export type PictureCoding = {
  id: number;
  spsId: number;
  dependentSlices: boolean;
  outputFlagPresent: boolean;
  extraHeaderBits: number;
  signHiding: boolean;
  cabacInitPresent: boolean;
  defaultReferences: readonly [number, number];
  initQp: number;
  transformSkip: boolean;
  /** Depth below the coding tree block at which quantisers may differ; null where they may not. */
  qpDeltaDepth: number | null;
  sliceChromaQpOffsets: boolean;
  weightedPrediction: boolean;
  weightedBiprediction: boolean;
  transquantBypass: boolean;
  tiles: Tiles | null;
  entropySync: boolean;
  filterAcrossSlices: boolean;
  deblockingOverride: boolean;
  deblockingDisabled: boolean;
  listsModification: boolean;
  headerExtension: boolean;
};

/** Columns and rows of tiles. `widths` and `heights` in coding tree blocks but for the last; null where they are even. */
export type Tiles = { columns: number; rows: number; widths: number[] | null; heights: number[] | null };

/** Level 6.2 allows no more (Table A.8). */
const MOST_TILES = 64;

/** The whole of a PPS, from its RBSP. Undefined for what is damaged. */
export function readPictureCoding(rbsp: Uint8Array): PictureCoding | undefined {
  const r = new BitReader(rbsp);
  const id = r.ue();
  const spsId = r.ue();
  const dependentSlices = r.flag();
  const outputFlagPresent = r.flag();
  const extraHeaderBits = r.u(3);
  const signHiding = r.flag();
  const cabacInitPresent = r.flag();
  const defaultReferences = [r.ue() + 1, r.ue() + 1] as const;
  const initQp = 26 + r.se();
  r.skip(1); // constrained_intra_pred_flag
  const transformSkip = r.flag();
  const qpDeltaDepth = r.flag() ? r.ue() : null;
  r.se(); // pps_cb_qp_offset
  r.se(); // pps_cr_qp_offset
  const sliceChromaQpOffsets = r.flag();
  const weightedPrediction = r.flag();
  const weightedBiprediction = r.flag();
  const transquantBypass = r.flag();
  const hasTiles = r.flag();
  const entropySync = r.flag();
  const tiles = hasTiles ? readTiles(r) : null;
  const filterAcrossSlices = r.flag();
  const deblocking = r.flag() ? readDeblocking(r) : { deblockingOverride: false, deblockingDisabled: false };
  if (r.flag()) skipScalingLists(r);
  const listsModification = r.flag();
  r.ue(); // log2_parallel_merge_level_minus2
  const headerExtension = r.flag();
  if (r.failed || (hasTiles && !tiles)) return undefined;
  return {
    id,
    spsId,
    dependentSlices,
    outputFlagPresent,
    extraHeaderBits,
    signHiding,
    cabacInitPresent,
    defaultReferences,
    initQp,
    transformSkip,
    qpDeltaDepth,
    sliceChromaQpOffsets,
    weightedPrediction,
    weightedBiprediction,
    transquantBypass,
    tiles,
    entropySync,
    filterAcrossSlices,
    ...deblocking,
    listsModification,
    headerExtension,
  };
}

function readTiles(r: BitReader): Tiles | null {
  const columns = r.ue() + 1;
  const rows = r.ue() + 1;
  if (columns > MOST_TILES || rows > MOST_TILES) return null;
  const isEven = r.flag();
  const widths = isEven ? null : Array.from({ length: columns - 1 }, () => r.ue() + 1);
  const heights = isEven ? null : Array.from({ length: rows - 1 }, () => r.ue() + 1);
  r.skip(1); // loop_filter_across_tiles_enabled_flag
  return { columns, rows, widths, heights };
}

function readDeblocking(r: BitReader): Pick<PictureCoding, 'deblockingOverride' | 'deblockingDisabled'> {
  const deblockingOverride = r.flag();
  const deblockingDisabled = r.flag();
  if (!deblockingDisabled) {
    r.se(); // pps_beta_offset_div2
    r.se(); // pps_tc_offset_div2
  }
  return { deblockingOverride, deblockingDisabled };
}
