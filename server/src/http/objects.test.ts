import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalDisk, openLocalDisk } from '../objects/local-disk/local-disk.ts';
import type { UploadTarget } from '../objects/object-store.ts';
import { mountObjects } from './objects.ts';

let folder: string;
let app: FastifyInstance;
let store: LocalDisk;
let base: string;
let now = new Date('2026-03-01T08:00:00Z');
const stored: string[] = [];
let failOnStored = false;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-objects-'));
  app = Fastify({ forceCloseConnections: true });
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  base = `http://127.0.0.1:${port}/cn/objects`;
  store = await openLocalDisk({
    folder,
    baseUrl: base,
    secrets: [new Uint8Array(32).fill(7)],
    clock: { now: () => now },
    onError: (error) => {
      throw error;
    },
  });
  mountObjects(app, {
    prefix: '/cn/objects',
    store,
    mostBytes: 32 << 20,
    idleMs: 200,
    isOpen: async (session) => session === 'open',
    onStored: async (key, { bytes, sha256 }) => {
      if (failOnStored) throw new Error('the database is away');
      stored.push(`${key} ${bytes} ${sha256}`);
    },
  });
  await app.listen({ port, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const hex = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex');
const sign = (key: string, bytes: Uint8Array, lifeMs = 60_000) =>
  store.presignPut(key, {
    bytes: bytes.length,
    md5: hex('md5', bytes),
    sha256: hex('sha256', bytes),
    contentType: 'video/mp2t',
    expiresAt: new Date(now.getTime() + lifeMs),
  });
const put = async ({ url, headers }: UploadTarget, body: Uint8Array) => {
  const { 'content-length': _, ...rest } = headers;
  const response = await fetch(url, { method: 'PUT', headers: rest, body: body as Uint8Array<ArrayBuffer> });
  const text = await response.text();
  return { status: response.status, code: text === '' ? undefined : (JSON.parse(text) as { code: string }).code };
};
const get = async (key: string, headers: Record<string, string> = {}, method = 'GET') =>
  await fetch(await store.presignGet(key, new Date(now.getTime() + 30_000), { contentType: 'video/mp2t' }), {
    headers,
    method,
  });
const parts = () => readdirSync(path.join(folder, 'parts'));

test('bytes that match their declaration are stored, announced once durable, and read back', async () => {
  const bytes = randomBytes(3_000_000);
  expect(await put(await sign('d1/e1/0.ts', bytes), bytes)).toEqual({ status: 200, code: undefined });
  expect(stored).toContain(`d1/e1/0.ts 3000000 ${hex('sha256', bytes)}`);
  const response = await get('d1/e1/0.ts');
  expect(response.headers.get('content-type')).toBe('video/mp2t');
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  expect(parts()).toEqual([]);
});

test('an object is written once: the same bytes again are fine and announced again, others are refused', async () => {
  const bytes = Buffer.from('first');
  const other = Buffer.from('other');
  await put(await sign('d1/e1/once', bytes), bytes);
  stored.length = 0;
  expect((await put(await sign('d1/e1/once', bytes), bytes)).status).toBe(200);
  expect(stored).toHaveLength(1);
  expect(await put(await sign('d1/e1/once', other), other)).toEqual({ status: 409, code: 'object_exists' });
  expect(await store.read('d1/e1/once')).toEqual(bytes);
});

test('of twenty racing writers with two contents exactly one content wins, and its writers all succeed', async () => {
  const contents = [randomBytes(200_000), randomBytes(200_000)] as const;
  const results = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const bytes = n % 2 ? contents[1] : contents[0];
      return { n, ...(await put(await sign('d1/race', bytes), bytes)) };
    }),
  );
  const winner = Buffer.compare((await store.read('d1/race')) ?? Buffer.alloc(0), contents[0]) === 0 ? 0 : 1;
  for (const { n, status } of results) expect(status).toBe(n % 2 === winner ? 200 : 409);
  expect(parts()).toEqual([]);
});

test('bytes that do not match leave nothing, and the right ones may follow to the same target', async () => {
  const bytes = randomBytes(70_000);
  const target = await sign('d1/e1/retry', bytes);
  const wrong = Buffer.from(bytes);
  wrong.writeUInt8(wrong.readUInt8(69_999) ^ 1, 69_999);
  expect(await put(target, wrong)).toEqual({ status: 400, code: 'hash_mismatch' });
  expect(await store.findInfo('d1/e1/retry')).toBeUndefined();
  expect(parts()).toEqual([]);
  expect((await put(target, bytes)).status).toBe(200);
});

