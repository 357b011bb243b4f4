import { execFileSync, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../clock.ts';
import { openFreeSpace } from '../free-space.ts';
import { type LocalDisk, type LocalDiskOptions, openLocalDisk } from './local-disk.ts';
import { ABANDONED_AFTER_MS } from './parts.ts';
import { BodyBrokenOff } from './receive.ts';
import { signPut } from './signing.ts';

const SECRETS = [new Uint8Array(32).fill(1)] as const;
const folders: string[] = [];
const stores: LocalDisk[] = [];

const newFolder = (): string => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'kaitong-disk-'));
  folders.push(folder);
  return folder;
};
const open = async (folder: string, options: Partial<LocalDiskOptions> = {}): Promise<LocalDisk> => {
  const store = await openLocalDisk({
    folder,
    baseUrl: '/objects',
    secrets: [...SECRETS],
    clock: systemClock,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  stores.push(store);
  return store;
};
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

const permit = (key: string, bytes: Uint8Array) => ({
  key,
  bytes: bytes.length,
  md5: createHash('md5').update(bytes).digest('hex'),
  sha256: createHash('sha256').update(bytes).digest('hex'),
  contentType: 'video/mp2t',
  expiresAt: Date.now() + 60_000,
});
const bodyOf = (bytes: Uint8Array) => Readable.from([Buffer.from(bytes)], { objectMode: false });

test('an acknowledged upload survives kill -9 at any moment, and none is ever there by half', async () => {
  const folder = newFolder();
  const contents = new Map<string, Buffer>();
  const acknowledged = new Set<string>();
  for (let round = 0; round < 4; round++) {
    const child = fork(new URL('./testing/upload-process.ts', import.meta.url), [folder], { execArgv: [] });
    const [port] = (await once(child, 'message')) as [number];
    const lane = async (number: number): Promise<void> => {
      for (let n = 0; ; n++) {
        const key = `d${number}/r${round}/${n}.ts`;
        const bytes = randomBytes(300_000 + n);
        contents.set(key, bytes);
        const allowed = permit(key, bytes);
        const response = await fetch(signPut([...SECRETS], `http://127.0.0.1:${port}/objects`, allowed), {
          method: 'PUT',
          body: bytes,
          headers: {
            'content-type': allowed.contentType,
            'content-md5': Buffer.from(allowed.md5, 'hex').toString('base64'),
            'if-none-match': '*',
          },
        });
        expect(response.status).toBe(200);
        acknowledged.add(key);
        if (acknowledged.size % 17 === 16 - round) child.kill('SIGKILL');
      }
    };
    await Promise.allSettled([1, 2, 3, 4, 5].map(lane));
    expect(child.killed).toBe(true);
  }
  const store = await open(folder);
  for await (const { key, bytes } of store.list('')) {
    expect(Buffer.compare((await store.read(key)) ?? Buffer.alloc(0), contents.get(key) ?? Buffer.alloc(0))).toBe(0);
    expect(bytes).toBe(contents.get(key)?.length);
    acknowledged.delete(key);
  }
  expect([...acknowledged]).toEqual([]);
});

test('a part that a killed process left is removed at the next start, one that is being written is not', async () => {
  const folder = newFolder();
  await open(folder);
  const left = path.join(folder, 'parts/left.part');
  const living = path.join(folder, 'parts/living.part');
  fs.writeFileSync(left, 'half');
  fs.writeFileSync(living, 'half');
  const then = new Date(Date.now() - ABANDONED_AFTER_MS - 1000);
  fs.utimesSync(left, then, then);
  await open(folder);
  expect(fs.readdirSync(path.join(folder, 'parts'))).toEqual(['living.part']);
});

test('what a killed process had thrown away is freed by the next one', async () => {
  const folder = newFolder();
  const first = await open(folder);
  await first.close();
  fs.mkdirSync(path.join(folder, 'trash/x/deep/er'), { recursive: true });
  for (let n = 0; n < 120; n++) fs.writeFileSync(path.join(folder, `trash/x/deep/${n}`), '');
  const next = await open(folder);
  await next.emptied();
  expect(fs.readdirSync(path.join(folder, 'trash'))).toEqual([]);
});

test('writing goes on below a prefix that another process removes at the same time', async () => {
  const folder = newFolder();
  const writer = await open(folder);
  const remover = await open(folder);
  const bytes = randomBytes(1000);
  for (let n = 0; n < 60; n++) {
    const writing = writer.put(`d/e/f${n % 3}/${n}`, bytes, 'video/mp2t');
    await Promise.all([remover.removePrefix('d/'), remover.removePrefix('d/e/')]);
    expect(await writing).toBe('stored');
  }
});

test('a nearly full disk refuses what would fill it, and says so', async () => {
  const folder = newFolder();
  const store = await open(folder, { space: await openFreeSpace(folder, { leastFreeBytes: 2 ** 60 }) });
  const bytes = randomBytes(10);
  expect(await store.receive(permit('k', bytes), bodyOf(bytes))).toEqual({ outcome: 'disk_full' });
  await expect(store.put('k', bytes, 'video/mp2t')).rejects.toThrow('disk_full');
});

test('a disk that fills up in the middle of an upload leaves nothing of it', async ({ skip }) => {
  const folder = newFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    skip('needs the right to mount');
  }
  let now = 0;
  try {
    const space = await openFreeSpace(folder, { leastFreeBytes: -(2 ** 40), now: () => now });
    const store = await open(folder, { space });
    const bytes = randomBytes(3_000_000);
    expect(await store.receive(permit('k', bytes), bodyOf(bytes))).toEqual({ outcome: 'disk_full' });
    expect(fs.readdirSync(path.join(folder, 'parts'))).toEqual([]);
    expect((await space.look()).isFull).toBe(true);
    const small = randomBytes(1000);
    now += 60_000;
    expect(await store.receive(permit('k', small), bodyOf(small))).toMatchObject({ outcome: 'stored' });
    await store.close();
  } finally {
    execFileSync('umount', [folder]);
  }
});

test('a body that broke off before anybody read it is noticed', async () => {
  const store = await open(newFolder());
  const bytes = randomBytes(10);
  const body = bodyOf(bytes);
  body.destroy();
  await expect(store.receive(permit('k', bytes), body)).rejects.toThrow(BodyBrokenOff);
});

test('bytes in any chunks, more than memory holds at once, arrive unchanged', async () => {
  const store = await open(newFolder());
  const bytes = randomBytes(9_000_000);
  const chunks = function* () {
    for (let at = 0, n = 1; at < bytes.length; at += n, n = ((n * 7) % 130_003) + 1) yield bytes.subarray(at, at + n);
  };
  const result = await store.receive(permit('k', bytes), Readable.from(chunks(), { objectMode: false }));
  expect(result).toMatchObject({ outcome: 'stored' });
  const stream = await store.findStream('k', { first: 1_000_000, last: 8_999_999 });
  expect(stream && Buffer.compare(await buffer(stream), bytes.subarray(1_000_000))).toBe(0);
  expect(await store.read('k', { first: 8_999_990, last: 9_000_010 })).toEqual(new Uint8Array(bytes.subarray(-10)));
});

test('what cannot be read after it was found whole is looked at as a whole the next time', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const nothing = { bytes: 0, sha256: createHash('sha256').digest('hex') };
  await store.put('k', new Uint8Array(), 'video/mp2t');
  await store.put('l', new Uint8Array(), 'video/mp2t');
  for (const key of ['k', 'l']) {
    fs.rmSync(path.join(folder, 'objects', key));
    fs.symlinkSync('/proc/self/mem', path.join(folder, 'objects', key)); // EIO, as of a disk
    expect(await store.check(key, nothing)).toBe('whole');
  }
  await expect(store.read('k')).rejects.toMatchObject({ code: 'EIO' });
  const stream = await store.findStream('l');
  await expect(buffer(stream ?? Readable.from([]))).rejects.toMatchObject({ code: 'EIO' });
  expect([await store.check('k', nothing), await store.check('l', nothing)]).toEqual(['damaged', 'damaged']);
});

