import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { CTX } from './contexts.ts';
import { COEFFICIENT_SCANS, DIAGONAL, HORIZONTAL, type Scan, SUB_BLOCK_SCANS, VERTICAL } from './scans.ts';

/** What reading a block depends on, of the sets that the slice names and of the coding unit. */
export type ResidualOptions = {
  transformSkipEnabled: boolean;
  signHidingEnabled: boolean;
};

/**
 * ctxInc of sig_coeff_flag within its set, by the sub-block's neighbours and the coefficient's column and row (9.3.4.2.5):
 * row 0 for blocks of 4×4, then by coded neighbours: none, right, below, both.
 */
// biome-ignore format: rows of a block
const SIGNIFICANCE = [
  [0, 1, 4, 5, 2, 3, 4, 5, 6, 6, 8, 8, 7, 7, 8, 8],
  [2, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
  [2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
  [2, 1, 0, 0, 2, 1, 0, 0, 2, 1, 0, 0, 2, 1, 0, 0],
  [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
];

/** The same by scanIdx, row and position in the scan. */
const SIGNIFICANCE_BY_POSITION = Uint8Array.from(
  COEFFICIENT_SCANS.flatMap(({ x, y }) =>
    SIGNIFICANCE.flatMap((row) => [...x].map((column, n) => row[((y[n] ?? 0) << 2) | column] ?? 0)),
  ),
);

// Looked up once: they are needed for every bin. In each set the contexts of chroma come after those of luma.
const { transformSkip: TRANSFORM_SKIP, lastX: LAST_X, lastY: LAST_Y } = CTX;
const { codedSubBlock: CODED_SUB_BLOCK, significant: SIGNIFICANT, greater1: GREATER_1, greater2: GREATER_2 } = CTX;
const CHROMA_CODED_SUB_BLOCK = 2;
const CHROMA_SIGNIFICANT = 27;
const CHROMA_GREATER_1 = 16;
const CHROMA_GREATER_2 = 4;

const LARGEST_COEFFICIENT = 32768;
/** Longer prefixes of coeff_abs_level_remaining belong to no 16-bit coefficient. */
const LONGEST_PREFIX = 20;
/** One more row and column than eight sub-blocks, which are never coded. */
const STRIDE = 9;
/** Behind the last position of a sub-block: any of its coefficients may be there. */
const ALL = 16;

/** Reads transform blocks: residual_coding of 7.3.8.11 without the tools of range extensions. */
export class ResidualReader {
  private readonly decoder: ArithmeticDecoder;
  private readonly options: ResidualOptions;
  /** coded_sub_block_flag by row and column. */
  private readonly coded = new Uint8Array(STRIDE * STRIDE);
  /** Positions in the scan of the coefficients of one sub-block that are not zero. */
  private readonly positions = new Uint8Array(16);
  // Of the block that is being read.
  private log2Size = 2;
  private isChroma = false;
  private scanIdx: number = DIAGONAL;

  constructor(decoder: ArithmeticDecoder, options: ResidualOptions) {
    this.decoder = decoder;
    this.options = options;
  }

  /** `log2Size` of the block itself, 2 to 5. */
  read(log2Size: number, isChroma: boolean, scanIdx: number, isBypassed: boolean): void {
    const { decoder, coded } = this;
    this.log2Size = log2Size;
    this.isChroma = isChroma;
    this.scanIdx = scanIdx;
    if (this.options.transformSkipEnabled && !isBypassed && log2Size === 2)
      decoder.bin(TRANSFORM_SKIP + (isChroma ? 1 : 0));
    const { subBlocks, lastSubBlock, lastPosition } = this.readLast();
    // A block of one sub-block has no neighbours to look at.
    if (log2Size > 2) coded.fill(0);
    let isGreater1Free = true;
    for (let i = lastSubBlock; i >= 0; i--) {
      const x = subBlocks.x[i] ?? 0;
      const y = subBlocks.y[i] ?? 0;
      const place = y * STRIDE + x;
      const right = coded[place + 1] ?? 0;
      const below = coded[place + STRIDE] ?? 0;
      const isInferred = i === lastSubBlock || i === 0;
      if (!isInferred) {
        const flag = CODED_SUB_BLOCK + (right | below) + (isChroma ? CHROMA_CODED_SUB_BLOCK : 0);
        if (decoder.bin(flag) === 0) continue;
      }
      coded[place] = 1;
      const neighbours = log2Size === 2 ? 0 : 1 + right + 2 * below;
      const count = this.readSignificance(i, i === lastSubBlock ? lastPosition : ALL, isInferred, neighbours);
      if (count === 0) continue;
      const ctxSet = (i === 0 || isChroma ? 0 : 2) + (i !== lastSubBlock && !isGreater1Free ? 1 : 0);
      isGreater1Free = this.readLevels(count, ctxSet, isBypassed);
    }
  }

  /** Where the last coefficient is that is not zero: its sub-block in their scan, and its position in there. */
  private readLast(): { subBlocks: Scan; lastSubBlock: number; lastPosition: number } {
    const { scanIdx, log2Size } = this;
    const first = this.lastPrefix(LAST_X);
    const second = this.lastPrefix(LAST_Y);
    const across = this.withSuffix(first);
    const down = this.withSuffix(second);
    // The vertical scan exchanges the coordinates (7.4.9.11).
    const x = scanIdx === VERTICAL ? down : across;
    const y = scanIdx === VERTICAL ? across : down;
    const subBlocks = SUB_BLOCK_SCANS[scanIdx]?.[log2Size - 2];
    const coefficients = COEFFICIENT_SCANS[scanIdx];
    if (!subBlocks || !coefficients) throw new Error(`no scan ${scanIdx} for blocks of ${1 << log2Size}`);
    return {
      subBlocks,
      lastSubBlock: subBlocks.at[((y >> 2) << 3) | (x >> 2)] ?? 0,
      lastPosition: coefficients.at[((y & 3) << 3) | (x & 3)] ?? 0,
    };
  }

  /**
   * How many coefficients of a sub-block are not zero; where they are is left in `positions`. `from`: the position of the
   * last one, if it is in here, which then is known to be one of them.
   */
  private readSignificance(subBlock: number, from: number, isInferred: boolean, neighbours: number): number {
    const { decoder, positions } = this;
    const set = this.significanceSet(subBlock > 0);
    const table = (this.scanIdx * SIGNIFICANCE.length + neighbours) << 4;
    let count = 0;
    if (from !== ALL) positions[count++] = from;
    count = decoder.bins(set, SIGNIFICANCE_BY_POSITION, table, from - 1, positions, count);
    if (from === 0) return count;
    // Of a sub-block that is coded and has nothing else, the first coefficient is known to be there.
    if (count === 0 && !isInferred) positions[count++] = 0;
    else {
      const context = subBlock === 0 ? this.significanceBase : set + (SIGNIFICANCE_BY_POSITION[table] ?? 0);
      if (decoder.bin(context) === 1) positions[count++] = 0;
    }
    return count;
  }

  private get significanceBase(): number {
    return SIGNIFICANT + (this.isChroma ? CHROMA_SIGNIFICANT : 0);
  }

  /** Where the contexts of sig_coeff_flag for a sub-block begin (9.3.4.2.5). */
  private significanceSet(isBeyondFirst: boolean): number {
    const { log2Size, isChroma, significanceBase } = this;
    if (log2Size === 2) return significanceBase;
    if (isChroma) return significanceBase + (log2Size === 3 ? 9 : 12);
    const bySize = log2Size > 3 ? 21 : this.scanIdx === DIAGONAL ? 9 : 15;
    return significanceBase + bySize + (isBeyondFirst ? 3 : 0);
  }

  /** Levels and signs of one sub-block. Whether no level of it was greater than 1 (9.3.4.2.6). */
  private readLevels(count: number, ctxSet: number, isBypassed: boolean): boolean {
    const { decoder, positions, isChroma } = this;
    const flagged = Math.min(8, count);
    const flagContexts = GREATER_1 + (isChroma ? CHROMA_GREATER_1 : 0) + (ctxSet << 2);
    let context = 1;
    let firstGreater1 = -1;
    let flags = 0;
    for (let m = 0; m < flagged; m++) {
      if (decoder.bin(flagContexts + context) === 1) {
        flags |= 1 << m;
        context = 0;
        if (firstGreater1 < 0) firstGreater1 = m;
      } else if (context > 0 && context < 3) context++;
    }
    const isGreater2 = firstGreater1 >= 0 && decoder.bin(GREATER_2 + (isChroma ? CHROMA_GREATER_2 : 0) + ctxSet) === 1;
    const spread = (positions[0] ?? 0) - (positions[count - 1] ?? 0);
    const isSignHidden = this.options.signHidingEnabled && !isBypassed && spread > 3;
    decoder.bypassBits(isSignHidden ? count - 1 : count);
    let rice = 0;
    for (let m = 0; m < count; m++) {
      let base = 1;
      if (m < 8) {
        // Only a level that all its flags say is greater has a remainder.
        const isGreater = m === firstGreater1 ? isGreater2 : ((flags >> m) & 1) === 1;
        if (!isGreater) continue;
        base = m === firstGreater1 ? 3 : 2;
      }
      const level = base + this.remaining(rice);
      if (level > LARGEST_COEFFICIENT) decoder.isDamaged = true;
      if (level > 3 << rice) rice = Math.min(rice + 1, 4);
    }
    return context !== 0;
  }

  /** coeff_abs_level_remaining (9.3.3.11). */
  private remaining(rice: number): number {
    const { decoder } = this;
    const prefix = decoder.bypassOnes(LONGEST_PREFIX);
    if (prefix <= 3) return (prefix << rice) + decoder.bypassBits(rice);
    if (prefix === LONGEST_PREFIX) {
      decoder.isDamaged = true;
      return 0;
    }
    return (((1 << (prefix - 3)) + 2) << rice) + decoder.bypassBits(prefix - 3 + rice);
  }

  /** last_sig_coeff_x_prefix and last_sig_coeff_y_prefix (9.3.4.2.3). */
  private lastPrefix(base: number): number {
    const { log2Size, isChroma } = this;
    const offset = isChroma ? 15 : 3 * (log2Size - 2) + ((log2Size - 1) >> 2);
    const shift = isChroma ? log2Size - 2 : (log2Size + 1) >> 2;
    const most = (log2Size << 1) - 1;
    let prefix = 0;
    while (prefix < most && this.decoder.bin(base + offset + (prefix >> shift)) === 1) prefix++;
    return prefix;
  }

  /** The coordinate that prefix and suffix stand for (7.4.9.11). */
  private withSuffix(prefix: number): number {
    if (prefix <= 3) return prefix;
    const bits = (prefix >> 1) - 1;
    return (1 << bits) * (2 + (prefix & 1)) + this.decoder.bypassBits(bits);
  }
}

/** scanIdx by the direction of intra prediction (7.4.9.11). */
export function scanOfIntraMode(mode: number): number {
  if (mode >= 6 && mode <= 14) return VERTICAL;
  return mode >= 22 && mode <= 30 ? HORIZONTAL : DIAGONAL;
}
