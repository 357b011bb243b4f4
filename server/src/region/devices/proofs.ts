import { createHmac } from 'node:crypto';
import { isSame } from '../../secrets/tokens.ts';

/** Whether `proof` is HMAC-SHA256(key, text) in lower-case hex. The key is taken as the text it was handed out as. */
export function isProof(proof: string, key: Uint8Array, text: string): boolean {
  return isSame(proof, createHmac('sha256', key).update(text).digest('hex'));
}
