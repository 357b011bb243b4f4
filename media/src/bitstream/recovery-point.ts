import { BitReader } from './bit-reader.ts';

/** Type of the message in both codecs (H.264 D.1.8, H.265 D.2.8). */
const RECOVERY_POINT = 6;

/** Longer ones do not begin with what matters here. */
export const MAX_SEI_BYTES = 4096;

/**
 * The payload of a recovery point among the messages of an SEI NAL unit, from behind its header. Its first number says how
 * many pictures later everything is right.
 */
export function findRecoveryPoint(payload: Uint8Array): BitReader | undefined {
  let at = 0;
  const extended = (): number => {
    let value = 0;
    while (payload[at] === 0xff) {
      value += 255;
      at++;
    }
    return value + (payload[at++] ?? 0);
  };
  // 0x80 are the trailing bits.
  while (at < payload.length && payload[at] !== 0x80) {
    const type = extended();
    const size = extended();
    if (type === RECOVERY_POINT) return new BitReader(payload.subarray(at, at + size));
    at += size;
  }
  return undefined;
}
