import type { LocalDisk } from './local-disk/local-disk.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * A store of somebody else's to which objects of our disk are on their way (`move-objects.ts`). What is new goes there; what
 * is asked for is looked for there, on the disk, and once more there, since it may have been moved in between.
 *
 * @param isPassing what lies on the disk for a moment only, whichever place objects lie in
 */
export function openTwoPlaces(far: ObjectStore, disk: LocalDisk, isPassing: (prefix: string) => boolean): ObjectStore {
  /** The disk was seen empty, and is filled by nobody any more. */
  let isOver = false;

  async function find<Found>(
    inStore: () => Promise<Found | undefined>,
    onDisk: () => Promise<Found | undefined>,
  ): Promise<Found | undefined> {
    const found = await inStore();
    if (found !== undefined || isOver) return found;
    const left = await onDisk();
    if (left !== undefined) return left;
    const isEmpty = await isDiskEmpty(disk, isPassing);
    const moved = await inStore(); // asked after the look: what was moved before it is found
    isOver = isEmpty;
    return moved;
  }

  return {
    ...far,
    // Asked by whoever believes it of all objects: those of the disk are compared once more.
    checksSha256: false,

    async presignGet(key, expiresAt, presentation) {
      const isLeft = !isOver && !(await far.findInfo(key)) && (await disk.findInfo(key)) !== undefined;
      return await (isLeft ? disk : far).presignGet(key, expiresAt, presentation);
    },

    findInfo: (key) =>
      find(
        () => far.findInfo(key),
        () => disk.findInfo(key),
      ),
    read: (key, range) =>
      find(
        () => far.read(key, range),
        () => disk.read(key, range),
      ),
    findStream: (key, range) =>
      find(
        () => far.findStream(key, range),
        () => disk.findStream(key, range),
      ),

    async check(key, stored, isDoubted) {
      const unlessMissing = async (store: ObjectStore) => {
        const state = await store.check(key, stored, isDoubted);
        return state === 'missing' ? undefined : state;
      };
      const state = await find(
        () => unlessMissing(far),
        () => unlessMissing(disk),
      );
      return state ?? 'missing';
    },

    async put(key, bytes, contentType) {
      const left = isOver ? undefined : await disk.read(key);
      if (left === undefined) return await far.put(key, bytes, contentType);
      return Buffer.from(left).equals(bytes) ? 'same_bytes' : 'object_exists';
    },

    // From the disk first: what is being moved then is, by the time it is in the store, still in the way of what follows.
    async remove(key) {
      await disk.remove(key);
      await far.remove(key);
    },
    async removePrefix(prefix, longest) {
      await disk.removePrefix(prefix);
      return await far.removePrefix(prefix, longest);
    },

    async *list(prefix) {
      // The disk first: what is moved meanwhile is listed by the store, and then known.
      const seen = new Set<string>();
      for await (const object of disk.list(prefix)) {
        seen.add(object.key);
        yield object;
      }
      for await (const object of far.list(prefix)) if (!seen.has(object.key)) yield object;
    },

    async listFolders(prefix) {
      const names = [...(await disk.listFolders(prefix)), ...(await far.listFolders(prefix))];
      return [...new Set(names)].sort();
    },
  };
}

export async function isDiskEmpty(disk: LocalDisk, isPassing: (prefix: string) => boolean): Promise<boolean> {
  return (await disk.listFolders('')).every((name) => isPassing(`${name}/`));
}
