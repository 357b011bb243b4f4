/**
 * How often a second emulation_prevention_three_byte (H.264 7.4.1, H.265 7.4.2) stands behind the first, as it does where one
 * was put in front of what begins with the other; 0 where any stands alone, as they do in a stream that was escaped once.
 */
function escapedTwice(bytes: Uint8Array): number {
  let seen = 0;
  for (let at = next(bytes, 0); at >= 0 && at + 3 < bytes.length; at = next(bytes, at + 1)) {
    if (bytes[at + 3] !== 3) return 0;
    seen++;
  }
  return seen;
}

function next(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(3, from + 2); at >= 0; at = bytes.indexOf(3, at + 1))
    if (bytes[at - 1] === 0 && bytes[at - 2] === 0) return at - 2;
  return -1;
}

/** One alone may be what a parameter set holds. */
const LEAST_IN_SET = 2;
/** Of a stream whose parameter set has one. */
const LEAST_IN_STREAM = 3;

export const isSetEscapedTwice = (set: Uint8Array): boolean => escapedTwice(set) >= LEAST_IN_SET;

export const isStreamEscapedTwice = (bytes: Uint8Array, sets: readonly Uint8Array[]): boolean =>
  sets.some((set) => escapedTwice(set) > 0) && escapedTwice(bytes) >= LEAST_IN_STREAM;
