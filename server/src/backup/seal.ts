import { createHash } from 'node:crypto';
import { isSame } from '../secrets/tokens.ts';
import { type KeyRing, UnwrapError } from '../secrets/wrapping.ts';

const PLACE = 'backup';

const digest = (manifest: Uint8Array): Uint8Array => createHash('sha256').update(manifest).digest();

/** The manifest names every table's hash, so this stands for the whole file. */
export const sealOf = (manifest: Uint8Array, secrets: KeyRing): string => secrets.wrap(digest(manifest), PLACE);

/** Whether a platform with one of these keys wrote exactly this manifest. */
export function isSealed(manifest: Uint8Array, seal: string, secrets: KeyRing): boolean {
  try {
    return isSame(secrets.unwrap(seal, PLACE), digest(manifest));
  } catch (error) {
    if (error instanceof UnwrapError) return false;
    throw error;
  }
}
