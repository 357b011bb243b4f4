import type { LocalDisk } from './local-disk/local-disk.ts';
import type { ObjectStore } from './object-store.ts';

export type Gateway = {
  store: ObjectStore;
  /** To be called with what has been PUT here, before its sender hears of it. */
  forward(key: string): Promise<void>;
};

/**
 * A store of somebody else's in which what is PUT under some keys comes by way of our disk: a test has to see each PUT, and
 * may have to answer one wrongly, and of those that go to the store itself nobody tells us. Everything is read from the store.
 */
export function openGateway(store: ObjectStore, disk: LocalDisk, isSeen: (key: string) => boolean): Gateway {
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
    async forward(key) {
      if (!isSeen(key)) return;
      const bytes = await disk.read(key);
      if (!bytes) {
        if (await store.findInfo(key)) return; // the same came twice at once
        throw new Error(`What was put as ${key} is gone before it was passed on.`);
      }
      // Our disk compares what comes twice; another process may have passed on other bytes.
      if ((await store.put(key, bytes, 'application/octet-stream')) === 'object_exists')
        throw new Error(`The store has other bytes as ${key} than were put here.`);
      // Whoever deletes it later may be a process on another machine, and have another disk.
      await disk.remove(key);
    },
  };
}
