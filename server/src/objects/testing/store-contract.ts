import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import type { ObjectStore } from '../object-store.ts';
import { putAsCamera } from '../s3/put-as-camera.ts';

/** A store of nobody else's, with nothing in it. */
export type ContractStore = {
  store: ObjectStore;
  /** The same as it presigned `ageMs` ago. */
  before(ageMs: number): ObjectStore;
};

const NO_ANSWER = seconds(2);

const putTo = async (...put: Parameters<typeof putAsCamera>) => ({ status: await putAsCamera(...put) });

const hex = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex');

const declarationOf = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  md5: hex('md5', bytes),
  sha256: hex('sha256', bytes),
  contentType: 'application/octet-stream',
  expiresAt: new Date(Date.now() + 60_000),
});

const keysBelow = async (store: ObjectStore, prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys.sort();
};

/**
 * What Kaitong demands of a store of objects, in the words of docs/protocol: a camera goes by the status alone, so any
 * store may choose between those that mean the same to it.
 */
export function describeStore(opened: () => ContractStore): void {
  const sign = (key: string, bytes: Uint8Array) => opened().store.presignPut(key, declarationOf(bytes));
  const COMMIT = [200, 412];
  const DECLARE_AGAIN = [400, 403, 409, 'none'];

  test('bytes as they were declared are stored, told with their length and read back', async () => {
    const { store } = opened();
    const bytes = randomBytes(300_000);
    expect(await putTo(await sign('c1/whole', bytes), bytes)).toMatchObject({ status: 200 });
    expect(await store.findInfo('c1/whole')).toMatchObject({ bytes: 300_000 });
    expect(await store.read('c1/whole')).toEqual(bytes);
    expect(await store.findInfo('c1/nothing')).toBeUndefined();
    expect(await store.read('c1/nothing')).toBeUndefined();
    expect(await store.findStream('c1/nothing')).toBeUndefined();
  });

  test('the same bytes again mean commit; other bytes never take their place', async () => {
    const { store } = opened();
    const [bytes, other] = [randomBytes(5000), randomBytes(5000)];
    await putTo(await sign('c2/once', bytes), bytes);
    expect(COMMIT).toContain((await putTo(await sign('c2/once', bytes), bytes)).status);
    expect([409, 412]).toContain((await putTo(await sign('c2/once', other), other)).status);
    expect(await store.read('c2/once')).toEqual(bytes);
    const { md5 } = (await store.findInfo('c2/once')) ?? {};
    expect([undefined, hex('md5', bytes)]).toContain(md5); // so a commit tells which of the two it was
    if (!store.checksSha256) expect(md5).toBeDefined();
  });

  test('of eight writers at once of eight contents one is told that it is stored, and it is', async () => {
    const { store } = opened();
    for (let round = 0; round < 10; round++) {
      const contents = Array.from({ length: 8 }, (_, n) => randomBytes(20_000 + n));
      const answers = await Promise.all(
        contents.map(async (bytes) => (await putTo(await sign(`c3/${round}`, bytes), bytes)).status),
      );
      const winners = contents.filter((_, n) => answers[n] === 200);
      expect(winners).toHaveLength(1);
      expect(await store.read(`c3/${round}`)).toEqual(winners[0]);
    }
  });

  test('bytes that are not those of the MD5 are refused and leave nothing; the right ones may follow', async () => {
    const bytes = randomBytes(70_000);
    const wrong = Buffer.from(bytes);
    wrong.writeUInt8(wrong.readUInt8(69_999) ^ 1, 69_999);
    const target = await sign('c4/retry', bytes);
    expect(DECLARE_AGAIN).toContain((await putTo(target, wrong)).status);
    expect(await opened().store.findInfo('c4/retry')).toBeUndefined();
    expect(await putTo(target, bytes)).toMatchObject({ status: 200 });
  });

  test('whatever is changed in the headers of a target, it takes nothing', async () => {
    const bytes = randomBytes(2000);
    const target = await sign('c5/headers', bytes);
    const { 'content-md5': md5 } = declarationHeaders(randomBytes(10));
    for (const change of [
      { 'content-md5': md5 },
      { 'content-md5': undefined },
      { 'content-type': 'text/html' },
      { 'if-none-match': undefined },
    ])
      expect(DECLARE_AGAIN).toContain((await putTo(target, bytes, change)).status);
    expect(await opened().store.findInfo('c5/headers')).toBeUndefined();
  });

  test('a body of another length takes no place, nor one without a length', async () => {
    const { store } = opened();
    const bytes = randomBytes(2000);
    const target = await sign('c6/length', bytes);
    const short = bytes.subarray(1);
    const long = Buffer.concat([bytes, bytes]);
    for (const body of [short, long])
      expect(DECLARE_AGAIN).toContain((await putTo(target, body, { 'content-length': String(body.length) })).status);
    expect([...DECLARE_AGAIN, 411]).toContain(
      (await putTo(target, bytes, { 'content-length': undefined, 'transfer-encoding': 'chunked' })).status,
    );
    expect(DECLARE_AGAIN).toContain((await putTo(target, short, {}, NO_ANSWER)).status); // it says more than it sends, and gets no answer
    expect(await store.findInfo('c6/length')).toBeUndefined();
  });

  test('a target is for one key, and over with its time', async () => {
    const bytes = randomBytes(100);
    const target = await sign('c7/time', bytes);
    expect(await putTo({ ...target, url: target.url.replace('c7/time', 'c7/other') }, bytes)).toMatchObject({
      status: 403,
    });
    const past = { ...declarationOf(bytes), expiresAt: new Date(Date.now() - 10_000) };
    const over = await opened().before(70_000).presignPut('c7/time', past);
    expect(await putTo(over, bytes)).toMatchObject({ status: 403 });
    expect(await keysBelow(opened().store, 'c7/')).toEqual([]);
  });

  test('an empty object can be stored: what it means is for the judge to say', async () => {
    const { store } = opened();
    const bytes = new Uint8Array();
    expect(await putTo(await sign('c8/empty', bytes), bytes)).toMatchObject({ status: 200 });
    expect(await store.findInfo('c8/empty')).toMatchObject({ bytes: 0 });
    expect((await store.read('c8/empty'))?.length).toBe(0);
  });

  test('an address shows one object, whole or in part, to pages of any host, and ends with its time', async () => {
    const { store, before } = opened();
    await store.put('c9/shown', Buffer.from('0123456789'), 'application/octet-stream');
    const inSeconds = (seconds: number) => new Date(Date.now() + 1000 * seconds);
    const url = await store.presignGet('c9/shown', inSeconds(30), { contentType: 'video/mp2t' });
    const ask = async (range: string) => {
      const response = await fetch(url, { headers: { range } });
      return [response.status, response.headers.get('content-range')?.split('/')[0], await response.text()];
    };
    const whole = await fetch(url);
    expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([
      200,
      'video/mp2t',
      '0123456789',
    ]);
    expect(await ask('bytes=2-4')).toEqual([206, 'bytes 2-4', '234']);
    expect(await ask('bytes=7-')).toEqual([206, 'bytes 7-9', '789']);
    expect((await ask('bytes=10-'))[0]).toBe(416);
    expect((await fetch(url.replace('c9/shown', 'c9/other'))).status).toBe(403);
    const fromPage = await fetch(url, { headers: { origin: 'https://cam.example.com', range: 'bytes=0-1' } });
    expect(['*', 'https://cam.example.com']).toContain(fromPage.headers.get('access-control-allow-origin'));
    await fromPage.arrayBuffer();
    const over = await before(40_000).presignGet('c9/shown', inSeconds(-10));
    expect((await fetch(over)).status).toBe(403);
  });

  test('a part of an object is read as far as there is one', async () => {
    const { store } = opened();
    await store.put('c10/part', Buffer.from('0123456789'), 'application/octet-stream');
    const read = async (first: number, last: number) =>
      Buffer.from((await store.read('c10/part', { first, last })) ?? 'nothing').toString();
    expect(await Promise.all([read(2, 4), read(7, 99), read(10, 12), read(4, 3)])).toEqual(['234', '789', '', '']);
    const stream = await store.findStream('c10/part', { first: 1, last: 3 });
    expect(stream && (await buffer(stream)).toString()).toBe('123');
  });

  test('what the server writes itself is written once, too', async () => {
    const { store } = opened();
    const write = (text: string) => store.put('c11/own', Buffer.from(text), 'application/octet-stream');
    expect([await write('first'), await write('first'), await write('other')]).toEqual([
      'stored',
      'same_bytes',
      'object_exists',
    ]);
    expect(await store.read('c11/own')).toEqual(Buffer.from('first'));
  });

  test('an object is whole, missing or damaged', async () => {
    const { store } = opened();
    const bytes = Buffer.from('looked at');
    const stored = { bytes: bytes.length, sha256: hex('sha256', bytes) };
    expect(await store.check('c12/looked', stored)).toBe('missing');
    await store.put('c12/looked', bytes, 'application/octet-stream');
    expect(await store.check('c12/looked', stored)).toBe('whole');
    expect(await store.check('c12/looked', { ...stored, bytes: 1 })).toBe('damaged');
  });

  test('lists and folders name all there is below a prefix, however many', async () => {
    const { store } = opened();
    const keys = Array.from({ length: 25 }, (_, n) => `c13/d${n % 5}/f${n}`);
    await Promise.all(keys.map((key) => store.put(key, Buffer.from(key), 'application/octet-stream')));
    expect(await keysBelow(store, 'c13/')).toEqual([...keys].sort());
    expect(await store.listFolders('c13/')).toEqual(['d0', 'd1', 'd2', 'd3', 'd4']);
    expect(await store.listFolders('c13/never/')).toEqual([]);
    for await (const { bytes, storedAt } of store.list('c13/d1/')) {
      expect(bytes).toBeGreaterThan(5);
      expect(Math.abs(storedAt.getTime() - Date.now())).toBeLessThan(60_000);
    }
  });

  test('a removed prefix is gone with all below it, its neighbour is not, and it may be written anew', async () => {
    const { store } = opened();
    const keys = Array.from({ length: 25 }, (_, n) => `c14/dev/${n}`);
    for (const key of [...keys, 'c14/device/1']) await store.put(key, Buffer.from('x'), 'application/octet-stream');
    await store.removePrefix('c14/dev/');
    await store.removePrefix('c14/never/');
    expect(await keysBelow(store, 'c14/')).toEqual(['c14/device/1']);
    expect(await store.put('c14/dev/1', Buffer.from('y'), 'application/octet-stream')).toBe('stored');
    await store.remove('c14/dev/1');
    await store.remove('c14/dev/1');
    expect(await keysBelow(store, 'c14/')).toEqual(['c14/device/1']);
  });

  test('no spelling of a key leads elsewhere', async () => {
    const { store } = opened();
    for (const key of [
      '../x',
      'a/../../x',
      'a//b',
      '/etc/passwd',
      'a/./b',
      '.hidden',
      'a/',
      'A',
      'a\0b',
      'a%2fb',
      '',
    ]) {
      await expect(store.presignPut(key, declarationOf(new Uint8Array()))).rejects.toThrow('not an object key');
      await expect(store.read(key)).rejects.toThrow('not an object key');
    }
    await expect(store.removePrefix('')).rejects.toThrow('not an object prefix');
  });
}

const declarationHeaders = (bytes: Uint8Array) => ({ 'content-md5': createHash('md5').update(bytes).digest('base64') });
