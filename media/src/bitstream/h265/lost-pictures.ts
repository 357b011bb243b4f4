import type { Lost, ReferenceState } from '../../facts.ts';
import { tellExpected } from '../../telling/tell.ts';
import type { LongTermReference, SliceStart, SliceType } from './slice-start.ts';

/** A picture that a decoder keeps, or what it puts in the place of one that never came. */
type Kept = { poc: number; isGarbled: boolean };

/** What the NAL unit's header says of a picture. */
export type Rank = { nalType: number; temporalId: number };

const isIrap = (nalType: number): boolean => nalType >= 16 && nalType <= 23;
const isCra = (nalType: number): boolean => nalType === 21;
const isRasl = (nalType: number): boolean => nalType === 8 || nalType === 9;
/** Leading pictures, and those of a sub-layer that nothing of it refers to: no POC is counted from them (8.3.1). */
const isAside = (nalType: number): boolean => (nalType >= 6 && nalType <= 9) || (nalType <= 14 && nalType % 2 === 0);

/** As many pictures as a decoder may hold back: a count that goes back further has begun anew. */
const MOST_REORDERED = 16;

/**
 * Finds missing pictures by what those that are there refer to (H.265 8.3.2): of the pictures that a slice may use each is
 * in the decoder's memory, or was lost. Those that it only tells the decoder to keep prove nothing.
 */
export class LostPictures {
  private kept: Kept[] = [];
  /** Nothing is known of what came before: the stream begins here, or goes on after its end. */
  private begins = true;
  /** prevTid0Pic (8.3.1). */
  private countedFrom: number | undefined;
  /** Leading pictures that refer to what came before their CRA or BLA picture are not shown. */
  private skipsLeading = false;
  /** recovery_poc_cnt of the message in front of the next picture (D.3.8). */
  private recoveryAhead: number | undefined;
  private recoversAt: number | undefined;
  /** The present picture is shown before one that was decoded earlier. */
  isShownEarlier = false;
  private current: { picture: Kept; isAtRisk: boolean } | undefined;

  /** Null where a decoder would have nothing. */
  get state(): ReferenceState | null {
    if (this.begins) return null;
    const { kept, countedFrom = null, skipsLeading, recoversAt = null } = this;
    return { codec: 'h265', kept, countedFrom, skipsLeading, recoversAt };
  }

  resume({ kept, countedFrom, skipsLeading, recoversAt }: Extract<ReferenceState, { codec: 'h265' }>): void {
    this.kept = kept.map((picture) => ({ ...picture }));
    this.begins = false;
    this.countedFrom = countedFrom ?? undefined;
    this.skipsLeading = skipsLeading;
    this.recoversAt = recoversAt ?? undefined;
  }

  /** What comes next builds on nothing that was before, or nobody can say on what. */
  forget(): void {
    this.kept = [];
    this.begins = true;
    this.countedFrom = undefined;
    this.current = undefined;
  }

  announceRecovery(afterPictures: number): void {
    this.recoveryAhead = afterPictures;
  }

  /** The first slice of each picture, in decoding order. Its other slices have the same references. */
  begin(slice: SliceStart, { nalType, temporalId }: Rank, pocLsbBits: number): Lost | null {
    const modulus = 2 ** pocLsbBits;
    const startsAnew = isIrap(nalType) && (this.begins || !isCra(nalType));
    if (isIrap(nalType)) this.skipsLeading = startsAnew;
    this.isShownEarlier = false;
    if (isRasl(nalType) && this.skipsLeading) {
      this.current = undefined;
      return null;
    }
    const before = startsAnew ? undefined : this.countedFrom;
    const poc = pocOf(slice.pocLsb, before, modulus);
    this.isShownEarlier = !startsAnew && this.kept.some((one) => one.poc > poc);
    const { used, kept, missing, missed } = startsAnew ? NOTHING : this.look(slice, poc, modulus);
    const picture = { poc, isGarbled: false };
    this.kept = [...kept, picture];
    this.begins = false;
    if (temporalId === 0 && !isAside(nalType)) this.countedFrom = poc;
    if (startsAnew || missing > 0) this.recoversAt = undefined;
    const isRecovered = this.recover(poc);
    this.current = { picture, isAtRisk: !isRecovered && used.some(({ isGarbled }) => isGarbled) };
    if (missing === 0) return null;
    if (before !== undefined && poc < before - MOST_REORDERED) return 'key';
    // An IDR picture is counted 0, which is where the count goes on as well each time that its bits are used up.
    const isCountedAnew = missed % modulus === 0 && before !== undefined && (missed < before || missed > before + 2);
    if (isCountedAnew) return 'pictures_or_key';
    return missing > 1 ? 'pictures' : 'picture';
  }

