import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { beforeEach, expect, test } from 'vitest';
import type { LocalDisk } from './local-disk/local-disk.ts';
import { moveObject, moveObjects } from './move-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { disksOf } from './testing/open-disks.ts';
import { isDiskEmpty, openTwoPlaces } from './two-places.ts';

const open = disksOf('two-places');

const isPassing = (prefix: string) => prefix.startsWith('conformance/');
const TYPE = 'application/octet-stream';
const bytesOf = (key: string) => Buffer.from(`the bytes of ${key}`);
const storedAs = (bytes: Buffer) => ({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });

let n = 0;
let far: LocalDisk;
let disk: LocalDisk;
let store: ObjectStore;
beforeEach(async () => {
  n += 1;
  [far, disk] = [await open(`far-${n}`, 'far'), await open(`disk-${n}`, 'disk')];
  store = openTwoPlaces(far, disk, isPassing);
});

const fill = async (keys: readonly string[]) => {
  for (const key of keys) await disk.put(key, bytesOf(key), TYPE);
};
const keysOf = async (of: ObjectStore, prefix = '') => {
  const keys: string[] = [];
  for await (const { key } of of.list(prefix)) keys.push(key);
  return keys.sort();
};
const moveAll = async (until = Number.POSITIVE_INFINITY) => {
  const outcomes: string[] = [];
  const isAll = await moveObjects(far, disk, await disk.listFolders(''), {
    until,
    onMoved: (_, { outcome }) => void outcomes.push(outcome),
  });
  return { isAll, outcomes };
};

test('an object is found in either place by whatever is asked, and new ones go to the store', async () => {
  await fill(['footage/a/0']);
  await far.put('footage/a/1', bytesOf('footage/a/1'), TYPE);
  expect(await store.put('footage/b/0', bytesOf('footage/b/0'), TYPE)).toBe('stored');
  expect(await disk.findInfo('footage/b/0')).toBeUndefined();
  for (const key of ['footage/a/0', 'footage/a/1', 'footage/b/0']) {
    const bytes = bytesOf(key);
    expect(await store.findInfo(key)).toMatchObject({ bytes: bytes.length });
    expect(await store.read(key)).toEqual(bytes);
    const stream = await store.findStream(key);
    expect(stream && (await buffer(stream))).toEqual(bytes);
    expect(await store.check(key, storedAs(bytes))).toBe('whole');
    const host = key === 'footage/a/0' ? 'disk' : 'far';
    expect(new URL(await store.presignGet(key, new Date(Date.now() + 30_000))).host).toBe(`${host}.example.com`);
  }
  expect(await keysOf(store)).toEqual(['footage/a/0', 'footage/a/1', 'footage/b/0']);
  expect(await store.listFolders('footage/')).toEqual(['a', 'b']);
  const other = { bytes: 1, md5: '0'.repeat(32), sha256: '0'.repeat(64), contentType: TYPE, expiresAt: new Date() };
  expect(new URL((await store.presignPut('footage/a/2', other)).url).host).toBe('far.example.com');
  expect([await store.findInfo('footage/x'), await store.read('footage/x')]).toEqual([undefined, undefined]);
});

test('what lies on the disk is not written anew in the store', async () => {
  await fill(['footage/a/0']);
  const put = (bytes: Buffer) => store.put('footage/a/0', bytes, TYPE);
  expect([await put(bytesOf('footage/a/0')), await put(Buffer.from('other'))]).toEqual(['same_bytes', 'object_exists']);
  expect(await far.findInfo('footage/a/0')).toBeUndefined();
});

test('all of it moves, whole and once, from wherever a move was broken off, and leaves no folder', async () => {
  const keys = Array.from({ length: 40 }, (_, at) => `footage/event7/${at % 3}/e/${at}`);
  await fill(keys);
  await far.put(keys[0] ?? '', bytesOf(keys[0] ?? ''), TYPE); // killed before it went from the disk
  expect(await moveAll(0)).toEqual({ isAll: false, outcomes: [] });
  const { isAll, outcomes } = await moveAll();
  expect([isAll, new Set(outcomes), outcomes.length]).toEqual([true, new Set(['moved']), 40]);
  expect([await keysOf(disk), await isDiskEmpty(disk, isPassing)]).toEqual([[], true]);
  expect(await keysOf(far)).toEqual([...keys].sort());
  for (const key of keys) expect(await store.check(key, storedAs(bytesOf(key)))).toBe('whole');
});

test('two that move the same lose nothing', async () => {
  const keys = Array.from({ length: 60 }, (_, at) => `footage/e/${at}`);
  await fill(keys);
  await Promise.all([moveAll(), moveAll(), moveAll()]);
  expect([await keysOf(disk), await keysOf(far)]).toEqual([[], [...keys].sort()]);
  for (const key of keys) expect(await far.read(key)).toEqual(bytesOf(key));
});

test('an object that moves while it is looked for is found', async () => {
  await fill(['footage/e/0']);
  const { read } = disk;
  const moving = async (key: string) => {
    await moveObject(far, disk, key);
    return await read(key);
  };
  const reading = openTwoPlaces(far, { ...disk, read: moving }, isPassing);
  expect(await reading.read('footage/e/0')).toEqual(bytesOf('footage/e/0'));
});

