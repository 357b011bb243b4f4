import type { SequenceCoding } from '../sequence-coding.ts';
import { INTRA_DC } from './intra-modes.ts';
import type { PictureLayout } from './picture-layout.ts';

/** No slice: the block was not read yet. */
export const UNREAD = -1;
/** Edge of the cells in which directions of intra prediction are kept: the smallest block that has one. */
const CELL = 2;

/** What reading a block needs of blocks read earlier in the same picture. */
export class PictureState {
  readonly layout: PictureLayout;
  /** SliceAddrRs of each coding tree block, or UNREAD; by raster address. */
  readonly sliceOf: Int32Array;
  /** cu_skip_flag and cqtDepth, in cells of the smallest coding block. */
  readonly skipped: Uint8Array;
  readonly depth: Uint8Array;
  /** IntraPredModeY in cells of 4×4. */
  readonly intraMode: Uint8Array;
  readonly minCb: number;
  readonly codingStride: number;
  readonly intraStride: number;

  constructor(sps: SequenceCoding, layout: PictureLayout) {
    this.layout = layout;
    this.minCb = sps.minCb;
    const { ctb } = sps;
    // Whole coding tree blocks, so that nothing need be cut at the edges.
    this.codingStride = layout.columns << (ctb - sps.minCb);
    this.intraStride = layout.columns << (ctb - CELL);
    this.sliceOf = new Int32Array(layout.blocks);
    this.skipped = new Uint8Array(this.codingStride * (layout.rows << (ctb - sps.minCb)));
    this.depth = new Uint8Array(this.skipped.length);
    this.intraMode = new Uint8Array(this.intraStride * (layout.rows << (ctb - CELL)));
  }

  /** Forgets the picture before. */
  begin(): void {
    this.sliceOf.fill(UNREAD);
  }

  setCodingBlock(x: number, y: number, log2Size: number, isSkipped: number, depth: number): void {
    const { codingStride, minCb } = this;
    const cells = 1 << (log2Size - minCb);
    for (let row = 0, at = (y >> minCb) * codingStride + (x >> minCb); row < cells; row++, at += codingStride) {
      for (let cell = at; cell < at + cells; cell++) {
        this.skipped[cell] = isSkipped;
        this.depth[cell] = depth;
      }
    }
  }

  setIntraMode(x: number, y: number, log2Size: number, mode: number): void {
    const { intraStride } = this;
    const cells = 1 << (log2Size - CELL);
    for (let row = 0, at = (y >> CELL) * intraStride + (x >> CELL); row < cells; row++, at += intraStride)
      for (let cell = at; cell < at + cells; cell++) this.intraMode[cell] = mode;
  }

  intraModeAt(x: number, y: number): number {
    return this.intraMode[(y >> CELL) * this.intraStride + (x >> CELL)] ?? INTRA_DC;
  }
}
