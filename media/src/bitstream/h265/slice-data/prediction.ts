import type { SequenceCoding } from '../sequence-coding.ts';
import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { CTX } from './contexts.ts';
import type { SliceHeader } from './slice-header.ts';

/** PartMode of 7.4.9.5: how a coding unit is cut into prediction units. */
export type Part = 'whole' | 'rows' | 'columns' | 'quarters' | 'top' | 'bottom' | 'left' | 'right';

/** Width and height of each prediction unit, in quarters of the coding unit's edge. */
const UNITS: Record<Part, readonly (readonly [width: number, height: number])[]> = {
  whole: [[4, 4]],
  rows: [
    [4, 2],
    [4, 2],
  ],
  columns: [
    [2, 4],
    [2, 4],
  ],
  quarters: [
    [2, 2],
    [2, 2],
    [2, 2],
    [2, 2],
  ],
  top: [
    [4, 1],
    [4, 3],
  ],
  bottom: [
    [4, 3],
    [4, 1],
  ],
  left: [
    [1, 4],
    [3, 4],
  ],
  right: [
    [3, 4],
    [1, 4],
  ],
};

/** More ones before a difference of motion vectors belong to none of 16 bits (7.4.9.9). */
const LONGEST_PREFIX = 15;

/** Reads how a coding unit is predicted from other pictures: 7.3.8.6 and 7.3.8.9. */
export class PredictionReader {
  private readonly decoder: ArithmeticDecoder;
  private readonly sps: SequenceCoding;

  constructor(decoder: ArithmeticDecoder, sps: SequenceCoding) {
    this.decoder = decoder;
    this.sps = sps;
  }

  /** part_mode (9.3.3.7) */
  readPart(log2Size: number, isIntra: boolean): Part {
    const { decoder, sps } = this;
    if (decoder.bin(CTX.partMode) === 1) return 'whole';
    if (log2Size === sps.minCb) {
      if (isIntra) return 'quarters';
      if (decoder.bin(CTX.partMode + 1) === 1) return 'rows';
      if (log2Size === 3) return 'columns';
      return decoder.bin(CTX.partMode + 2) === 1 ? 'columns' : 'quarters';
    }
    const isRows = decoder.bin(CTX.partMode + 1) === 1;
    if (!sps.ampEnabled || decoder.bin(CTX.partMode + 3) === 1) return isRows ? 'rows' : 'columns';
    const isSecond = decoder.bypass() === 1;
    if (isRows) return isSecond ? 'bottom' : 'top';
    return isSecond ? 'right' : 'left';
  }

  /** The prediction units of a coding unit. Whether it is a single one that is merged, which always has a residual. */
  readUnits(slice: SliceHeader, part: Part, size: number, depth: number): boolean {
    let isMerged = false;
    for (const [width, height] of UNITS[part]) isMerged = this.readUnit(slice, ((width + height) * size) / 4, depth);
    return isMerged && part === 'whole';
  }

  /** merge_idx */
  readMergeIndex({ mergeCandidates }: SliceHeader): void {
    if (mergeCandidates > 1 && this.decoder.bin(CTX.mergeIdx) === 1) this.decoder.bypassOnes(mergeCandidates - 2);
  }

  /** prediction_unit( ) of 7.3.8.6; whether it is merged. `edges`: width and height together. */
  private readUnit(slice: SliceHeader, edges: number, depth: number): boolean {
    const { decoder } = this;
    if (decoder.bin(CTX.mergeFlag) === 1) {
      this.readMergeIndex(slice);
      return true;
    }
    const [first, second] = slice.references;
    const direction = slice.type === 'B' ? this.readDirection(edges, depth) : 'first';
    if (direction !== 'second') {
      this.readReference(first);
      this.readDifference();
      decoder.bin(CTX.mvp);
    }
    if (direction !== 'first') {
      this.readReference(second);
      if (!(slice.mvdL1Zero && direction === 'both')) this.readDifference();
      decoder.bin(CTX.mvp);
    }
    return false;
  }

  /** inter_pred_idc (9.3.3.8): units of 8×4 and 4×8 have one direction. */
  private readDirection(edges: number, depth: number): 'first' | 'second' | 'both' {
    const { decoder } = this;
    if (edges !== 12 && decoder.bin(CTX.interPred + depth) === 1) return 'both';
    return decoder.bin(CTX.interPred + 4) === 1 ? 'second' : 'first';
  }

  /** ref_idx_l0, ref_idx_l1 */
  private readReference(count: number): void {
    const { decoder } = this;
    const most = count - 1;
    let index = 0;
    while (index < Math.min(most, 2) && decoder.bin(CTX.refIdx + index) === 1) index++;
    if (index === 2) decoder.bypassOnes(most - 2);
  }

  /** mvd_coding( ) of 7.3.8.9 */
  private readDifference(): void {
    const { decoder } = this;
    const isAcross = decoder.bin(CTX.mvdGreater0) === 1;
    const isDown = decoder.bin(CTX.mvdGreater0) === 1;
    const isFarAcross = isAcross && decoder.bin(CTX.mvdGreater1) === 1;
    const isFarDown = isDown && decoder.bin(CTX.mvdGreater1) === 1;
    if (isAcross) this.readDistance(isFarAcross);
    if (isDown) this.readDistance(isFarDown);
  }

  /** abs_mvd_minus2 in first-order Exp-Golomb code, and mvd_sign_flag */
  private readDistance(isFar: boolean): void {
    const { decoder } = this;
    if (isFar) {
      const ones = decoder.bypassOnes(LONGEST_PREFIX);
      if (ones === LONGEST_PREFIX) decoder.isDamaged = true;
      else decoder.bypassBits(ones + 1);
    }
    decoder.bypass();
  }
}
