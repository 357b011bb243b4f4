/** What flash holds where nothing was written. */
export const ERASED = 0xff;

export function isFilled(bytes: Uint8Array, value: number, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== value) return false;
  return true;
}

/** Whether nothing comes any more but zeros, or erased flash: a buffer or a block that was sent whole. */
export const isPaddedFrom = (bytes: Uint8Array, from: number): boolean =>
  [0, ERASED].some((value) => isFilled(bytes, value, from, bytes.length));
