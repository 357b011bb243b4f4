import { sniffContainer } from './sniff.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** By chance so many in a row have it in front once in 2^64 objects. */
const LEAST_CHANGED = 8;

/**
 * Where the first byte stands that a file or a transfer in text mode has added: it puts 0x0D in front of each 0x0A. Null:
 * some have none, as of coded data nearly all, so that a look at the first tells; or it is a text.
 */
export function findTextMode(bytes: Uint8Array): number | null {
  const first = bytes.indexOf(LINE_FEED);
  let seen = 0;
  for (let at = first; at >= 0; at = bytes.indexOf(LINE_FEED, at + 1), seen++)
    if (bytes[at - 1] !== CARRIAGE_RETURN) return null;
  return seen >= LEAST_CHANGED && sniffContainer(bytes) !== 'text' ? first - 1 : null;
}
