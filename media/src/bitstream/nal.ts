import type { Ports } from '../ports.ts';

/**
 * Bytes of a NAL unit without the emulation prevention bytes (H.264 7.3.1, H.265 7.3.1.1), at most `max` of them:
 * headers are short, and slice data need not be copied.
 */
export function rbspOf(nal: Uint8Array, from: number, max: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.min(nal.length - Math.min(from, nal.length), max));
  let length = 0;
  let zeros = 0;
  for (let i = from; i < nal.length && length < out.length; i++) {
    const byte = nal[i] ?? 0;
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    out[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.subarray(0, length);
}

/** Calls `each` with start and end of every NAL unit of a byte stream (H.264 Annex B, H.265 Annex B). */
export function forEachNal(
  bytes: Uint8Array,
  each: (start: number, end: number) => void,
  find: Ports['findStartCode'] = findStartCode,
): void {
  let start = -1;
  for (let code = find(bytes, 0); code >= 0; code = find(bytes, code + 3)) {
    if (start >= 0) each(start, withoutTrailingZeros(bytes, start, code));
    start = code + 3;
  }
  if (start >= 0) each(start, withoutTrailingZeros(bytes, start, bytes.length));
}

/** The engine looks for the byte that ends a start code many times faster than a loop does. */
export function findStartCode(bytes: Uint8Array, from: number): number {
  for (let one = bytes.indexOf(1, from + 2); one >= 0; one = bytes.indexOf(1, one + 1))
    if (bytes[one - 1] === 0 && bytes[one - 2] === 0) return one - 2;
  return -1;
}

/** `trailing_zero_8bits` and the zero byte of a four-byte start code belong to no NAL unit. */
function withoutTrailingZeros(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && bytes[end - 1] === 0) end--;
  return end;
}
