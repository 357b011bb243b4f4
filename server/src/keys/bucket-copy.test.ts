import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUCKET, type Flaw, type FlawedStore, startFlawedStore } from '../objects/testing/flawed-store.ts';
import { type KeyBucket, openBucketCopy } from './bucket-copy.ts';
import { openKeyCopy, RECORD_KINDS } from './key-copy.ts';
import type { OnDamage } from './key-store.ts';
import { openKeyStore } from './open-key-store.ts';
import { type ContractCopy, describeCopy } from './testing/key-copy-contract.ts';

const credentials = { accessKey: 'KEY', secretKey: 'a secret of the store', region: 'us-east-1' };
const NAME = 'keys/3f/device.owner.fk1';
const NOTHING = { completed: 0, erased: 0, mended: [], lost: [] };

let folder: string;
let shared: FlawedStore;
let places = 0;
const newFolder = (): string => path.join(folder, String(places++));
const bucketOf = ({ endpoint }: FlawedStore, prefix = ''): KeyBucket => ({
  ...{ endpoint, bucket: BUCKET, pathStyle: true, credentials, prefix },
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-keys-'));
  shared = await startFlawedStore(credentials);
});
afterAll(async () => {
  await shared[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('in a bucket', () => {
  describeCopy(async (): Promise<ContractCopy> => {
    const bucket = bucketOf(shared, `${places++}/`);
    return {
      ...{ one: openBucketCopy(bucket), other: openBucketCopy(bucket) },
      holds: async (text) =>
        [...shared.objects].some(([key, bytes]) => key.startsWith(bucket.prefix) && bytes.includes(text)),
    };
  });
});

describe('in a folder', () => {
  describeCopy(async (): Promise<ContractCopy> => {
    const own = newFolder();
    return {
      ...{ one: await openKeyCopy(own), other: await openKeyCopy(own) },
      holds: async (text) =>
        readdirSync(own, { recursive: true, withFileTypes: true }).some(
          (entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes(text),
        ),
    };
  });
});

async function startPlaces(flaw?: Flaw) {
  const store = await startFlawedStore(credentials, flaw);
  return {
    store,
    first: newFolder(),
    second: bucketOf(store, 'cn/'),
    [Symbol.asyncDispose]: store[Symbol.asyncDispose],
  };
}

test('a store whose second copy is in a bucket brings the first one back, whatever kind, and what was erased stays erased', async () => {
  await using places = await startPlaces();
  const { keys } = await openKeyStore(places, { isNeeded: false });
  const names = RECORD_KINDS.map((kind) => `${kind}/aa/r1`);
  for (const name of names) await keys.put(name, `text of ${name}`);
  await keys.put(NAME, 'the key');
  await keys.erase(NAME);
  renameSync(places.first, `${places.first}-lost`);
  await expect(openKeyStore(places, { isNeeded: true })).rejects.toThrow(/made anew from s3:\/\/footage\/cn: mkdir -p/);
  mkdirSync(places.first);
  const { keys: again, healed } = await openKeyStore(places, { isNeeded: true });
  expect(healed).toEqual({ ...NOTHING, completed: names.length, erased: 1 });
  for (const name of names) expect(await again.find(name)).toBe(`text of ${name}`);
  expect(await again.find(NAME)).toBeUndefined();
});

test('a second copy moves from a folder into a bucket by its name alone, and later starts read no record of it', async () => {
  await using places = await startPlaces();
  const folders = { first: places.first, second: newFolder() };
  const { keys } = await openKeyStore(folders, { isNeeded: false });
  for (let n = 0; n < 5; n++) await keys.put(`keys/0${n}/d.o.fk${n}`, `key ${n}`);
  await keys.erase('keys/00/d.o.fk0');
  const { healed } = await openKeyStore(places, { isNeeded: true });
  expect(healed).toEqual({ ...NOTHING, completed: 4, erased: 1 });
  places.store.asked.splice(0);
  expect((await openKeyStore(places, { isNeeded: true })).healed).toEqual(NOTHING);
  expect(places.store.asked.filter((asked) => asked.includes('.kept'))).toEqual([]);
});

test('a record that the bucket lost or gives back otherwise is put back, and told', async () => {
  await using places = await startPlaces();
  const { keys } = await openKeyStore(places, { isNeeded: false });
  await keys.put(NAME, 'the key');
  places.store.objects.set(`cn/${NAME}.kept`, Buffer.from('other bytes'));
  expect((await openKeyStore(places, { isNeeded: true })).healed).toEqual({ ...NOTHING, mended: [NAME] });
  places.store.objects.delete(`cn/${NAME}.kept`);
  expect((await openKeyStore(places, { isNeeded: true })).healed).toEqual({ ...NOTHING, completed: 1 });
  const told: string[] = [];
  const onDamage: OnDamage = (name, is) => void told.push(`${name} ${is}`);
  const { keys: again } = await openKeyStore(places, { isNeeded: true, onDamage });
  rmSync(path.join(places.first, `${NAME}.kept`));
  expect([await again.find(NAME), told]).toEqual(['the key', [`${NAME} mended`]]);
});

test('while the bucket is away nothing is written or erased by half, reading goes on, and it is told what is away', async () => {
  const places = await startPlaces();
  const { keys } = await openKeyStore(places, { isNeeded: false });
  await keys.put(NAME, 'the key');
  await places[Symbol.asyncDispose]();
  const outage = { name: 'KeysUnavailable', problem: 'away' };
  await expect(keys.erase(NAME)).rejects.toMatchObject(outage);
  await expect(keys.put('keys/aa/d.o.k', 'x')).rejects.toMatchObject(outage);
  expect([await keys.look(), await keys.find(NAME)]).toEqual(['away', 'the key']);
  await expect(openKeyStore(places, { isNeeded: true })).rejects.toThrow(/KAITONG_S3_ENDPOINT leads to it/);
});

test('another platform’s bucket, one that is not there and one that keeps what is deleted are no second copy', async () => {
  await using places = await startPlaces();
  await openKeyStore(places, { isNeeded: false });
  const other = { first: newFolder(), second: newFolder() };
  await openKeyStore(other, { isNeeded: false });
  await expect(openKeyStore({ ...other, second: places.second }, { isNeeded: true })).rejects.toThrow(
    /hold the keys of two different platforms/,
  );
  const none = { ...places.second, bucket: 'nothing' };
  await expect(openKeyStore({ ...other, second: none }, { isNeeded: true })).rejects.toThrow(/KAITONG_KEYS_COPY/);
  await using versioned = await startPlaces('versions');
  await expect(openKeyStore(versioned, { isNeeded: false })).rejects.toThrow(/footage keeps versions/);
});
