import type { PictureCoding } from '../picture-coding.ts';
import type { SequenceCoding } from '../sequence-coding.ts';
import { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { CTX } from './contexts.ts';
import { chromaMode, DERIVED_CHROMA, INTRA_DC, likelyMode, otherMode } from './intra-modes.ts';
import type { PictureState } from './picture-state.ts';
import { type Part, PredictionReader } from './prediction.ts';
import { ResidualReader, scanOfIntraMode } from './residual.ts';
import { readSao } from './sao.ts';
import { DIAGONAL } from './scans.ts';
import type { SliceHeader } from './slice-header.ts';

/** Before a slice's header is known nothing is read. */
const NO_SLICE: SliceHeader = {
  type: 'I',
  saoLuma: false,
  saoChroma: false,
  references: [0, 0],
  mvdL1Zero: false,
  cabacInit: false,
  mergeCandidates: 1,
  qp: 0,
};

/** Reads coding tree units: 7.3.8.2 to 7.3.8.14 without the tools of range extensions and screen content. */
export class CodingTree {
  readonly decoder = new ArithmeticDecoder();
  private readonly sps: SequenceCoding;
  private readonly pps: PictureCoding;
  private readonly picture: PictureState;
  private readonly prediction: PredictionReader;
  private readonly residual: ResidualReader;
  private readonly qpGroup: number;
  private bytes = new Uint8Array();
  private slice: SliceHeader = NO_SLICE;
  /** Whether the coding tree blocks to the left and above belong to the same slice and tile. */
  private hasLeft = false;
  private hasAbove = false;
  // Of the coding unit that is being read.
  private isQpDeltaRead = false;
  private isBypassed = false;
  private isIntra = false;
  private part: Part = 'whole';
  private mostTransformDepth = 0;
  private chromaMode = 0;

  constructor(sps: SequenceCoding, pps: PictureCoding, picture: PictureState) {
    this.sps = sps;
    this.pps = pps;
    this.picture = picture;
    this.prediction = new PredictionReader(this.decoder, sps);
    const { transformSkip, signHiding, qpDeltaDepth } = pps;
    this.residual = new ResidualReader(this.decoder, {
      transformSkipEnabled: transformSkip,
      signHidingEnabled: signHiding,
    });
    this.qpGroup = sps.ctb - (qpDeltaDepth ?? 0);
  }

  beginSlice(slice: SliceHeader): void {
    this.slice = slice;
    this.decoder.isDamaged = false;
  }

  /** Starts the arithmetic decoder at byte `at`. */
  start(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    this.bytes = bytes;
    this.decoder.start(bytes, at);
  }

  /** coding_tree_unit( ) at a raster address, in a slice that began at `sliceAddress`. */
  readUnit(address: number, sliceAddress: number): void {
    const { picture, sps } = this;
    const { columns, tileOf } = picture.layout;
    const column = address % columns;
    const row = (address - column) / columns;
    const isOurs = (other: number): boolean =>
      picture.sliceOf[other] === sliceAddress && tileOf[other] === tileOf[address];
    picture.sliceOf[address] = sliceAddress;
    this.hasLeft = column > 0 && isOurs(address - 1);
    this.hasAbove = row > 0 && isOurs(address - columns);
    const x = column << sps.ctb;
    const y = row << sps.ctb;
    readSao(this.decoder, this.slice, sps, this.hasLeft, this.hasAbove);
    picture.setIntraMode(x, y, sps.ctb, INTRA_DC);
    this.readQuadtree(x, y, sps.ctb, 0);
  }

  /** coding_quadtree( ) of 7.3.8.4 */
  private readQuadtree(x: number, y: number, log2Size: number, depth: number): void {
    const { sps, pps } = this;
    const size = 1 << log2Size;
    const isInside = x + size <= sps.width && y + size <= sps.height;
    const maySplit = log2Size > sps.minCb;
    const isSplit = maySplit && (!isInside || this.readSplit(x, y, depth));
    if (pps.qpDeltaDepth !== null && log2Size >= this.qpGroup) this.isQpDeltaRead = false;
    if (!isSplit) {
      this.readCodingUnit(x, y, log2Size, depth);
      return;
    }
    const half = size >> 1;
    const isRight = x + half < sps.width;
    const isLower = y + half < sps.height;
    this.readQuadtree(x, y, log2Size - 1, depth + 1);
    if (isRight) this.readQuadtree(x + half, y, log2Size - 1, depth + 1);
    if (isLower) this.readQuadtree(x, y + half, log2Size - 1, depth + 1);
    if (isRight && isLower) this.readQuadtree(x + half, y + half, log2Size - 1, depth + 1);
  }

  /** Whether the blocks left of and above a place may be looked at (6.4.1). */
  private isLeftKnown(x: number): boolean {
    return this.hasLeft || (x & ((1 << this.sps.ctb) - 1)) !== 0;
  }

  private isAboveKnown(y: number): boolean {
    return this.hasAbove || (y & ((1 << this.sps.ctb) - 1)) !== 0;
  }

  private readSplit(x: number, y: number, depth: number): boolean {
    const { picture } = this;
    const cell = (y >> picture.minCb) * picture.codingStride + (x >> picture.minCb);
    let context = CTX.splitCu;
    if (this.isLeftKnown(x) && (picture.depth[cell - 1] ?? 0) > depth) context++;
    if (this.isAboveKnown(y) && (picture.depth[cell - picture.codingStride] ?? 0) > depth) context++;
    return this.decoder.bin(context) === 1;
  }

  private readSkip(x: number, y: number): boolean {
    const { picture } = this;
    const cell = (y >> picture.minCb) * picture.codingStride + (x >> picture.minCb);
    let context = CTX.skip;
    if (this.isLeftKnown(x)) context += picture.skipped[cell - 1] ?? 0;
    if (this.isAboveKnown(y)) context += picture.skipped[cell - picture.codingStride] ?? 0;
    return this.decoder.bin(context) === 1;
  }

  /** coding_unit( ) of 7.3.8.5 */
  private readCodingUnit(x: number, y: number, log2Size: number, depth: number): void {
    const { sps, decoder } = this;
    this.isBypassed = this.pps.transquantBypass && decoder.bin(CTX.transquantBypass) === 1;
    const isInterSlice = this.slice.type !== 'I';
    if (isInterSlice && this.readSkip(x, y)) {
      this.picture.setCodingBlock(x, y, log2Size, 1, depth);
      this.prediction.readMergeIndex(this.slice);
      return;
    }
    this.picture.setCodingBlock(x, y, log2Size, 0, depth);
    this.isIntra = !isInterSlice || decoder.bin(CTX.predMode) === 1;
    this.part = !this.isIntra || log2Size === sps.minCb ? this.prediction.readPart(log2Size, this.isIntra) : 'whole';
    let hasResidual = true;
    if (this.isIntra) {
      if (this.part === 'whole' && this.readPcm(log2Size)) return;
      this.readIntraModes(x, y, log2Size);
    } else {
      const isMerged = this.prediction.readUnits(this.slice, this.part, 1 << log2Size, depth);
      hasResidual = isMerged || decoder.bin(CTX.rqtRootCbf) === 1;
    }
    if (!hasResidual) return;
    const isQuartered = this.isIntra && this.part === 'quarters';
    this.mostTransformDepth = this.isIntra ? sps.intraDepth + (isQuartered ? 1 : 0) : sps.interDepth;
    this.readTransformTree(x, y, log2Size, 0, 0, 1, 1);
  }

  /** Whether the block is coded as samples, which are then skipped (7.3.8.7). */
  private readPcm(log2Size: number): boolean {
    const { sps, decoder } = this;
    const { pcm } = sps;
    if (!pcm || log2Size < pcm.min || log2Size > pcm.max || decoder.terminate() === 0) return false;
    const at = decoder.endOfData;
    if (at === undefined) {
      decoder.isDamaged = true;
      return true;
    }
    const samples = 1 << (2 * log2Size);
    const bits = samples * pcm.lumaBits + (sps.isMonochrome ? 0 : (samples >> 1) * pcm.chromaBits);
    decoder.start(this.bytes, at + bits / 8);
    return true;
  }

  /** Directions of a coding unit: prev_intra_luma_pred_flag and what follows it, with 8.4.2 and 8.4.3. */
  private readIntraModes(x: number, y: number, log2Size: number): void {
    const { decoder, picture } = this;
    const isQuartered = this.part === 'quarters';
    const parts = isQuartered ? 4 : 1;
    const log2Part = isQuartered ? log2Size - 1 : log2Size;
    let fromNeighbours = 0;
    for (let n = 0; n < parts; n++) fromNeighbours |= decoder.bin(CTX.prevIntraLuma) << n;
    for (let n = 0; n < parts; n++) {
      const atX = x + ((n & 1) << log2Part);
      const atY = y + ((n >> 1) << log2Part);
      const left = this.isLeftKnown(atX) ? picture.intraModeAt(atX - 1, atY) : INTRA_DC;
      // Directions of the row of coding tree blocks above need not be kept.
      const isTop = (atY & ((1 << this.sps.ctb) - 1)) === 0;
      const above = isTop ? INTRA_DC : picture.intraModeAt(atX, atY - 1);
      const mode =
        (fromNeighbours >> n) & 1
          ? likelyMode(left, above, decoder.bypassOnes(2))
          : otherMode(left, above, decoder.bypassBits(5));
      picture.setIntraMode(atX, atY, log2Part, mode);
    }
    if (this.sps.isMonochrome) return;
    const named = decoder.bin(CTX.intraChroma) === 0 ? DERIVED_CHROMA : decoder.bypassBits(2);
    this.chromaMode = chromaMode(named, picture.intraModeAt(x, y));
  }

  /** transform_tree( ) of 7.3.8.8. `cb` and `cr`: whether the block above it in the tree has such coefficients. */
  private readTransformTree(
    x: number,
    y: number,
    log2Size: number,
    depth: number,
    index: number,
    parentCb: number,
    parentCr: number,
  ): void {
    const { sps, decoder } = this;
    const isSplit = this.readTransformSplit(log2Size, depth);
    let cb = 0;
    let cr = 0;
    if (!sps.isMonochrome) {
      if (log2Size > 2) {
        if (parentCb === 1) cb = decoder.bin(CTX.cbfChroma + depth);
        if (parentCr === 1) cr = decoder.bin(CTX.cbfChroma + depth);
      } else {
        // Four blocks of 4×4 share the chroma of the block above them.
        cb = parentCb;
        cr = parentCr;
      }
    }
    if (isSplit) {
      const half = 1 << (log2Size - 1);
      this.readTransformTree(x, y, log2Size - 1, depth + 1, 0, cb, cr);
      this.readTransformTree(x + half, y, log2Size - 1, depth + 1, 1, cb, cr);
      this.readTransformTree(x, y + half, log2Size - 1, depth + 1, 2, cb, cr);
      this.readTransformTree(x + half, y + half, log2Size - 1, depth + 1, 3, cb, cr);
      return;
    }
    const mayLackLuma = this.isIntra || depth !== 0 || cb === 1 || cr === 1;
    const luma = mayLackLuma ? decoder.bin(CTX.cbfLuma + (depth === 0 ? 1 : 0)) : 1;
    if ((luma | cb | cr) === 1) this.readTransformUnit(x, y, log2Size, index, luma, cb, cr);
  }

  private readTransformSplit(log2Size: number, depth: number): boolean {
    const { sps } = this;
    const isQuartered = this.isIntra && this.part === 'quarters' && depth === 0;
    if (log2Size <= sps.maxTb && log2Size > sps.minTb && depth < this.mostTransformDepth && !isQuartered)
      return this.decoder.bin(CTX.splitTransform + 5 - log2Size) === 1;
    const isInterSplit = sps.interDepth === 0 && !this.isIntra && this.part !== 'whole' && depth === 0;
    return log2Size > sps.maxTb || isQuartered || isInterSplit;
  }

  /** transform_unit( ) of 7.3.8.10 with something in it */
  private readTransformUnit(
    x: number,
    y: number,
    log2Size: number,
    index: number,
    luma: number,
    cb: number,
    cr: number,
  ): void {
    if (this.pps.qpDeltaDepth !== null && !this.isQpDeltaRead) this.readQpDelta();
    const { residual, isBypassed, isIntra } = this;
    const lumaScan = isIntra && log2Size <= 3 ? scanOfIntraMode(this.picture.intraModeAt(x, y)) : DIAGONAL;
    if (luma === 1) residual.read(log2Size, false, lumaScan, isBypassed);
    const isShared = log2Size === 2;
    if (isShared && index !== 3) return;
    const chromaSize = isShared ? 2 : log2Size - 1;
    const chromaScan = isIntra && chromaSize === 2 ? scanOfIntraMode(this.chromaMode) : DIAGONAL;
    if (cb === 1) residual.read(chromaSize, true, chromaScan, isBypassed);
    if (cr === 1) residual.read(chromaSize, true, chromaScan, isBypassed);
  }

  /** cu_qp_delta_abs and its sign (9.3.3.10), within the range of 7.4.9.14 */
  private readQpDelta(): void {
    const { decoder } = this;
    this.isQpDeltaRead = true;
    let value = decoder.bin(CTX.qpDelta);
    while (value > 0 && value < 5 && decoder.bin(CTX.qpDelta + 1) === 1) value++;
    if (value === 5) {
      const ones = decoder.bypassOnes(7);
      if (ones === 7) decoder.isDamaged = true;
      else value += (1 << ones) - 1 + decoder.bypassBits(ones);
    }
    const isNegative = value > 0 && decoder.bypass() === 1;
    const extra = 3 * (this.sps.lumaBits - 8);
    if (value > (isNegative ? 26 : 25) + extra) decoder.isDamaged = true;
  }
}
