import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './files.ts';

/** A forgotten folder costs one needless fsync; this many names cost under 1 MB. */
const MOST_REMEMBERED = 4096;

export type DurableFolders = {
  /** Makes `folder` and all above it below the root, durably. */
  ensure(folder: string): Promise<void>;
  /** A folder was removed: what is remembered may no longer be true. */
  forget(): void;
};

/**
 * Folders below `root` whose own names are known to be on the disk. A new folder's name is an entry of the folder above,
 * which has to be synced as well: without it a power cut could take a synced file away with its folder.
 */
export function createDurableFolders(root: string): DurableFolders {
  const known = new Set<string>([root]);

  async function ensure(folder: string): Promise<void> {
    if (known.has(folder)) return;
    await mkdir(folder, { recursive: true, mode: 0o750 });
    const parent = path.dirname(folder);
    if (folder !== root) {
      await ensure(parent);
      await syncFolder(parent);
    }
    if (known.size >= MOST_REMEMBERED) forget();
    known.add(folder);
  }

  function forget(): void {
    known.clear();
    known.add(root);
  }

  return {
    ensure,
    forget,
  };
}
