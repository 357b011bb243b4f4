import { createHash } from 'node:crypto';
import type { LocalDisk } from './local-disk/local-disk.ts';
import { OBJECT_KEY, type ObjectStore } from './object-store.ts';
import { StoreError } from './store-error.ts';

/** `other`: the store has other bytes under that key, and both stay where they are. `unreadable`: the disk cannot give them. */
export type Moved = 'moved' | 'gone' | 'other' | 'unreadable';

/** What one process holds in memory at once is so many objects of 256 MiB at worst. */
const LANES = 2;

/**
 * Moves one object: it is copied, what the store has is compared by its hash, and only then it goes from the disk. It may be
 * broken off at any moment and begun anew, also by two at once: it is in one place at least, and the same in both.
 */
export async function moveObject(
  far: ObjectStore,
  disk: LocalDisk,
  key: string,
): Promise<{ outcome: Moved; bytes: number }> {
  if (!OBJECT_KEY.test(key)) return { outcome: 'unreadable', bytes: 0 };
  const read = async () => (await disk.findInfo(key)) && (await disk.read(key));
  const bytes = await read().catch(() => 'unreadable' as const);
  if (bytes === 'unreadable') return { outcome: 'unreadable', bytes: 0 };
  if (bytes === undefined) return { outcome: 'gone', bytes: 0 };
  if ((await far.put(key, bytes, 'application/octet-stream')) === 'object_exists')
    return { outcome: 'other', bytes: 0 };
  await compare(far, key, bytes);
  await disk.remove(key);
  return { outcome: 'moved', bytes: bytes.length };
}

async function compare(far: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  const hash = (name: string, of: Uint8Array) => createHash(name).update(of).digest('hex');
  const info = await far.findInfo(key);
  const isSame =
    info?.md5 === undefined
      ? hash('sha256', (await far.read(key)) ?? new Uint8Array()) === hash('sha256', bytes)
      : info.bytes === bytes.length && info.md5 === hash('md5', bytes);
  if (!isSame) throw new StoreError(`${key}: the object store has other bytes than it was given.`, {});
}

export type Stretch = {
  until: number;
  /** What is passed over, since it was seen before that it stays. */
  stays?: (key: string) => boolean;
  onMoved: (key: string, moved: { outcome: Moved; bytes: number }) => void;
};

/**
 * Moves what is in these folders of the disk until it has no more time. Each folder goes with the last that lay in it: the
 * next stretch begins at the beginning, and must not walk through all that are empty. @returns whether it came to the end
 */
export async function moveObjects(
  far: ObjectStore,
  disk: LocalDisk,
  folders: readonly string[],
  { until, stays = () => false, onMoved }: Stretch,
): Promise<boolean> {
  for (const folder of folders) {
    const prefix = `${folder}/`;
    const keys = disk.listKeys(prefix)[Symbol.asyncIterator]();
    let isCut = false;
    const lane = async (): Promise<void> => {
      for (;;) {
        isCut ||= performance.now() >= until;
        if (isCut) return;
        const next = await keys.next();
        if (next.done) return;
        const key = next.value;
        if (stays(key)) continue;
        const moved = await moveObject(far, disk, key);
        onMoved(key, moved);
        if (moved.outcome === 'moved') await disk.sweepAbove(key);
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
    await keys.return?.(undefined); // one that is cut off has folders open
    for (const one of lanes) if (one.status === 'rejected') throw one.reason;
    if (isCut) return false;
    await disk.sweepFolders(prefix);
  }
  return true;
}
