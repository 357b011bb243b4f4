import type { SliceHeader } from './slice-header.ts';

type Detail = NonNullable<SliceHeader['detail']>;

/** Finds missing pictures by frame_num (H.264 7.4.3). One call per picture or field, in decoding order. */
export class FrameNumbers {
  /** frame_num of the reference picture before; undefined at the start and after unreadable pictures. */
  private before: number | undefined;

  isGapBefore(detail: Detail, picture: { idr: boolean; isReference: boolean; secondField: boolean }): boolean {
    const { frameNum, sps } = detail;
    const before = this.before;
    if (picture.isReference) this.before = detail.resetsFrameNum ? 0 : frameNum;
    if (picture.idr || picture.secondField || before === undefined || sps.gapsAllowed) return false;
    const modulus = 2 ** sps.frameNumBits;
    // The same number again is an unpaired field or a repeated picture, not a missing one.
    if (frameNum === (before + 1) % modulus || frameNum === before) return false;
    // Count one jump once: what follows a picture that is no reference is measured from here as well.
    if (!picture.isReference) this.before = (frameNum - 1 + modulus) % modulus;
    return true;
  }

  forget(): void {
    this.before = undefined;
  }
}
