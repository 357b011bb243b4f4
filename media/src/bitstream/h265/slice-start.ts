import type { BitReader } from '../bit-reader.ts';
import type { PictureCoding } from './picture-coding.ts';
import { readShortTermSet, type ShortTermSet } from './reference-sets.ts';
import { readSegmentStart } from './segment-start.ts';
import type { SequenceCoding } from './sequence-coding.ts';

export type SliceType = 'I' | 'P' | 'B';

export type SegmentPlace = {
  isFirst: boolean;
  /** A dependent slice segment: its header goes on with that of the slice before. */
  isDependent: boolean;
  /** Address of the first coding tree block, in raster order. */
  address: number;
};

/** A long-term picture that a slice names, by all of its POC or by the low bits of it. */
export type LongTermReference = { poc: number; isWhole: boolean; isUsed: boolean };

/** What a slice says of itself and of the pictures that its picture builds on (7.4.7.1). */
export type SliceStart = {
  type: SliceType;
  /** slice_pic_order_cnt_lsb; 0 of an IDR picture. */
  pocLsb: number;
  shortTerm: ShortTermSet;
  /** `poc` of a whole one: how far before this picture's own it is, its low bits aside (7-52). */
  longTerm: LongTermReference[];
};

const TYPES: readonly SliceType[] = ['B', 'P', 'I'];
const MOST_LONG_TERM = 33;
const NO_PICTURES: ShortTermSet = { earlier: [], later: [] };

/** Ceil( Log2( count ) ) */
export const bitsFor = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1));

/** slice_segment_header of 7.3.6.1, from behind the NAL unit's header to behind slice_segment_address. */
export function readSegmentPlace(
  r: BitReader,
  nalType: number,
  sps: SequenceCoding,
  pps: PictureCoding,
): SegmentPlace | undefined {
  const { isFirst } = readSegmentStart(r, nalType);
  const isDependent = !isFirst && pps.dependentSlices && r.flag('dependent_slice_segment_flag');
  const blocks = Math.ceil(sps.width / (1 << sps.ctb)) * Math.ceil(sps.height / (1 << sps.ctb));
  const address = isFirst ? 0 : r.u(bitsFor(blocks));
  return r.failed || address >= blocks ? undefined : { isFirst, isDependent, address };
}

/** What follows of a slice that depends on no other, up to the pictures that it may refer to. */
export function readSliceStart(
  r: BitReader,
  nalType: number,
  sps: SequenceCoding,
  pps: PictureCoding,
): SliceStart | undefined {
  r.skip(pps.extraHeaderBits);
  const type = TYPES[r.ue('slice_type')];
  if (!type) return undefined;
  if (pps.outputFlagPresent) r.skip(1);
  if (sps.separatePlanes) r.skip(2);
  if (nalType === 19 || nalType === 20) return { type, pocLsb: 0, shortTerm: NO_PICTURES, longTerm: [] };
  const pocLsb = r.u(sps.pocLsbBits, 'slice_pic_order_cnt_lsb');
  const shortTerm = readShortTerm(r, sps);
  const longTerm = sps.longTermPresent ? readLongTerm(r, sps, pocLsb) : [];
  return r.failed ? undefined : { type, pocLsb, shortTerm, longTerm };
}

function readShortTerm(r: BitReader, { shortTermSets }: SequenceCoding): ShortTermSet {
  const count = shortTermSets.length;
  if (!r.flag()) return readShortTermSet(r, shortTermSets, count);
  const chosen = shortTermSets[r.u(bitsFor(count))];
  if (!chosen) r.failed = true;
  return chosen ?? NO_PICTURES;
}

function readLongTerm(r: BitReader, sps: SequenceCoding, ownLsb: number): LongTermReference[] {
  const known = sps.longTerm;
  const named = known.length > 0 ? r.ue() : 0;
  const count = named + r.ue();
  if (count > MOST_LONG_TERM) r.failed = true;
  const references: LongTermReference[] = [];
  let cycles = 0;
  for (let i = 0; i < count && !r.failed; i++) {
    const { pocLsb, isUsed } =
      i < named
        ? (known[r.u(bitsFor(known.length))] ?? { pocLsb: 0, isUsed: false })
        : { pocLsb: r.u(sps.pocLsbBits), isUsed: r.flag() };
    // Cycles add up within the pictures named by number, and within the others (7-52).
    if (i === 0 || i === named) cycles = 0;
    const isWhole = r.flag();
    if (isWhole) cycles += r.ue();
    const poc = isWhole ? pocLsb - ownLsb - cycles * 2 ** sps.pocLsbBits : pocLsb;
    references.push({ poc, isWhole, isUsed });
  }
  return references;
}
