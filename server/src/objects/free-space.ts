import { statfs } from 'node:fs/promises';
import { type Refusal, refusal, seconds } from '@kaitong/contract';
import { openFullness } from '../store/fullness.ts';

/** In bytes, as whoever runs this process may use it. */
export type DiskSpace = { free: number; total: number };

/** `leastFreeBytes`: uploads stop where less than that is free, and go on where a quarter more is. */
export type SpaceState = { isFull: boolean; freeBytes: number; leastFreeBytes: number };

/** What is left of a disk that footage is written to. */
export type FreeSpace = {
  /** As of the last look. */
  last(): SpaceState;
  look(): Promise<SpaceState>;
  /** Whether so much may be written now. */
  fits(bytes: number): Promise<boolean>;
  /** Something did not fit, whatever the disk says: there are quotas too. */
  noteFull(): void;
};

export type FreeSpaceOptions = {
  /** As the operator wants it; without it `leastFreeOf`. */
  leastFreeBytes?: number | undefined;
  /** What is said of another disk without which nothing can be taken: the database's. */
  isElsewhereFull?: () => boolean;
  onChange?: (state: SpaceState) => void;
  measure?: () => Promise<DiskSpace>;
  /** In milliseconds; only goes forward. */
  now?: () => number;
};

const MOST_LEFT = 2 * 2 ** 30;
const SHARE_LEFT = 0.1;
/** What has to be free for uploads to go on, of what they stop at: a file that comes and goes must not turn them on and off. */
const ENOUGH = 1.25;
/** Of what is to stay free, the part that even one large object must leave. */
const NEVER_TAKEN = 0.5;

/** Within what cameras are given for their way back, see `WAY_BACK` of core. */
const RETRY = seconds(15);

/** Nothing can be stored for now, and when to come again. */
export const storageFull = (): Refusal => refusal('disk_full', { seconds: RETRY / seconds(1) });

/** A tenth of a small disk, 2 GB of others: the database and its log lie on the same one, and have to go on. */
export const leastFreeOf = (total: number): number => Math.min(MOST_LEFT, Math.floor(total * SHARE_LEFT));

export const isFullNow = (wasFull: boolean, free: number, leastFree: number): boolean =>
  free < (wasFull ? leastFree * ENOUGH : leastFree);

export async function openFreeSpace(folder: string, options: FreeSpaceOptions = {}): Promise<FreeSpace> {
  const { isElsewhereFull = () => false, onChange = () => {}, measure = () => measureDisk(folder), now } = options;
  const fullness = openFullness(now);
  let isShort = false;
  let state: SpaceState = { isFull: false, freeBytes: 0, leastFreeBytes: 0 };

  async function look(): Promise<SpaceState> {
    const { free, total } = await measure();
    const leastFreeBytes = options.leastFreeBytes ?? leastFreeOf(total);
    isShort = isFullNow(isShort, free, leastFreeBytes);
    const isFull = isShort || fullness.isFull() || isElsewhereFull();
    const changed = isFull !== state.isFull;
    state = { isFull, freeBytes: free, leastFreeBytes };
    if (changed) onChange(state);
    return state;
  }

  await look();
  return {
    last: () => state,
    look,
    async fits(bytes) {
      const { isFull, freeBytes, leastFreeBytes } = await look();
      return !isFull && freeBytes - bytes >= leastFreeBytes * NEVER_TAKEN;
    },
    noteFull: fullness.note,
  };
}

export async function measureDisk(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}
