import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Storage } from './ports.ts';

/** Small texts as files of a folder that only their user can read. */
export async function openFolderStorage(folder: string): Promise<Storage> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (key: string) => path.join(folder, key);
  return {
    get: async (key) => await readFile(fileOf(key), 'utf8').catch(() => undefined),
    // Complete or not there: power may fail at any time.
    async set(key, value) {
      await writeFile(`${fileOf(key)}.new`, value, { mode: 0o600 });
      await rename(`${fileOf(key)}.new`, fileOf(key));
    },
  };
}