test('both hashes must be right, as S3 would have it and as the certificate needs it', async () => {
  const bytes = Buffer.from('hashes');
  const other = Buffer.from('others');
  const declare = (md5: Uint8Array, sha256: Uint8Array) =>
    store.presignPut('d1/hashes', {
      bytes: bytes.length,
      md5: hex('md5', md5),
      sha256: hex('sha256', sha256),
      contentType: 'video/mp2t',
      expiresAt: new Date(now.getTime() + 60_000),
    });
  expect(await put(await declare(other, bytes), bytes)).toEqual({ status: 400, code: 'hash_mismatch' });
  expect(await put(await declare(bytes, other), bytes)).toEqual({ status: 400, code: 'hash_mismatch' });
  expect((await put(await declare(bytes, bytes), bytes)).status).toBe(200);
});

test('the length must be the declared one', async () => {
  const bytes = randomBytes(1000);
  const target = await sign('d1/e1/size', bytes);
  expect(await put(target, bytes.subarray(1))).toEqual({ status: 400, code: 'size_mismatch' });
  expect(await put(target, Buffer.concat([bytes, bytes]))).toEqual({ status: 400, code: 'size_mismatch' });
  expect(await put(target, randomBytes(40 << 20))).toMatchObject({ status: 413, code: 'object_too_large' });
});

test('an empty object can be stored: what it means is for the judge to say', async () => {
  const bytes = Buffer.alloc(0);
  expect((await put(await sign('d1/e1/empty', bytes), bytes)).status).toBe(200);
  expect(await store.findInfo('d1/e1/empty')).toEqual({ bytes: 0 });
});

test('a target takes nothing after its time, and its time is never longer than 60 s', async () => {
  const bytes = Buffer.from('late');
  const target = await sign('d1/e1/late', bytes, 3_600_000);
  now = new Date(now.getTime() + 60_001);
  expect(await put(target, bytes)).toEqual({ status: 403, code: 'upload_target_expired' });
  expect(await store.findInfo('d1/e1/late')).toBeUndefined();
});

test('whatever is changed in a target or its headers, it is refused and nothing is written', async () => {
  const bytes = Buffer.from('target');
  const target = await sign('d1/e1/target', bytes);
  const changed = (name: string, value: string) => {
    const url = new URL(target.url);
    url.searchParams.set(name, value);
    return { ...target, url: url.href };
  };
  const targets = [
    changed('bytes', '7'),
    changed('md5', hex('md5', Buffer.from('x'))),
    changed('sha256', hex('sha256', Buffer.from('x'))),
    changed('type', 'text/html'),
    changed('expires', String(now.getTime() + 3_600_000)),
    changed('sig', ''),
    changed('sig', 'A'.repeat(43)),
    { ...target, url: target.url.replace('d1/e1', 'd2/e1') },
    { ...target, headers: { ...target.headers, 'content-type': 'text/html' } },
    { ...target, headers: { ...target.headers, 'content-md5': 'AAAA' } },
    { ...target, headers: { ...target.headers, 'if-none-match': 'x' } },
  ];
  for (const each of targets) {
    expect(await put(each, bytes)).toEqual({ status: 403, code: 'upload_target_invalid' });
  }
  const read = await store.presignGet('d1/e1/target', new Date(now.getTime() + 30_000));
  expect((await put({ ...target, url: read }, bytes)).status).toBe(403);
  expect(await store.findInfo('d1/e1/target')).toBeUndefined();
});

test('no spelling of a path leads out of the folder', async () => {
  for (const key of ['../x', 'a/../../x', 'a//b', '/etc/passwd', 'a/./b', '.hidden', 'a/', 'A', 'a\0b', 'a%2fb', '']) {
    await expect(sign(key, Buffer.from('x'))).rejects.toThrow('not an object key');
    await expect(store.read(key)).rejects.toThrow('not an object key');
  }
  const { pathname, search, port } = new URL((await sign('a/b', Buffer.from('x'))).url);
  for (const spelled of [
    '/cn/objects/..%2f..%2fx',
    '/cn/objects/a%2f..%2f..%2fx',
    '/cn/objects/%00',
    `${pathname}%2f..`,
  ]) {
    const socket = net.connect(Number(port), '127.0.0.1');
    socket.write(`PUT ${spelled}${search} HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\nconnection: close\r\n\r\nx`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 40[034]/);
    socket.destroy();
  }
});

