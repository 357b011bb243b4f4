import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What the holder gets, once, and what is stored of it. */
export type Token = { token: string; hash: string };

/** 256 random bits. No guess hits it, so a plain hash protects it as well as a slow one would. */
export function createToken(prefix = ''): Token {
  const token = prefix + randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** SHA-256 in hex: look tokens up by it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Takes the same time wherever the first difference lies, and for texts of different length too. */
export function isSame(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const digest = (value: string | Uint8Array) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}
