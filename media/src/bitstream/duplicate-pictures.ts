import type { NalReading } from './nal-reading.ts';

type SliceReading = Extract<NalReading, { is: 'slice' }>;

/**
 * Finds pictures that stand in the stream twice, one right behind the other, slice by slice. Two pictures of one stream differ
 * in frame_num or picture order count even where nothing moves. Only key pictures may be equal, and those harm nobody.
 */
export class DuplicatePictures {
  private slices: { nal: Uint8Array; reading: SliceReading }[] = [];
  /** How many slices of the present picture have come again. */
  private again = 0;
  private isKey = false;

  /** What the equal slice of the present picture was read as; undefined: this one is new, and has to be read. */
  find(nal: Uint8Array): SliceReading | undefined {
    const due = this.slices[this.again % Math.max(1, this.slices.length)];
    if (due === undefined || !isSame(due.nal, nal)) return undefined;
    this.again++;
    return { ...due.reading, lost: null, mayHide: null };
  }

  /** A slice that was read. */
  note(nal: Uint8Array, reading: SliceReading): void {
    if (reading.startsPicture) this.isKey = reading.key !== null;
    if (reading.startsPicture || this.again > 0) this.slices = [];
    this.again = 0;
    if (!this.isKey) this.slices.push({ nal, reading });
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
