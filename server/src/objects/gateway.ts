import type { LocalDisk } from './local-disk/local-disk.ts';
import { moveObject } from './move-objects.ts';
import type { ObjectStore } from './object-store.ts';

export type Gateway = {
  store: ObjectStore;
  /** To be called with what has been PUT here, before its sender hears of it. */
  forward(key: string): Promise<void>;
};

/**
 * A store of somebody else's in which what is PUT under some keys comes by way of our disk: a test has to see each PUT, and
 * may have to answer one wrongly, and of those that go to the store itself nobody tells us. Everything is read from the store.
 *
 * @param far where it goes to, should `store` know the disk too
 */
export function openGateway(
  store: ObjectStore,
  disk: LocalDisk,
  isSeen: (key: string) => boolean,
  far = store,
): Gateway {
  return {
    store: {
      ...store,
      presignPut: (key, declaration) => (isSeen(key) ? disk : store).presignPut(key, declaration),
      async remove(key) {
        if (isSeen(key)) await disk.remove(key);
        await store.remove(key);
      },
      async removePrefix(prefix, longest) {
        if (isSeen(prefix)) await disk.removePrefix(prefix);
        return await store.removePrefix(prefix, longest);
      },
    },
    // Also what came by an address of the disk's that was given out before there was a bucket.
    async forward(key) {
      const { outcome } = await moveObject(far, disk, key);
      // Whoever deletes it later may be a process on another machine, and have another disk: nothing of it stays on this one.
      if (outcome === 'moved') return;
      if (outcome === 'gone' && (await far.findInfo(key))) return; // the same came twice at once
      // Our disk compares what comes twice; another process may have passed on other bytes.
      if (outcome === 'other') throw new Error(`The store has other bytes as ${key} than were put here.`);
      throw new Error(`What was put as ${key} is gone before it was passed on.`);
    },
  };
}
