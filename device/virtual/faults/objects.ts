import { createHash } from 'node:crypto';
import { describe, type EventObject, type Seal, seal } from '../../src/index.ts';
import type { Fault } from './fault.ts';

const isMedia = ({ kind }: EventObject): boolean => kind === 'segment';

/** Seals properly, then tells something else about the bytes. */
const lying =
  (change: (bytes: Uint8Array) => { bytes?: number; sha256?: string }): Seal =>
  (object, n, key) => {
    const sealed = seal(object, n, key);
    return { ...sealed, declaration: { ...sealed.declaration, ...change(sealed.bytes) } };
  };

export const objectFaults = {
  'obj.empty': {
    about: 'uploads a segment before its buffer was written: 0 bytes',
    seal: (object, n, key) =>
      isMedia(object) && n > 0
        ? describe(object, n, new Uint8Array(0), key && Buffer.alloc(16, n))
        : seal(object, n, key),
  },
  'obj.size': {
    about: 'declares 16 bytes more than it sends',
    seal: lying((bytes) => ({ bytes: bytes.length + 16 })),
  },
  'obj.hash': {
    about: 'declares the SHA-256 of other bytes than it sends',
    seal: lying((bytes) => ({ sha256: createHash('sha256').update(bytes).update('x').digest('hex') })),
  },
} as const satisfies Record<string, Fault>;
