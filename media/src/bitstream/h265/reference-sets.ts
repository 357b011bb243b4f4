import type { BitReader } from '../bit-reader.ts';

/** Pictures that a short-term reference picture set names (7.4.8), as far as slices depend on it. */
export type ShortTermSet = {
  /** Distance in output order to each earlier and each later picture, nearest first. */
  earlier: Reference[];
  later: Reference[];
};

type Reference = { deltaPoc: number; isUsed: boolean };

const EMPTY: ShortTermSet = { earlier: [], later: [] };
/** sps_max_dec_pic_buffering_minus1 is at most 15. */
const MOST_PICTURES = 16;

/** st_ref_pic_set( before.length ) of 7.3.7: of an SPS with `count` sets, or of a slice after all of them. */
export function readShortTermSet(r: BitReader, before: readonly ShortTermSet[], count: number): ShortTermSet {
  const index = before.length;
  if (index > 0 && r.flag()) return predict(r, before, index === count);
  const negative = r.ue();
  const positive = r.ue();
  if (negative + positive > MOST_PICTURES) {
    r.failed = true;
    return EMPTY;
  }
  return { earlier: readDistances(r, negative, -1), later: readDistances(r, positive, 1) };
}

function readDistances(r: BitReader, count: number, sign: 1 | -1): Reference[] {
  const references: Reference[] = [];
  let deltaPoc = 0;
  for (let i = 0; i < count; i++) {
    deltaPoc += sign * (r.ue() + 1);
    references.push({ deltaPoc, isUsed: r.flag() });
  }
  return references;
}

/** Inter prediction of the set: equations 7-59 to 7-62. */
function predict(r: BitReader, before: readonly ShortTermSet[], isOfSlice: boolean): ShortTermSet {
  const distance = isOfSlice ? r.ue() + 1 : 1;
  const sign = r.flag() ? -1 : 1;
  const deltaRps = sign * (r.ue() + 1);
  const source = before[before.length - distance];
  if (!source) {
    r.failed = true;
    return EMPTY;
  }
  // The source's pictures in the order of its flags, and last the picture that the source belongs to.
  const candidates = [...source.earlier, ...source.later, { deltaPoc: 0 }].map(({ deltaPoc }) => {
    const isUsed = r.flag();
    const isKept = isUsed || r.flag();
    return { deltaPoc: deltaPoc + deltaRps, isUsed, isKept };
  });
  const kept = candidates.filter(({ isKept, deltaPoc }) => isKept && deltaPoc !== 0);
  if (kept.length > MOST_PICTURES) {
    r.failed = true;
    return EMPTY;
  }
  const byDistance = (a: Reference, b: Reference): number => Math.abs(a.deltaPoc) - Math.abs(b.deltaPoc);
  return {
    earlier: kept.filter(({ deltaPoc }) => deltaPoc < 0).sort(byDistance),
    later: kept.filter(({ deltaPoc }) => deltaPoc > 0).sort(byDistance),
  };
}
