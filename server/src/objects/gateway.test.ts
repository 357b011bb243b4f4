import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { openGateway } from './gateway.ts';
import { disksOf } from './testing/open-disks.ts';

const open = disksOf('gateway');

test('what a test has to see is put here and lies in the store; all else goes to the store by itself', async () => {
  const [far, disk] = [await open('far'), await open('here')];
  const { store, forward } = openGateway(far, disk, (key) => key.startsWith('conformance/'));
  const bytes = Buffer.from('seen');
  const hash = (name: string) => createHash(name).update(bytes).digest('hex');
  const declared = { bytes: bytes.length, md5: hash('md5'), sha256: hash('sha256'), contentType: 'x/y' };
  const permit = { ...declared, expiresAt: Date.now() + 10_000 };
  const hostOf = async (key: string) =>
    new URL((await store.presignPut(key, { ...declared, expiresAt: new Date(permit.expiresAt) })).url).host;
  expect(await hostOf('conformance/e/000000')).toBe('here.example.com');
  expect(await hostOf('footage/e/000000')).toBe('far.example.com');

  await disk.receive({ ...permit, key: 'conformance/e/000000' }, Readable.from([bytes], { objectMode: false }));
  expect(await store.findInfo('conformance/e/000000')).toBeUndefined();
  for (const _ of [1, 2]) await forward('conformance/e/000000');
  expect(await store.read('conformance/e/000000')).toEqual(bytes);
  expect(await disk.read('conformance/e/000000')).toBeUndefined(); // only one of several machines deletes it later
  await expect(forward('conformance/e/000001')).rejects.toThrow('gone before it was passed on');
  await disk.put('footage/e/000000', bytes, 'x/y'); // by an address from before there was a store
  await forward('footage/e/000000');
  expect([await far.read('footage/e/000000'), await disk.read('footage/e/000000')]).toEqual([bytes, undefined]);

  await far.put('conformance/e/000002', Buffer.from('other'), 'x/y');
  await disk.put('conformance/e/000002', bytes, 'x/y');
  await expect(forward('conformance/e/000002')).rejects.toThrow('other bytes');

  await store.removePrefix('conformance/e/');
  expect([await far.listFolders('conformance/'), await disk.listFolders('conformance/')]).toEqual([[], []]);
});
