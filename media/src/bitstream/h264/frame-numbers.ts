import type { SliceHeader } from './slice-header.ts';

type Detail = NonNullable<SliceHeader['detail']>;

/** Finds missing pictures by frame_num (H.264 7.4.3). One call per picture or field, in decoding order. */
export class FrameNumbers {
  /** frame_num of the reference picture before; undefined at the start and after unreadable pictures. */
  private before: number | undefined;

  gapBefore(
    detail: Detail,
    picture: { idr: boolean; isReference: boolean; secondField: boolean },
  ): 'jump' | 'repeat' | null {
    const { frameNum, sps } = detail;
    const before = this.before;
    if (picture.isReference) this.before = detail.resetsFrameNum ? 0 : frameNum;
    if (picture.idr || picture.secondField || before === undefined || sps.gapsAllowed) return null;
    const modulus = 2 ** sps.frameNumBits;
    if (frameNum === (before + 1) % modulus) return null;
    // Legal for a field without its pair. For a frame a key frame is missing, or the picture came twice.
    if (frameNum === before) return detail.field === 'frame' && picture.isReference ? 'repeat' : null;
    // Count one jump once: what follows a picture that is no reference is measured from here as well.
    if (!picture.isReference) this.before = (frameNum - 1 + modulus) % modulus;
    return 'jump';
  }

  forget(): void {
    this.before = undefined;
  }
}
