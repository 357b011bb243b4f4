import { MOST_PICTURE_SECONDS } from '@kaitong/contract/checks';
import { FRAMES_PER_SECOND } from './limits.ts';

export type PictureMark = 'whole' | 'damaged' | 'garbled';

/** What one picture of an object showed. */
export type PictureRow = {
  /** Milliseconds from the object's first picture that is shown. */
  atMs: number;
  /** Means, 0–255, and ranges between the 2nd and the 98th percentile; `chromaRange` is the larger one of both. */
  luma: number;
  range: number;
  cb: number;
  cr: number;
  chromaRange: number;
  /** Of the block of 4 × 4 samples that changed most since the picture before; 0 of the first picture. */
  change: number;
  /** What the decoder says of it: its own data are damaged, or only pictures that it builds on are missing or damaged. */
  mark: PictureMark;
  /** 95 % of the samples of a colour difference lie on one side of grey. */
  oneSided: boolean;
};

/** In base64 it needs no padding. */
const ROW_BYTES = 12;
const ROW_CHARACTERS = (ROW_BYTES / 3) * 4;

/** Of each second of the object's own time so many are kept, as many as are decoded; of what comes after five minutes none. */
const MOST_ROWS = { perSecond: FRAMES_PER_SECOND, seconds: MOST_PICTURE_SECONDS };

/** What a report has of rows. */
export const ROWS_PATTERN = new RegExp(`^(?:[A-Za-z0-9+/]{${ROW_CHARACTERS}})*$`);
export const MOST_ROW_CHARACTERS = MOST_ROWS.perSecond * MOST_ROWS.seconds * ROW_CHARACTERS;

const MARKS: readonly PictureMark[] = ['whole', 'damaged', 'garbled'];
const MARK_BITS = 3;
const ONE_SIDED = 4;
const MOST_MS = 0xffffffff;
/** Of a level: motion begins at three. */
const CHANGE_STEPS = 100;

/** Rows as a report carries them, twelve bytes each. */
export class RowWriter {
  private readonly rows: Buffer[] = [];
  private readonly inSecond: number[] = new Array(MOST_ROWS.seconds).fill(0);

  add(row: PictureRow): void {
    const second = Math.floor(Math.max(0, row.atMs) / 1000);
    const before = this.inSecond[second] ?? MOST_ROWS.perSecond;
    if (before >= MOST_ROWS.perSecond) return;
    this.inSecond[second] = before + 1;
    const bytes = Buffer.alloc(ROW_BYTES);
    bytes.writeUInt32LE(Math.min(MOST_MS, Math.max(0, Math.round(row.atMs))), 0);
    bytes.set([row.luma, row.range, row.cb, row.cr, row.chromaRange].map(Math.round), 4);
    bytes.writeUInt16LE(Math.round(row.change * CHANGE_STEPS), 9);
    bytes[11] = MARKS.indexOf(row.mark) | (row.oneSided ? ONE_SIDED : 0);
    this.rows.push(bytes);
  }

  toBase64(): string {
    return Buffer.concat(this.rows).toString('base64');
  }
}

export function readRows(base64: string): PictureRow[] {
  const bytes = Buffer.from(base64, 'base64');
  const rows: PictureRow[] = [];
  for (let at = 0; at + ROW_BYTES <= bytes.length; at += ROW_BYTES) {
    const [luma = 0, range = 0, cb = 0, cr = 0, chromaRange = 0] = bytes.subarray(at + 4, at + 9);
    const flags = bytes[at + 11] ?? 0;
    rows.push({
      ...{ atMs: bytes.readUInt32LE(at), luma, range, cb, cr, chromaRange },
      change: bytes.readUInt16LE(at + 9) / CHANGE_STEPS,
      mark: MARKS[flags & MARK_BITS] ?? 'damaged',
      oneSided: (flags & ONE_SIDED) !== 0,
    });
  }
  return rows;
}
