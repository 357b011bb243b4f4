import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A disk of its own, small enough to be filled. */
export type SmallDisk = {
  folder: string;
  /** Writes until no more than this is free: to the last byte by default. */
  fill(leaving?: number): void;
  /** What was filled is free again. */
  empty(): void;
  unmount(): void;
};

const CHUNK = Buffer.alloc(2 ** 16);

/** Undefined where this program may not mount anything. */
export function mountSmallDisk(bytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=755`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmdirSync(folder);
    return undefined;
  }
  const filler = path.join(folder, 'filler');
  const free = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    fill(leaving = 0) {
      const file = openSync(filler, 'a');
      try {
        while (free() > leaving) writeSync(file, CHUNK, 0, Math.max(1, Math.min(CHUNK.length, free() - leaving)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(filler, { force: true }),
    unmount() {
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}
