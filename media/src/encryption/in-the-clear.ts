import { isPrintable, type Sniffed } from '../sniff.ts';

/** Of a text as many bytes are looked at: ciphertext has that many printable ones once in 2^44 objects. */
const TEXT_BYTES = 32;

/**
 * Whether what begins like a format that no object may have is that, where ciphertext is due: chance makes four bytes that
 * are given once in 2^32 objects, and three only with what has to follow them.
 */
export function isForeignInTheClear(bytes: Uint8Array, content: Sniffed): boolean {
  switch (content) {
    case 'ts192':
    case 'ts204':
    case 'ps':
    case 'png':
    case 'mkv':
    case 'avi':
      return true;
    case 'flv':
      return bytes[3] === 1 && bytes[8] === 9;
    case 'annexb':
      return bytes[2] === 0 || beginsStream(bytes[3] ?? 0, bytes[4] ?? 0);
    case 'text':
      return bytes.subarray(0, TEXT_BYTES).every(isPrintable);
    default:
      return false;
  }
}

/** A NAL unit that a stream begins with, behind three bytes of start code: a delimiter or the first parameter set. */
const beginsStream = (first: number, second: number): boolean =>
  [7, 9].includes(first & 0x9f) || ([0x40, 0x42, 0x46].includes(first) && second === 1);