test('a sender that breaks off or falls silent leaves nothing, and is disconnected', async () => {
  const bytes = randomBytes(500_000);
  const { url, headers } = await sign('d1/e1/broken', bytes);
  const { pathname, search, port } = new URL(url);
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const start = async () => {
    const socket = net.connect(Number(port), '127.0.0.1');
    socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\n${head.join('')}\r\n`);
    socket.write(bytes.subarray(0, 100_000));
    while (parts().length === 0) await new Promise(setImmediate);
    return socket;
  };
  const gone = async () => {
    while (parts().length > 0) await new Promise(setImmediate);
  };
  (await start()).destroy();
  await gone();
  const silent = await start();
  silent.resume();
  await once(silent, 'close');
  await gone();
  expect(await store.findInfo('d1/e1/broken')).toBeUndefined();
});

test('if the announcement fails the sender hears of an outage, and repeating its PUT announces again', async () => {
  const bytes = Buffer.from('outage');
  const target = await sign('d1/e1/outage', bytes);
  failOnStored = true;
  expect((await put(target, bytes)).status).toBe(500);
  failOnStored = false;
  stored.length = 0;
  expect((await put(target, bytes)).status).toBe(200);
  expect(stored).toHaveLength(1);
});

test('a part of an object can be asked for (RFC 9110, 14.2)', async () => {
  const bytes = Buffer.from('0123456789');
  await put(await sign('d1/range', bytes), bytes);
  const ask = async (range: string) => {
    const response = await get('d1/range', { range });
    return [response.status, response.headers.get('content-range'), await response.text()];
  };
  expect(await ask('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
  expect(await ask('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
  expect(await ask('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
  expect(await ask('bytes=5-99')).toEqual([206, 'bytes 5-9/10', '56789']);
  expect(await ask('bytes=10-')).toEqual([416, 'bytes */10', '']);
  expect(await ask('bytes=4-2')).toEqual([200, null, '0123456789']);
  expect(await ask('bytes=0-1,3-4')).toEqual([200, null, '0123456789']);
  const head = await get('d1/range', {}, 'HEAD');
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
});

test('a read URL ends with its time, opens one object only, and never shows a page', async () => {
  const bytes = Buffer.from('<script>alert(1)</script>');
  await put(await sign('d1/page', bytes), bytes);
  const html = await store.presignGet('d1/page', new Date(now.getTime() + 1000), {
    contentType: 'text/html',
    fileName: '开通 (1).ts',
  });
  const shown = await fetch(html);
  expect(shown.headers.get('content-type')).toBe('application/octet-stream');
  expect(shown.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''%E5%BC%80%E9%80%9A%20%281%29.ts");
  expect(shown.headers.get('content-security-policy')).toContain('sandbox');
  expect((await fetch(html.replace('d1/page', 'd1/range'))).status).toBe(403);
  expect((await get('d1/nothing')).status).toBe(404);
  now = new Date(now.getTime() + 1001);
  expect((await fetch(html)).status).toBe(403);
});

test('a removed prefix is gone at once with all below it, and may be written anew', async () => {
  const bytes = Buffer.from('x');
  for (const key of ['own/dev/1', 'own/dev/deep/2', 'own/device/3']) await put(await sign(key, bytes), bytes);
  expect(await store.listFolders('own/')).toEqual(['dev', 'device']);
  await store.removePrefix('own/dev/');
  const keys: string[] = [];
  for await (const { key } of store.list('own/')) keys.push(key);
  expect(keys).toEqual(['own/device/3']);
  expect([await store.listFolders('own/'), await store.listFolders('own/dev/')]).toEqual([['device'], []]);
  expect((await put(await sign('own/dev/1', bytes), bytes)).status).toBe(200);
  await store.removePrefix('own/never/');
  await store.emptied();
  expect(readdirSync(path.join(folder, 'trash'))).toEqual([]);
});
