import { toHex } from '../hex.ts';
import { ERASED, isFilled } from '../padding.ts';
import { fourcc } from '../sniff.ts';
import { isHeard, tellField, tellStructure } from '../telling/tell.ts';

export type Box = {
  type: string;
  /** First byte of the header. */
  start: number;
  /** First byte after the header. */
  body: number;
  end: number;
};

export type BoxProblem =
  /** The box says it goes on for `missing` bytes after the end; `isLast`: of the file, not of the box around it. */
  | { is: 'truncated'; type: string; offset: number; missing: number; isLast?: true }
  | { is: 'invalid'; offset: number }
  /** Erased flash up to the end of the file. */
  | { is: 'padding'; offset: number }
  | { is: 'too-many'; offset: number };

/** A header takes 8 bytes: without a limit, 16 MiB of empty boxes would become two million objects. */
export const MAX_BOXES = 100_000;

/** Names go into findings: nothing else may. */
const NAME = /^[\x20-\x7e\xa9]{4}$/;

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function told(name: string | undefined, at: number, bytes: number, value: number): number {
  if (name !== undefined && isHeard()) tellField(name, at, bytes, value);
  return value;
}

/** Big-endian numbers at byte positions; past the end they are 0, and lengths are checked where they matter. */
export class Fields {
  readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = view(bytes);
  }

  /** Who names a field, here and below, tells it. */
  u8(at: number, name?: string): number {
    return told(name, at, 1, this.bytes[at] ?? 0);
  }
  u16(at: number, name?: string): number {
    return told(name, at, 2, at + 2 <= this.bytes.length ? this.view.getUint16(at) : 0);
  }
  u24(at: number, name?: string): number {
    return told(name, at, 3, (this.u8(at) << 16) | this.u16(at + 1));
  }
  u32(at: number, name?: string): number {
    return told(name, at, 4, at + 4 <= this.bytes.length ? this.view.getUint32(at) : 0);
  }
  i32(at: number, name?: string): number {
    return told(name, at, 4, at + 4 <= this.bytes.length ? this.view.getInt32(at) : 0);
  }
  /** Beyond 2^53 inexact, which no file reaches. */
  u64(at: number, name?: string): number {
    return told(name, at, 8, this.u32(at) * 2 ** 32 + this.u32(at + 4));
  }
  /** Beyond 2^53 inexact, as above. */
  i64(at: number, name?: string): number {
    return told(name, at, 8, this.i32(at) * 2 ** 32 + this.u32(at + 4));
  }
  type(at: number): string {
    return fourcc(this.bytes, at);
  }
}

/**
 * The boxes between two positions (ISO/IEC 14496-12, 4.2). The last one may be cut off; `problem` says so. QuickTime calls
 * sound by numbers of WAVE, `ms` and two bytes: `names` of sample entries may be any.
 */
export function listBoxes(
  file: Fields,
  from: number,
  to: number,
  problem: (problem: BoxProblem) => void = () => undefined,
  { names = 'printable', most = MAX_BOXES }: { names?: 'printable' | 'any'; most?: number } = {},
): Box[] {
  const boxes: Box[] = [];
  let at = from;
  while (at + 8 <= to) {
    if (boxes.length >= most) {
      problem({ is: 'too-many', offset: at });
      return boxes;
    }
    let size = file.u32(at);
    const isPrintable = NAME.test(file.type(at + 4));
    const type = isPrintable ? file.type(at + 4) : toHex(file.bytes.subarray(at + 4, at + 8));
    if (!isPrintable && names === 'printable') {
      // Files are padded to whole blocks of a store or a cipher.
      if (isZero(file.bytes, at, to)) return boxes;
      const isErased = to === file.bytes.length && isFilled(file.bytes, ERASED, at, to);
      problem({ is: isErased ? 'padding' : 'invalid', offset: at });
      return boxes;
    }
    let header = 8;
    if (size === 1) {
      if (at + 16 > to) {
        problem({ is: 'truncated', type, offset: at, missing: at + 16 - to });
        return boxes;
      }
      size = file.u64(at + 8);
      header = 16;
    } else if (size === 0) size = to - at;
    if (size < header) {
      problem({ is: 'invalid', offset: at });
      return boxes;
    }
    const end = Math.min(at + size, to);
    if (isHeard()) tellBox(file, { type, start: at, body: at + header, end }, { size, room: to - at });
    boxes.push({ type, start: at, body: Math.min(at + header, end), end });
    if (at + size > to) {
      problem({ is: 'truncated', type, offset: at, missing: at + size - to });
      return boxes;
    }
    at += size;
  }
  // Fewer than eight bytes are the beginning of a header.
  if (!isZero(file.bytes, at, to)) problem({ is: 'truncated', type: '', offset: at, missing: at + 8 - to });
  return boxes;
}

/** `room`: up to the end of what is around it. */
function tellBox(file: Fields, { type, start, body, end }: Box, { size, room }: { size: number; room: number }): void {
  if (!tellStructure({ kind: 'box', name: type, clause: 'ISO/IEC 14496-12, 4.2', from: start, to: end })) return;
  const isLarge = body - start === 16;
  if (isLarge) tellField('size', start, 4, 1);
  const [name, at, bytes] = isLarge ? (['largesize', start + 8, 8] as const) : (['size', start, 4] as const);
  tellField(name, at, bytes, isLarge ? size : file.u32(start), size > room ? room : undefined);
  tellField('type', start + 4, 4, type);
}

const isZero = (bytes: Uint8Array, from: number, to: number): boolean => isFilled(bytes, 0, from, to);

export const findBox = (boxes: readonly Box[], type: string): Box | undefined => boxes.find((box) => box.type === type);

/** Follows one child of each name; the depth is that of the path. */
export function findPath(file: Fields, box: Box, ...path: string[]): Box | undefined {
  let current: Box | undefined = box;
  for (const type of path) {
    if (!current) return undefined;
    current = findBox(listBoxes(file, current.body, current.end), type);
  }
  return current;
}
