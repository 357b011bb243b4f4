import type { LocalDisk } from './local-disk/local-disk.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * A store of somebody else's to which objects of our disk are on their way (`move-objects.ts`). What is new goes there; what
 * is asked for is looked for on the disk, and then there: it is there before it goes from the disk.
 *
 * @param isPassing what lies on the disk for a moment only, whichever place objects lie in
 */
export function openTwoPlaces(far: ObjectStore, disk: LocalDisk, isPassing: (prefix: string) => boolean): ObjectStore {
  /** The disk was seen empty, and is filled by nobody any more. */
  let isOver = false;
  const { expiry } = far;

  async function find<Found>(
    onDisk: () => Promise<Found | undefined>,
    inStore: () => Promise<Found | undefined>,
  ): Promise<Found | undefined> {
    if (!isOver) {
      const left = await onDisk();
      if (left !== undefined) return left;
      if (await isDiskEmpty(disk, isPassing)) isOver = true;
    }
    return await inStore();
  }

  return {
    ...far,
    // The store's rules know nothing of the disk: a day of which something lies there goes by request, from both.
    ...(expiry && {
      expiry: {
        ...expiry,
        isEnding: async (prefix: string) =>
          (isOver || (await disk.listFolders(prefix)).length === 0) && (await expiry.isEnding(prefix)),
      },
    }),
    // Asked by whoever believes it of all objects: those of the disk are compared once more.
    checksSha256: false,

    async presignGet(key, expiresAt, presentation) {
      const place = await find<ObjectStore>(
        async () => ((await disk.findInfo(key)) ? disk : undefined),
        async () => far,
      );
      return await (place ?? far).presignGet(key, expiresAt, presentation);
    },

    findInfo: (key) =>
      find(
        () => disk.findInfo(key),
        () => far.findInfo(key),
      ),
    read: (key, range) =>
      find(
        () => disk.read(key, range),
        () => far.read(key, range),
      ),
    findStream: (key, range) =>
      find(
        () => disk.findStream(key, range),
        () => far.findStream(key, range),
      ),

    async check(key, stored, isDoubted) {
      const state = await find(
        async () => {
          const onDisk = await disk.check(key, stored, isDoubted);
          return onDisk === 'missing' ? undefined : onDisk;
        },
        () => far.check(key, stored, isDoubted),
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
