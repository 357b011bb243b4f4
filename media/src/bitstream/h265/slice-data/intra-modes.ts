/** INTRA_DC, which every block counts as that is not predicted within its picture (8.4.2). */
export const INTRA_DC = 1;

const PLANAR = 0;
const ANGULAR_HORIZONTAL = 10;
const ANGULAR_VERTICAL = 26;
const ANGULAR_LAST = 34;

/** intra_chroma_pred_mode that says: the direction of luma. The others name one of these (8.4.3). */
export const DERIVED_CHROMA = 4;
const CHROMA_MODES = [PLANAR, ANGULAR_VERTICAL, ANGULAR_HORIZONTAL, INTRA_DC] as const;

/** IntraPredModeC of 4:2:0. */
export function chromaMode(named: number, luma: number): number {
  if (named === DERIVED_CHROMA) return luma;
  const mode = CHROMA_MODES[named] ?? PLANAR;
  return mode === luma ? ANGULAR_LAST : mode;
}

/** candModeList of 8.4.2 by mpm_idx. */
export function likelyMode(left: number, above: number, index: number): number {
  if (left === above) {
    if (left < 2) return [PLANAR, INTRA_DC, ANGULAR_VERTICAL][index] ?? 0;
    return index === 0 ? left : index === 1 ? 2 + ((left + 29) % 32) : 2 + ((left - 1) % 32);
  }
  if (index === 0) return left;
  return index === 1 ? above : thirdMode(left, above);
}

function thirdMode(left: number, above: number): number {
  if (left !== PLANAR && above !== PLANAR) return PLANAR;
  return left !== INTRA_DC && above !== INTRA_DC ? INTRA_DC : ANGULAR_VERTICAL;
}

/** The mode that rem_intra_luma_pred_mode names among those that are not likely. */
export function otherMode(left: number, above: number, rest: number): number {
  const likely = [0, 1, 2].map((index) => likelyMode(left, above, index)).sort((a, b) => a - b);
  let mode = rest;
  for (const one of likely) if (mode >= one) mode++;
  return mode;
}
