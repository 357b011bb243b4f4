import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from './files.ts';

/**
 * Other processes write into the same folder, so only a part that nobody has written to for this long is taken for one
 * that a killed process left: an upload that is silent for 15 s is ended.
 */
export const ABANDONED_AFTER_MS = 60_000;

/** Removes the parts of uploads that were never finished. */
export async function sweepParts(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    try {
      if (now.getTime() - (await stat(file)).mtimeMs > ABANDONED_AFTER_MS) await unlink(file);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}
