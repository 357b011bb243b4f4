import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { systemClock } from '../../clock.ts';
import { type LocalDisk, openLocalDisk } from '../local-disk/local-disk.ts';

/** Opens stores on disk, each in a folder of its name, at `host` or a host of that name; all are gone after a file's tests. */
export function disksOf(name: string): (name: string, host?: string) => Promise<LocalDisk> {
  const folder = mkdtempSync(path.join(tmpdir(), `kaitong-${name}-`));
  const opened: LocalDisk[] = [];
  afterAll(async () => {
    for (const each of opened) await each.close();
    rmSync(folder, { recursive: true });
  });
  return async (disk, host = disk) => {
    const store = await openLocalDisk({
      folder: path.join(folder, disk),
      baseUrl: `http://${host}.example.com`,
      secrets: [new Uint8Array(32).fill(3)],
      clock: systemClock,
      onError: (error) => {
        throw error;
      },
    });
    opened.push(store);
    return store;
  };
}
