import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** A secret that was wrapped cannot be had back: another key, changed bytes, or another place than it was wrapped for. */
export class UnwrapError extends Error {
  override readonly name = 'UnwrapError';
}

export type KeyRing = {
  /** Names the key that wraps now. */
  keyId: string;
  /** What everything that it wraps begins with. */
  wrappedBy: string;
  /** The names of all keys, the one that wraps first. */
  keyIds: readonly string[];
  /**
   * Encrypts a secret for storage. `place` is where it belongs (`event key ev12…`): a wrapped secret that is copied into
   * another row does not unwrap there.
   */
  wrap(secret: Uint8Array, place: string): string;
  /** @throws UnwrapError */
  unwrap(wrapped: string, place: string): Uint8Array;
  /** The same secret under the key that wraps now; `undefined` if it is already. @throws UnwrapError */
  rewrap(wrapped: string, place: string): string | undefined;
  /** 32 bytes for one purpose (`object targets cn`), from the key that wraps now and from each older one, newest first. */
  derive(purpose: string): [Uint8Array, ...Uint8Array[]];
};

export const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const WRAPPED = /^w1\.([0-9a-f]{12})\.([\w-]+)$/;

/**
 * AES-256-GCM under `current`; `older` keys only unwrap, until everything has been wrapped anew. A random 96-bit IV is
 * safe for 2^32 wraps under one key (NIST SP 800-38D, 8.3).
 */
export function createKeyRing(current: Uint8Array, older: readonly Uint8Array[] = []): KeyRing {
  const all: [Uint8Array, ...Uint8Array[]] = [current, ...older];
  for (const key of all) {
    if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${key.length}`);
  }
  const keys = new Map(all.map((key) => [keyIdOf(key), key]));
  const keyId = keyIdOf(current);

  const unwrap = (wrapped: string, place: string): Uint8Array => {
    const [, id = '', text = ''] = WRAPPED.exec(wrapped) ?? [];
    const key = keys.get(id);
    if (!key)
      throw new UnwrapError(`${place} was wrapped by key ${id || '(unreadable)'}, which is not in the key file.`);
    return open(key, Buffer.from(text, 'base64url'), aad(id, place), place);
  };
  const wrap = (secret: Uint8Array, place: string): string =>
    `w1.${keyId}.${seal(current, secret, aad(keyId, place)).toString('base64url')}`;

  return {
    keyId,
    wrappedBy: `w1.${keyId}.`,
    keyIds: [...keys.keys()],
    wrap,
    unwrap,
    rewrap(wrapped, place) {
      return WRAPPED.exec(wrapped)?.[1] === keyId ? undefined : wrap(unwrap(wrapped, place), place);
    },
    derive(purpose) {
      const from = (key: Uint8Array) => new Uint8Array(hkdfSync('sha256', key, '', `kaitong ${purpose}`, KEY_BYTES));
      return [from(current), ...older.map(from)];
    },
  };
}

/** A key's name says nothing about it, and two keys never share one by mistake. */
function keyIdOf(key: Uint8Array): string {
  return createHash('sha256').update('kaitong key id').update(key).digest('hex').slice(0, 12);
}

const aad = (keyId: string, place: string): Buffer => Buffer.from(`kaitong w1 ${keyId} ${place}`);

function seal(key: Uint8Array, secret: Uint8Array, bound: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(bound);
  return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Uint8Array, sealed: Buffer, bound: Buffer, place: string): Uint8Array {
  const end = sealed.length - TAG_BYTES;
  if (end < IV_BYTES) throw new UnwrapError(`${place} is too short to be a wrapped secret.`);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(bound)
    .setAuthTag(sealed.subarray(end));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, end)), decipher.final()]));
  } catch (cause) {
    throw new UnwrapError(`${place} was changed, or wrapped for another place.`, { cause });
  }
}
