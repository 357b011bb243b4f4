// The ustar format (POSIX.1-1988, "Extended tar Format"), as far as a backup needs it: regular files with ASCII names.

/** Headers have this size, and contents are padded to a multiple of it. */
export const TAR_BLOCK = 512;

/** Two blocks of zeros end a file: whoever misses them knows that it is not whole. */
export const TAR_END = 2 * TAR_BLOCK;

export const tarPadding = (size: number): number => (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;

/** @throws RangeError for a name or size that the format has no room for */
export function tarHeader(name: string, size: number, at: Date): Uint8Array<ArrayBuffer> {
  if (name.length > 100 || size >= 8 ** 11) throw new RangeError(`no ustar entry: ${name}, ${size} bytes`);
  const block = new Uint8Array(TAR_BLOCK);
  const put = (offset: number, text: string): void => {
    for (let n = 0; n < text.length; n++) block[offset + n] = text.charCodeAt(n);
  };
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  put(0, name);
  put(100, octal(0o600, 7));
  put(108, octal(0, 7)); // owner
  put(116, octal(0, 7)); // group
  put(124, octal(size, 11));
  put(136, octal(Math.floor(at.getTime() / 1000), 11));
  put(156, '0'); // a regular file
  put(257, 'ustar\u000000');
  put(148, `${octal(checksum(block), 6)}\0 `);
  return block;
}

/** `end` for a block of zeros, `undefined` for what is no header of a regular file. */
export function readTarHeader(block: Uint8Array): { name: string; size: number } | 'end' | undefined {
  if (block.length !== TAR_BLOCK) return undefined;
  if (block.every((byte) => byte === 0)) return 'end';
  const field = (offset: number, length: number): string => {
    const text = String.fromCharCode(...block.subarray(offset, offset + length));
    return text.slice(0, `${text}\0`.indexOf('\0')).trim();
  };
  const octal = (offset: number, length: number): number => {
    const text = field(offset, length);
    return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
  };
  const size = octal(124, 12);
  const isRegular = field(257, 5) === 'ustar' && field(156, 1) === '0';
  if (!isRegular || Number.isNaN(size) || octal(148, 8) !== checksum(block)) return undefined;
  return { name: field(0, 100), size };
}

/** The sum of the header's bytes, with blanks where the sum itself stands. */
const checksum = (block: Uint8Array): number =>
  block.reduce((sum, byte, n) => sum + (n >= 148 && n < 156 ? 0x20 : byte), 0);
