import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Storage } from './ports.ts';

/** Small texts as files of a folder that only their user can read. */
export async function openFolderStorage(folder: string): Promise<Storage> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (key: string) => path.join(folder, key);
  return {
    get: async (key) => await readFile(fileOf(key), 'utf8').catch(() => undefined),
    // The old text or the new one, whenever the power fails: the name changes once the bytes are on the disk.
    async set(key, value) {
      const part = `${fileOf(key)}.new`;
      {
        await using file = await open(part, 'w', 0o600);
        await file.writeFile(value);
        await file.datasync();
      }
      await rename(part, fileOf(key));
    },
  };
}
