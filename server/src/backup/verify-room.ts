import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Refusal, refusal } from '@kaitong/contract';
import type { Log } from '../log.ts';
import { type FreeSpaceOptions, openFreeSpace } from '../objects/free-space.ts';
import { lockFolder, tryToLock } from '../store/embedded/folder-lock.ts';

const PREFIX = 'verify-';
const MB = 2 ** 20;
/** A cluster without rows, as much of its log as it keeps, and its reserve (decision 0057). */
const CLUSTER = 448 * MB;
/** What a byte of a table's text becomes at most, with its indices. */
const GROWTH = 4;

/** How much room a backup of so many bytes needs while it is tried; `isCopied`: it comes over the line, and is kept first. */
export const neededFor = (bytes: number, isCopied: boolean): number => CLUSTER + bytes * (GROWTH + (isCopied ? 1 : 0));

/** Where backups are tried: beside what the platform lives from, and never of what that needs. */
export type VerifyRoom = {
  /** `work` with a folder for so many bytes, which is gone afterwards; or how much room is missing. */
  within<T>(bytes: number, work: (folder: string) => Promise<T>): Promise<T | Refusal>;
  /** What killed processes left of theirs is gone. */
  swept(): Promise<void>;
};

export type VerifyRoomOptions = Pick<FreeSpaceOptions, 'leastFreeBytes' | 'measure'> & { log: Log };

/** Folders in the data folder. Those that nobody holds any more are removed, without anybody waiting for it. */
export async function openVerifyRoom(dataFolder: string, { log, ...options }: VerifyRoomOptions): Promise<VerifyRoom> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const space = await openFreeSpace(dataFolder, options);
  const sweeping = sweep(dataFolder, log).catch((err: unknown) => log.error({ err }, 'backup.leftovers_stay'));
  let promised = 0;

  return {
    async within(bytes, work) {
      const state = await space.look();
      const free = Math.max(0, state.freeBytes - state.leastFreeBytes - promised);
      if (bytes > free) {
        log.warn({ neededBytes: bytes, freeBytes: free }, 'backup.no_room');
        return refusal('backup_no_room', { neededMb: Math.ceil(bytes / MB), freeMb: Math.floor(free / MB) });
      }
      promised += bytes;
      const folder = await mkdtemp(path.join(dataFolder, PREFIX));
      const lock = await tryToLock(await realpath(folder), { isEnding: false });
      try {
        return await work(folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
        await lock?.release();
        promised -= bytes;
      }
    },
    swept: () => sweeping,
  };
}

async function sweep(dataFolder: string, log: Log): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = await realpath(path.join(dataFolder, name));
    const lock = await tryToLock(folder, { isEnding: false });
    if (!lock) continue; // a verification of another process
    try {
      await awaitDatabase(path.join(folder, 'data', 'postgres'));
      await rm(folder, { recursive: true, force: true });
      log.warn({ folder }, 'backup.leftovers_removed');
    } finally {
      await lock.release();
    }
  }
}

/** That of a killed process is being stopped by its keeper. */
async function awaitDatabase(folder: string): Promise<void> {
  if (existsSync(folder)) await (await lockFolder(folder)).release();
}
