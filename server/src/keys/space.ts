import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';

/** Some thousands of records, each a block: time for somebody to come. Of a small disk a tenth. */
const LEAST_FREE = 16 * 2 ** 20;
const SHARE_LEFT = 0.1;

/** @throws where the folder cannot be written to: a disk that failed is often there still, to be read only */
export async function isShortOfSpace(folder: string): Promise<boolean> {
  await access(folder, constants.W_OK);
  const { bavail, blocks, bsize } = await statfs(folder);
  return bavail * bsize < Math.min(LEAST_FREE, blocks * bsize * SHARE_LEFT);
}
