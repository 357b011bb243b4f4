import type { Lost, ReferenceState } from '../../facts.ts';
import { tellExpected } from '../../telling/tell.ts';
import { PictureOrder } from './picture-order.ts';
import type { SliceDetail } from './slice-header.ts';

/** frame_num of the first picture that builds on an IDR picture (7.4.3). */
const BEHIND_KEY = 1;

type Rank = {
  idr: boolean;
  isReference: boolean;
  secondField: boolean;
  /** recovery_frame_cnt of the message in front of it (D.2.8); null: there is none. */
  recoveryFrames: number | null;
};

/**
 * Finds missing pictures by frame_num (H.264 7.4.3), which counts those that others refer to. What builds on a missing one
 * is not told slice by slice here, so all is garbled until the next IDR picture or recovery point.
 */
export class LostPictures {
  isGarbled = false;
  /** How many missing pictures would not show before the present one, whose number goes on; null: its order of display does. */
  mayHide: number | null = null;
  private readonly order = new PictureOrder();
  /** frame_num of the reference picture before; undefined at the start and after unreadable pictures. */
  private before: number | undefined;
  /** It has risen: encoders that do not count at all lose nothing by it. */
  counts = false;
  private recovery: { from: number; frames: number } | undefined;

  /** Each picture or field, in decoding order. */
  begin(detail: SliceDetail, rank: Rank): Lost | null {
    const lost = this.look(detail, rank);
    if (rank.idr) this.repair();
    else if (lost) {
      this.isGarbled = true;
      this.recovery = undefined;
    }
    const { frameNum: from, sps } = detail;
    if (rank.recoveryFrames !== null) this.recovery = { from, frames: rank.recoveryFrames };
    if (this.recovery && distance(this.recovery.from, from, sps.frameNumBits) >= this.recovery.frames) this.repair();
    return lost;
  }

  get isShownEarlier(): boolean {
    return this.order.isEarlier;
  }

  get state(): ReferenceState {
    const { before = null, counts, isGarbled, recovery = null, order } = this;
    return { codec: 'h264', before, counts, isGarbled, recovery, order: order.state };
  }

  resume({ before, counts, isGarbled, recovery, order }: Extract<ReferenceState, { codec: 'h264' }>): void {
    this.before = before ?? undefined;
    this.counts = counts;
    this.isGarbled = isGarbled;
    this.recovery = recovery ?? undefined;
    this.order.resume(order);
  }

  forget(): void {
    this.before = undefined;
  }

  private repair(): void {
    this.isGarbled = false;
    this.recovery = undefined;
  }

  private look(detail: SliceDetail, { idr, isReference, secondField }: Rank): Lost | null {
    const { frameNum, sps } = detail;
    const { before } = this;
    this.mayHide = null;
    if (isReference) this.before = detail.resetsFrameNum ? 0 : frameNum;
    if (idr) this.order.reset();
    const beginsAnew = !secondField && this.order.beginsAnew(detail, isReference);
    if (idr || secondField || before === undefined || sps.gapsAllowed) return null;
    const ahead = distance(before, frameNum, sps.frameNumBits);
    if (ahead === 1) {
      this.counts = true;
      if (!beginsAnew && detail.type === 'P' && this.order.skips) this.mayHide = 2 ** sps.frameNumBits;
      return beginsAnew ? 'key' : null;
    }
    // Legal for a field without its pair. For a frame a key frame is missing, or the picture came twice.
    if (ahead === 0) return beginsAnew || this.isUnseenKey(detail, isReference) ? 'key' : null;
    tellExpected('frame_num', (before + 1) % 2 ** sps.frameNumBits);
    // Count one jump once: what follows a picture that is no reference is measured from here as well.
    if (!isReference) this.before = (frameNum - 1 + 2 ** sps.frameNumBits) % 2 ** sps.frameNumBits;
    if (beginsAnew || (frameNum < before && ahead > 2 ** (sps.frameNumBits - 1))) return 'key';
    if (ahead <= 2) return 'picture';
    return frameNum === BEHIND_KEY ? 'pictures_or_key' : 'pictures';
  }

  /** The same number again in a stream that counts, and does not say in which order pictures are shown. */
  private isUnseenKey({ field, sps, type }: SliceDetail, isReference: boolean): boolean {
    return this.counts && isReference && field === 'frame' && sps.pocType !== 0 && type !== 'I';
  }
}

/** How many reference pictures later, by numbers that start anew after so many bits. */
const distance = (from: number, to: number, bits: number): number => (to - from + 2 ** bits) % 2 ** bits;
