// The second copy of keys of footage in a bucket of somebody else's store, Debian's Ceph RGW.
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeCopy } from '@kaitong/server/key-copy-contract';
import { connectBucket, openBucketCopy, openKeyStore, tryKeyBucket } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from './ceph.ts';

let folder: string;
let gateway: Gateway;
let opened = 0;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-keys-'));
  gateway = await startGateway();
  await gateway.makeBucket('keys');
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const placeOf = (bucket: string) => {
  const { endpoint, credentials } = gateway;
  return { endpoint, bucket, pathStyle: true, credentials, prefix: `${opened++}/` };
};

describeCopy(async () => {
  const place = placeOf('keys');
  const ask = connectBucket(place, place.credentials);
  return {
    ...{ one: openBucketCopy(place), other: openBucketCopy(place) },
    async holds(text) {
      const list = await ask({ method: 'GET', key: '', query: { 'list-type': '2', prefix: place.prefix } });
      const keys = [...(await list.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
      const texts = await Promise.all(keys.map(async (key) => await (await ask({ method: 'GET', key })).text()));
      return texts.some((one) => one.includes(text));
    },
  };
});

test('a lost first copy comes back out of the bucket, and what was erased stays erased', async () => {
  const [place, first] = [placeOf('keys'), path.join(folder, 'first')];
  const { keys } = await openKeyStore({ first, second: place }, { isNeeded: false });
  for (const n of [1, 2, 3]) await keys.put(`keys/0${n}/d.o.fk${n}`, `key ${n}`);
  await keys.erase('keys/01/d.o.fk1');
  const anew = path.join(folder, 'anew');
  await mkdir(anew);
  const { keys: again, healed } = await openKeyStore({ first: anew, second: place }, { isNeeded: true });
  expect(healed).toEqual({ completed: 2, erased: 1, mended: [], lost: [] });
  expect(await Promise.all([1, 2, 3].map((n) => again.find(`keys/0${n}/d.o.fk${n}`)))).toEqual([
    undefined,
    'key 2',
    'key 3',
  ]);
});

test('a bucket that keeps versions, or did once, is refused by the server and by a look at the installation', async () => {
  await gateway.makeBucket('versioned');
  const place = placeOf('versioned');
  const ask = connectBucket(place, place.credentials);
  const look = async () => {
    const codes: string[] = [];
    for await (const { code } of tryKeyBucket(place)) codes.push(code);
    return codes;
  };
  expect(await look()).toEqual(['keys_bucket_keeps']);
  for (const state of ['Enabled', 'Suspended']) {
    const body = `<VersioningConfiguration><Status>${state}</Status></VersioningConfiguration>`;
    await ask({ method: 'PUT', key: '', query: { versioning: '' }, body: Buffer.from(body) });
    expect(await look()).toEqual(['keys_bucket_versions']);
    const places = { first: path.join(folder, state), second: place };
    await expect(openKeyStore(places, { isNeeded: false })).rejects.toThrow(/keeps versions/);
  }
});
