import { randomFillSync } from 'node:crypto';
import * as fs from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { isDiskFull } from './cluster.ts';

/**
 * A file of real bytes beside the database that holds nothing: PostgreSQL cannot start, nor recover, without writing. On a
 * full disk its space is given to that.
 */
export type Reserve = {
  /** Called before PostgreSQL starts: gives the space back where the disk has little else. */
  release(): void;
  /** Makes it again where there is room for it. */
  restore(): Promise<void>;
};

const MOST_BYTES = 128 * 2 ** 20;
/** Of a disk. */
const SHARE = 1 / 16;
/** How often its size has to be free before it is made: what is in need now comes first. */
const ROOM = 4;
const CHUNK_BYTES = 2 ** 20;

export const reserveSize = (total: number): number => Math.min(MOST_BYTES, Math.floor(total * SHARE));

export function openReserve(folder: string, measure = measureReserve): Reserve {
  const file = path.join(folder, 'reserve');
  const unfinished = `${file}.new`;
  let isThere = fs.existsSync(file);

  return {
    release() {
      fs.rmSync(unfinished, { force: true });
      const { free, size } = measure(folder);
      if (free >= size) return;
      fs.rmSync(file, { force: true });
      isThere = false;
    },
    async restore() {
      const { free, size } = measure(folder);
      if (isThere || free < ROOM * size) return;
      isThere = true;
      try {
        await write(unfinished, size);
        await rename(unfinished, file);
      } catch (error) {
        isThere = false;
        fs.rmSync(unfinished, { force: true });
        if (!isDiskFull(String(error))) throw error;
      }
    },
  };
}

/** What is free on the folder's disk, and what its reserve is to have. */
export function measureReserve(folder: string): { free: number; size: number } {
  const { bavail, blocks, bsize } = fs.statfsSync(folder);
  return { free: bavail * bsize, size: reserveSize(blocks * bsize) };
}

/** Random bytes: what is all zero takes no space on some disks. */
async function write(file: string, size: number): Promise<void> {
  const out = await open(file, 'w', 0o600);
  try {
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let left = size; left > 0; left -= chunk.length) {
      await out.writeFile(randomFillSync(chunk).subarray(0, Math.min(left, chunk.length)));
      await out.datasync(); // what others wait to have on the disk must not wait for all of it
    }
  } finally {
    await out.close();
  }
}
