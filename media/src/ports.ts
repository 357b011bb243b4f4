/** What media needs from its host: hashes, one block cipher and a fast search. Everything is synchronous. */
export type Ports = {
  /** Lower-case hex of the hash over the parts, one after another. */
  hash(algorithm: 'md5' | 'sha256', parts: readonly Uint8Array[]): string;
  /**
   * AES-128 decryption without padding. `bytes` is a multiple of 16 long for `cbc` and `ecb`; `iv` is ignored for
   * `ecb`. `ecb` and `ctr` are only used to recognise firmware that picked the wrong mode.
   */
  decipher(mode: 'cbc' | 'ecb' | 'ctr', bytes: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array;
  /** Where the next three bytes 0, 0, 1 stand from byte `from` on; -1: nowhere. A host compares several bytes at a time. */
  findStartCode(bytes: Uint8Array, from: number): number;
};
