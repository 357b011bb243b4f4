import type { Ports } from '../ports.ts';

export type Padding = { is: 'pkcs7'; length: number } | { is: 'wrong' };

/** PKCS#7: the last byte says how many bytes of its own value end the data. */
export function paddingOf(plain: Uint8Array): Padding {
  const length = plain.at(-1) ?? 0;
  if (length < 1 || length > 16 || length > plain.length) return { is: 'wrong' };
  return plain.subarray(plain.length - length).every((byte) => byte === length)
    ? { is: 'pkcs7', length }
    : { is: 'wrong' };
}

/** AES-128-CBC over all whole blocks; the padding stays. A plain array: a host's own kind may share memory on `slice`. */
export function decipherCbc(bytes: Uint8Array, key: Uint8Array, iv: Uint8Array, ports: Ports): Uint8Array {
  const plain = ports.decipher('cbc', bytes.subarray(0, bytes.length & ~15), key, iv);
  return new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength);
}

/**
 * The plaintext of an object as a player would see it. Never fails: a cut last block is dropped, and data without
 * valid padding is returned as it is; `inspectObject` is what names such faults.
 */
export function decryptObject(bytes: Uint8Array, key: Uint8Array, iv: Uint8Array, ports: Ports): Uint8Array {
  const plain = decipherCbc(bytes, key, iv, ports);
  const padding = paddingOf(plain);
  return padding.is === 'pkcs7' ? plain.subarray(0, plain.length - padding.length) : plain;
}
