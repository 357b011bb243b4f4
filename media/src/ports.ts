/** What media needs from its host: hashes and one block cipher. Everything is synchronous. */
export type Ports = {
  /** Lower-case hex of the hash over the parts, one after another. */
  hash(algorithm: 'md5' | 'sha256', parts: readonly Uint8Array[]): string;
  /**
   * AES-128 decryption without padding. `bytes` is a multiple of 16 long for `cbc` and `ecb`; `iv` is ignored for
   * `ecb`. `ecb` and `ctr` are only used to recognise firmware that picked the wrong mode.
   */
  decipher(mode: 'cbc' | 'ecb' | 'ctr', bytes: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array;
};
