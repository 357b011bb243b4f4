import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';

/** The file of a plane's key cannot be used. `message` is a sentence for the operator. */
export class PlaneKeyError extends Error {
  override readonly name = 'PlaneKeyError';
}

/** 32 bytes of Ed25519, base64url: what a plane tells the others of its key. */
export const PUBLIC_KEY = /^[\w-]{43}$/;

export const openPublicKey = (x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });

/** Whether those 32 bytes are one; OpenSSL takes any. */
export const isPublicKey = (text: string): boolean =>
  PUBLIC_KEY.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text;

export const publicPartOf = (key: KeyObject): string => String(createPublicKey(key).export({ format: 'jwk' }).x);

/** PEM, PKCS #8, as OpenSSL writes it too. @throws PlaneKeyError */
export function readPlaneKey(file: string): string {
  let pem: string;
  try {
    if ((statSync(file).mode & 0o077) !== 0)
      throw new PlaneKeyError(`others may read the plane's key ${file}; run: chmod 600 '${file}'.`);
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof PlaneKeyError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new PlaneKeyError(`${file} cannot be read (${code}); make it with: plane-key '${file}'.`);
  }
  if (keyOf(pem)?.asymmetricKeyType !== 'ed25519')
    throw new PlaneKeyError(`${file} holds no private Ed25519 key in PEM; make another with: plane-key FILE.`);
  return pem;
}

function keyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** A new key in a new file that only its user reads; what stands there stays. @throws the system's error, `EEXIST` */
export function makePlaneKey(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  const to = openSync(file, 'wx', 0o600);
  try {
    writeSync(to, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    fsyncSync(to);
  } finally {
    closeSync(to);
  }
}
