import type { ReferenceState } from '../../facts.ts';
import type { SliceDetail } from './slice-header.ts';

type State = Extract<ReferenceState, { codec: 'h264' }>['order'];

/** MaxDpbFrames (A.3.1): no more pictures that are shown later can be decoded before one. */
const MOST_REORDERED = 16;
/** Of a stream without B pictures, which cameras write; a slip of the count is forgiven. */
const MOST_WITHOUT_B = 4;

/**
 * Tells by the order of display whether the count has begun anew without an IDR picture: then a picture would be shown
 * before more of those already decoded than any decoder holds back. Only of pic_order_cnt_type 0, which says that order by itself.
 */
export class PictureOrder {
  /** The latest pictures by display since the count began, highest first. */
  private latest: number[] = [];
  private hasB = false;
  /** The present picture is not shown right behind the one before: where a stream does not say, capture may have paused. */
  skips = false;
  /** The present picture is a B picture, and shown before one that was decoded earlier. */
  isEarlier = false;
  private usualStep = Number.POSITIVE_INFINITY;
  private msbBefore = 0;
  private lsbBefore = 0;

  get state(): State {
    const { latest, hasB, msbBefore, lsbBefore, usualStep } = this;
    return { latest, hasB, msbBefore, lsbBefore, ...(Number.isFinite(usualStep) ? { usualStep } : {}) };
  }

  resume({ latest, hasB, msbBefore, lsbBefore, usualStep }: State): void {
    this.usualStep = usualStep ?? Number.POSITIVE_INFINITY;
    this.latest = [...latest];
    this.hasB = hasB;
    this.msbBefore = msbBefore;
    this.lsbBefore = lsbBefore;
  }

  reset(): void {
    this.latest = [];
    this.msbBefore = 0;
    this.lsbBefore = 0;
  }

  /** Each picture, or first field of one, in decoding order. */
  beginsAnew({ sps, poc, type, resetsFrameNum }: SliceDetail, isReference: boolean): boolean {
    this.skips = false;
    this.isEarlier = false;
    if (sps.pocType !== 0) return false;
    this.hasB ||= type === 'B';
    const most = this.hasB ? MOST_REORDERED : MOST_WITHOUT_B;
    let count = this.countOf(poc, 2 ** sps.pocLsbBits);
    const isBack = (this.latest[most] ?? Number.NEGATIVE_INFINITY) > count;
    if (isBack || resetsFrameNum) {
      this.reset();
      count = resetsFrameNum ? 0 : poc;
    }
    this.isEarlier = type === 'B' && count < (this.latest[0] ?? count);
    this.noteStep(count - (this.latest[0] ?? count));
    this.note(count);
    if (isReference) {
      this.lsbBefore = resetsFrameNum ? 0 : poc;
      this.msbBefore = count - this.lsbBefore;
    }
    // What is coded without others shows that the encoder itself began anew.
    return isBack && type !== 'I';
  }

  /** PicOrderCnt (8.2.1.1). */
  private countOf(lsb: number, modulus: number): number {
    if (lsb < this.lsbBefore && this.lsbBefore - lsb >= modulus / 2) return this.msbBefore + modulus + lsb;
    if (lsb > this.lsbBefore && lsb - this.lsbBefore > modulus / 2) return this.msbBefore - modulus + lsb;
    return this.msbBefore + lsb;
  }

  private noteStep(step: number): void {
    this.skips = true;
    if (step <= 0) return;
    this.usualStep = Math.min(this.usualStep, step);
    this.skips = step !== this.usualStep;
  }

  private note(count: number): void {
    const { latest } = this;
    let at = latest.length;
    while (at > 0 && (latest[at - 1] ?? 0) < count) at--;
    latest.splice(at, 0, count);
    if (latest.length > MOST_REORDERED + 1) latest.pop();
  }
}
