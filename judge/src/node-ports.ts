import { createDecipheriv, createHash } from 'node:crypto';
import type { Ports } from '@kaitong/media';

const START_CODE = Buffer.from([0, 0, 1]);

/** Node's hashes and ciphers for level 1. */
export const nodePorts: Ports = {
  hash(algorithm, parts) {
    const hash = createHash(algorithm);
    for (const part of parts) hash.update(part);
    return hash.digest('hex');
  },
  decipher(mode, bytes, key, iv) {
    const cipher = createDecipheriv(`aes-128-${mode}`, key, mode === 'ecb' ? null : iv);
    cipher.setAutoPadding(false);
    const plain = cipher.update(bytes);
    cipher.final(); // without padding it holds nothing back
    return plain;
  },
  findStartCode: (bytes, from) => Buffer.prototype.indexOf.call(bytes, START_CODE, from),
};
