// What an SDK on Node asks its platform for; a browser has it by other means (`browser.ts`).
import { createCipheriv, createHash, createHmac, createPublicKey, verify } from 'node:crypto';

export { askAuthority, fetchShowing, fetchTrusting, trusted } from '../trust.ts';

/** In lower-case hex. */
export const digestOf = (digest: 'md5' | 'sha256', bytes: Uint8Array): string =>
  createHash(digest).update(bytes).digest('hex');

/** HMAC-SHA256 over the parts, one after the other. */
export function hmacOf(key: string | Uint8Array, ...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** AES-128-CBC with PKCS#7. */
export function encrypt(bytes: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', key, iv);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

/** Ed25519. @param key in PEM; one that cannot be read has signed nothing */
export function isSignedBy(key: string, signed: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(null, signed, createPublicKey(key), signature);
  } catch {
    return false;
  }
}
