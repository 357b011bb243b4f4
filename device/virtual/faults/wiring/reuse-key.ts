import { type Seal, seal } from '../../../src/index.ts';

/** Seals everything with the key that it was given first. */
export function reusingKey(): Seal {
  let first: Uint8Array | null = null;
  return (object, n, key) => {
    first ??= key;
    return seal(object, n, first);
  };
}