test('where the store has other bytes under the same key, what lies on the disk is what is shown', async () => {
  await fill(['footage/e/0']);
  await far.put('footage/e/0', Buffer.from('other'), TYPE);
  const bytes = bytesOf('footage/e/0');
  expect(await store.findInfo('footage/e/0')).toMatchObject({ bytes: bytes.length });
  expect(await store.read('footage/e/0')).toEqual(bytes);
  expect(await store.check('footage/e/0', storedAs(bytes), true)).toBe('whole');
});

test('an address costs no question to the store, be there something on the disk or not', async () => {
  const silent: ObjectStore = { ...far, findInfo: () => Promise.reject(new Error('asked')) };
  const giving = openTwoPlaces(silent, disk, isPassing);
  const hostOf = async (key: string) => new URL(await giving.presignGet(key, new Date(Date.now() + 30_000))).host;
  await fill(['footage/a/0']);
  expect([await hostOf('footage/a/0'), await hostOf('footage/a/1')]).toEqual(['disk.example.com', 'far.example.com']);
  await moveAll();
  expect(await hostOf('footage/a/0')).toBe('far.example.com');
});

test('once the disk was seen empty it is asked no more', async () => {
  await far.put('footage/a/0', bytesOf('footage/a/0'), TYPE);
  let asked = 0;
  const read: LocalDisk['read'] = (key) => {
    asked += 1;
    return disk.read(key);
  };
  const reading = openTwoPlaces(far, { ...disk, read }, isPassing);
  for (const _ of [1, 2, 3]) expect(await reading.read('footage/a/0')).toEqual(bytesOf('footage/a/0'));
  expect(asked).toBe(1);
});

test('a day of which something lies on the disk is not left to the rules of the store', async () => {
  const ruled: ObjectStore = { ...far, expiry: { keep: async () => 'kept', isEnding: async () => true } };
  const { expiry } = openTwoPlaces(ruled, disk, isPassing);
  await fill(['footage/event7/1/d/e/0', 'footage/event7/2/d/e/0']);
  await disk.removePrefix('footage/event7/1/');
  expect([await expiry?.isEnding('footage/event7/1/'), await expiry?.isEnding('footage/event7/2/')]).toEqual([
    true,
    false,
  ]);
  await moveAll();
  expect(await expiry?.isEnding('footage/event7/2/')).toBe(true);
});

test('folders go with the last that lay in them: what was broken off does not walk through all that are empty', async () => {
  await fill(Array.from({ length: 40 }, (_, at) => `footage/event7/1/d/e${at}/0`));
  let puts = 0;
  const away: ObjectStore = {
    ...far,
    async put(...given) {
      puts += 1;
      if (puts > 20) throw new Error('away');
      return await far.put(...given);
    },
  };
  const broken = moveObjects(away, disk, ['footage'], { until: Number.POSITIVE_INFINITY, onMoved: () => {} });
  await expect(broken).rejects.toThrow('away');
  expect(await disk.listFolders('footage/event7/1/d/')).toHaveLength(20);
  expect(await keysOf(disk)).toHaveLength(20);
});

test('what the disk cannot even look at stays, and is in the way of nothing else', async () => {
  const keys = Array.from({ length: 10 }, (_, at) => `footage/e/${at}`);
  await fill(keys);
  const broken: LocalDisk = {
    ...disk,
    async findInfo(key) {
      if (key === keys[3]) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      return await disk.findInfo(key);
    },
    async *list(prefix) {
      for await (const one of disk.list(prefix)) {
        if (one.key === keys[3]) throw Object.assign(new Error('EIO'), { code: 'EIO' });
        yield one;
      }
    },
  };
  const outcomes = new Map<string, string>();
  const stretch = {
    until: Number.POSITIVE_INFINITY,
    onMoved: (key: string, { outcome }: { outcome: string }) => void outcomes.set(key, outcome),
  };
  expect(await moveObjects(far, broken, ['footage'], stretch)).toBe(true);
  expect([outcomes.get(keys[3] ?? ''), outcomes.size]).toEqual(['unreadable', 10]);
  expect(await keysOf(disk)).toEqual([keys[3]]);
});

test('other bytes under the same key stay where they are, and so does what the store has not kept', async () => {
  await fill(['footage/e/0', 'footage/e/1']);
  await far.put('footage/e/0', Buffer.from('other'), TYPE);
  expect(await moveObject(far, disk, 'footage/e/0')).toMatchObject({ outcome: 'other' });
  const forgetful: ObjectStore = { ...far, put: async () => 'stored' };
  await expect(moveObject(forgetful, disk, 'footage/e/1')).rejects.toThrow('other bytes than it was given');
  expect(await keysOf(disk)).toEqual(['footage/e/0', 'footage/e/1']);
  expect(await isDiskEmpty(disk, isPassing)).toBe(false);
});

test('what is removed is gone from both places, and what is damaged on the disk is told', async () => {
  await fill(['footage/e/0', 'footage/e/1']);
  await far.put('footage/e/0', bytesOf('footage/e/0'), TYPE);
  expect(await store.check('footage/e/1', { bytes: 3, sha256: '' })).toBe('damaged');
  await store.remove('footage/e/0');
  expect(await keysOf(store)).toEqual(['footage/e/1']);
  await store.removePrefix('footage/');
  expect([await keysOf(disk), await keysOf(far)]).toEqual([[], []]);
});
