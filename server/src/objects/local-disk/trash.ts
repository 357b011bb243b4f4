import { randomUUID } from 'node:crypto';
import { lstat, opendir, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMissing, syncFolder } from './files.ts';

export type Trash = {
  /** Takes a folder or file away by one rename, durably; its space is freed later. */
  discard(target: string): Promise<void>;
  /** Resolves when there was nothing left to free for a moment. */
  emptied(): Promise<void>;
  close(): Promise<void>;
};

/** Freeing a day's footage at full speed would hold up the uploads that share the disk: 5,000 files a second at most. */
const FILES_PER_BREATH = 50;
const BREATH_MS = 10;

/** Several processes may share the folder and empty it at once. */
export function openTrash(folder: string, onError: (error: unknown) => void): Trash {
  const closing = new AbortController();
  let emptying: Promise<void> | undefined;
  let more = false;
  let freed = 0;

  function start(): void {
    more = true;
    emptying ??= (async () => {
      while (more && !closing.signal.aborted) {
        more = false;
        for (const name of await readdir(folder)) await free(path.join(folder, name));
      }
    })()
      .catch((error: unknown) => {
        if (!closing.signal.aborted) onError(error);
      })
      .finally(() => {
        emptying = undefined;
        if (more && !closing.signal.aborted) start(); // asked for between the last look and here
      });
  }

  async function free(target: string): Promise<void> {
    try {
      if (!(await lstat(target)).isDirectory()) {
        await unlink(target);
        freed += 1;
        if (freed % FILES_PER_BREATH === 0) await sleep(BREATH_MS, undefined, { signal: closing.signal });
        return;
      }
      for await (const entry of await opendir(target)) await free(path.join(target, entry.name));
      await rmdir(target);
    } catch (error) {
      if (!isMissing(error)) throw error; // another process was faster
    }
  }

  start(); // what a killed process left
  return {
    async discard(target) {
      try {
        await rename(target, path.join(folder, randomUUID()));
      } catch (error) {
        if (isMissing(error)) return;
        throw error;
      }
      await syncNearest(path.dirname(target));
      start();
    },
    async emptied() {
      await emptying;
    },
    async close() {
      closing.abort();
      await emptying;
    },
  };
}

/** If the folder above was removed meanwhile, its own name is gone from the one above it. */
async function syncNearest(folder: string): Promise<void> {
  try {
    await syncFolder(folder);
  } catch (error) {
    if (!isMissing(error) || folder === path.dirname(folder)) throw error;
    await syncNearest(path.dirname(folder));
  }
}
