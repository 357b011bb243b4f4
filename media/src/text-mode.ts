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

/** Of what is expected by chance; e to the minus that is how often there is none of it. */
const LEAST_EXPECTED = 12;

/**
 * Whether an object of which the structure is broken lacks what a reader or a receiver in text mode takes out: each 0x0D, or
 * that of each pair 0x0D 0x0A. How many there should be, the bytes beside it say.
 */
export function lacksReturns(bytes: Uint8Array): boolean {
  const counts = new Uint32Array(256);
  let pairs = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    counts[byte] = (counts[byte] ?? 0) + 1;
    if (byte === LINE_FEED && bytes[at - 1] === CARRIAGE_RETURN) pairs++;
  }
  const [before = 0, returns = 0, behind = 0] = counts.subarray(CARRIAGE_RETURN - 1, CARRIAGE_RETURN + 2);
  if (returns === 0) return before + behind >= 4 * LEAST_EXPECTED;
  if (pairs > 0) return false;
  const expected = (returns * (counts[LINE_FEED] ?? 0)) / bytes.length;
  return expected >= LEAST_EXPECTED || lacksReturnsInPackets(bytes);
}

/** Packets that are a byte too short, each with a 0x0A from which it may have been taken. */
const LEAST_SHORT = 4;

/** A smaller one by its packets of MPEG-TS: some are too short, by as many bytes as they have 0x0A at most. */
function lacksReturnsInPackets(bytes: Uint8Array): boolean {
  let short = 0;
  for (let at = 0; at + 2 * PACKET < bytes.length; ) {
    const length = [0, 1, 2].map((missing) => PACKET - missing).find((one) => bytes[at + one] === SYNC);
    if (bytes[at] !== SYNC || length === undefined) return false;
    const missing = PACKET - length;
    if (missing > bytes.subarray(at, at + length).filter((byte) => byte === LINE_FEED).length) return false;
    if (missing > 0) short++;
    at += length;
  }
  return short >= LEAST_SHORT;
}
const PACKET = 188;
const SYNC = 0x47;