test('an object that is not there is undefined to every reader, and removing it is fine', async () => {
  const store = await open(newFolder());
  await store.put('a/b', randomBytes(1), 'image/jpeg');
  for (const key of ['nothing', 'a', 'a/b/c']) {
    expect(await store.findInfo(key)).toBeUndefined();
    await store.remove('nothing');
  }
  for (const key of ['nothing', 'a/b/c']) {
    expect(await store.read(key)).toBeUndefined();
    expect(await store.findStream(key)).toBeUndefined();
  }
  await store.remove('a/b');
  expect(await store.findInfo('a/b')).toBeUndefined();
});

test.each([
  ['small', 1000],
  ['large', 700_000],
])('a %s object that is not what was declared is told by both hashes and leaves nothing', async (_, size) => {
  const folder = newFolder();
  const store = await open(folder);
  const bytes = randomBytes(size);
  const right = permit('k', bytes);
  const { md5, sha256 } = right;
  for (const wrong of [{ md5: md5.replace(/^./, md5.startsWith('0') ? '1' : '0') }, { sha256: '0'.repeat(64) }]) {
    const result = await store.receive({ ...right, ...wrong }, bodyOf(bytes));
    expect(result).toEqual({ outcome: 'hash_mismatch', received: { bytes: size, md5, sha256 } });
    expect(fs.readdirSync(path.join(folder, 'parts'))).toEqual([]);
  }
  expect(await store.receive(right, bodyOf(bytes))).toMatchObject({ outcome: 'stored' });
});