  /** Whether it matters what the slices of this picture are. */
  get isAtRisk(): boolean {
    return this.current?.isAtRisk ?? false;
  }

  /** Of each slice of the picture that has begun. A slice that predicts spoils it; one that does not is whole. */
  addSlice(type: SliceType): void {
    if (this.current?.isAtRisk && type !== 'I') this.current.picture.isGarbled = true;
  }

  get isGarbled(): boolean {
    return this.current?.picture.isGarbled ?? false;
  }

  /** The reference picture set against what is there. A picture is missed once: from then on something stands for it. */
  private look({ shortTerm, longTerm }: SliceStart, poc: number, modulus: number): Looked {
    const used: Kept[] = [];
    const kept: Kept[] = [];
    let missing = 0;
    let missed = Number.POSITIVE_INFINITY;
    const name = (isUsed: boolean, namedPoc: number, found: Kept | undefined): void => {
      const isLost = found === undefined && isUsed && !this.begins;
      if (isLost) {
        missing++;
        missed = Math.min(missed, namedPoc);
      }
      if (found === undefined && !isUsed && !this.begins) return;
      const picture = found ?? { poc: namedPoc, isGarbled: isLost };
      kept.push(picture);
      if (isUsed) used.push(picture);
    };
    for (const { deltaPoc, isUsed } of [...shortTerm.earlier, ...shortTerm.later])
      name(
        isUsed,
        poc + deltaPoc,
        this.kept.find((one) => one.poc === poc + deltaPoc),
      );
    for (const reference of longTerm)
      name(
        reference.isUsed,
        reference.isWhole ? poc + reference.poc : reference.poc,
        this.kept.find((one) => isNamed(one, reference, poc, modulus)),
      );
    if (missing > 0) tellExpected('slice_pic_order_cnt_lsb', ((missed % modulus) + modulus) % modulus);
    return { used, kept, missing, missed };
  }

  /** From its recovery point on everything is right, whatever it builds on. */
  private recover(poc: number): boolean {
    if (this.recoveryAhead !== undefined) this.recoversAt = poc + this.recoveryAhead;
    this.recoveryAhead = undefined;
    if (this.recoversAt === undefined || poc < this.recoversAt) return false;
    this.recoversAt = undefined;
    for (const picture of this.kept) picture.isGarbled = false;
    return true;
  }
}

/** `missed`: the first by order of display of those that are missing. */
type Looked = { used: Kept[]; kept: Kept[]; missing: number; missed: number };

const NOTHING: Looked = { used: [], kept: [], missing: 0, missed: Number.POSITIVE_INFINITY };

const isNamed = (one: Kept, { poc, isWhole }: LongTermReference, own: number, modulus: number): boolean =>
  isWhole ? one.poc === own + poc : (one.poc - poc) % modulus === 0;

/** PicOrderCntVal (8.3.1). */
function pocOf(lsb: number, before: number | undefined, modulus: number): number {
  if (before === undefined) return lsb;
  const lsbBefore = ((before % modulus) + modulus) % modulus;
  const msbBefore = before - lsbBefore;
  if (lsb < lsbBefore && lsbBefore - lsb >= modulus / 2) return msbBefore + modulus + lsb;
  if (lsb > lsbBefore && lsb - lsbBefore > modulus / 2) return msbBefore - modulus + lsb;
  return msbBefore + lsb;
}
