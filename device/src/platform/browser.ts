// The same for a page. At once, like Node's, so that one SDK is enough: WebCrypto makes everybody wait, and has no MD5.
import { cbc } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexOf } from '../bytes.ts';
import { done, type Outcome } from '../outcome.ts';
import type { Fetch } from '../ports.ts';

const DIGESTS = { md5, sha256 };
const asBytes = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text;

export const digestOf = (digest: keyof typeof DIGESTS, bytes: Uint8Array): string => hexOf(DIGESTS[digest](bytes));

export function hmacOf(key: string | Uint8Array, ...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const made = hmac.create(sha256, asBytes(key));
  for (const part of parts) made.update(asBytes(part));
  return made.digest();
}

export const encrypt = (bytes: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array => cbc(key, iv).encrypt(bytes);

/** A page has no firmware that it could replace: nobody’s word lets it. */
export const isSignedBy = (_key: string, _signed: Uint8Array, _signature: Uint8Array): boolean => false;

/** Whom a browser trusts it has decided before it showed the page. */
export const trusted = (_authority: string): string[] => [];
export const askAuthority = async (_url: string, _fingerprint: string): Promise<Outcome<undefined>> => done(undefined);

/** What the page's user may do is not what the camera may: it goes by its own secret, never by their cookie. */
export const fetchTrusting =
  (_authority?: string): Fetch =>
  (input, init) =>
    globalThis.fetch(input, { ...init, credentials: 'omit' });
/** It shows certificates by itself, where its user lets it. */
export const fetchShowing = (_certificate: object, _authority?: string): Fetch => fetchTrusting();