test('large objects that come at the same moment each have their own hashes', async () => {
  const store = await open(newFolder());
  const all = Array.from({ length: 12 }, (_, n) => randomBytes(500_000 + n));
  const results = await Promise.all(all.map((bytes, n) => store.receive(permit(`k${n}`, bytes), bodyOf(bytes))));
  for (const [n, bytes] of all.entries()) {
    const { md5, sha256 } = permit('', bytes);
    expect(results[n]).toEqual({ outcome: 'stored', received: { bytes: bytes.length, md5, sha256 } });
  }
});

test('from 500 kB on a thread hashes an object, and the main one what is smaller', async () => {
  const store = await open(newFolder());
  const asked = vi.spyOn(Worker.prototype, 'postMessage');
  const keep = async (size: number): Promise<number> => {
    asked.mockClear();
    const bytes = randomBytes(size);
    expect(await store.receive(permit(`size${size}`, bytes), bodyOf(bytes))).toMatchObject({ outcome: 'stored' });
    return asked.mock.calls.length;
  };
  expect([await keep(499_999), await keep(500_000), await keep(2_000_000)]).toEqual([0, 1, 1]);
  asked.mockRestore();
});

test('memory of what was written is given back at once, of a chunk that is a part of something it is not', async () => {
  const store = await open(newFolder());
  const whole = Buffer.from(new Uint8Array(600_000));
  const part = Buffer.from(new ArrayBuffer(600_000), 1000, 1000);
  const bytes = Buffer.concat([whole, part]);
  const body = Readable.from([whole, part], { objectMode: false });
  expect(await store.receive(permit('k', bytes), body)).toMatchObject({ outcome: 'stored' });
  expect([whole.buffer.byteLength, part.buffer.byteLength]).toEqual([0, 600_000]);
});

test('what comes in the chunks that a socket reads is written a quarter of a MiB at a time', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const other = await fs.promises.open(path.join(folder, 'other'), 'w');
  const writes = vi.spyOn(Object.getPrototypeOf(other) as typeof other, 'writev');
  const bytes = randomBytes(2_000_000);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, n) =>
    Buffer.from(bytes.subarray(n * 65_536, (n + 1) * 65_536)),
  );
  const result = await store.receive(permit('k', bytes), Readable.from(chunks, { objectMode: false }));
  expect(result).toMatchObject({ outcome: 'stored' });
  expect(chunks).toHaveLength(31);
  expect(writes).toHaveBeenCalledTimes(8);
  writes.mockRestore();
  await other.close();
});
