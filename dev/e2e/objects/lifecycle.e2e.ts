// Days that are over go by rules of the bucket, as Debian's Ceph RGW carries them out.
import { createHash } from 'node:crypto';
import { connectBucket, openLifecycle, openS3, systemClock } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from './ceph.ts';

const BUCKET = 'days';
const DAY = 86_400_000;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.makeBucket(BUCKET);
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const midnight = (days: number) => new Date((Math.floor(Date.now() / DAY) + days) * DAY);

function open() {
  const { endpoint, credentials } = gateway;
  const place = { endpoint, publicEndpoint: endpoint, bucket: BUCKET, pathStyle: true, credentials };
  const ask = connectBucket(place, credentials);
  const storeOf = (prefix: string) => openS3({ ...place, prefix, clock: systemClock });
  return { ask, storeOf, rulesOf: (prefix: string) => openLifecycle(ask, prefix, systemClock.now) };
}

async function put(prefix: string, key: string): Promise<void> {
  await open().storeOf(prefix).put(key, Buffer.from(key), 'text/plain');
}

async function keysBelow(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of open().storeOf(prefix).list('')) keys.push(key);
  return keys.sort();
}

test('objects of a day whose date is past go, late ones too; those of other days, regions and owners of the bucket stay', async () => {
  const { ask, rulesOf } = open();
  const foreign =
    '<Rule><ID>of-others</ID><Filter><Prefix>elsewhere/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>';
  const body = Buffer.from(`<LifecycleConfiguration>${foreign}</LifecycleConfiguration>`);
  const md5 = createHash('md5').update(body).digest('base64');
  await ask({ method: 'PUT', key: '', query: { lifecycle: '' }, headers: { 'content-md5': md5 }, body });

  const cn = rulesOf('cn/');
  const ended = { prefix: 'footage/event7/1/', from: midnight(0) };
  const long = { prefix: 'footage/event7/0/', from: midnight(-30) };
  const open1 = { prefix: 'footage/event7/10/', from: midnight(1) };
  expect(await cn.keep([ended, long, open1])).toBe('kept');
  expect(await rulesOf('eu/').keep([{ prefix: 'footage/event7/1/', from: midnight(1) }])).toBe('kept');
  expect([await cn.isEnding(ended.prefix), await cn.isEnding(open1.prefix), await cn.isEnding('footage/')]).toEqual([
    true,
    false,
    false,
  ]);

  const keys = ['footage/event7/0/a/0', 'footage/event7/1/a/0', 'footage/event7/10/a/0', 'footage/event7/100/a/0'];
  for (const key of keys) await put('cn/', key);
  await put('eu/', 'footage/event7/1/a/0');
  await put('elsewhere/', 'footage/event7/1/a/0');
  await gateway.admin('lc', 'process', '--bucket', BUCKET);
  await expect.poll(() => keysBelow('cn/'), { timeout: 60_000 }).toEqual(keys.slice(2));
  await put('cn/', 'footage/event7/1/a/1');
  await gateway.admin('lc', 'process', '--bucket', BUCKET);
  await expect.poll(() => keysBelow('cn/'), { timeout: 60_000 }).toEqual(keys.slice(2));
  expect([await keysBelow('eu/'), await keysBelow('elsewhere/')]).toEqual([
    ['footage/event7/1/a/0'],
    ['footage/event7/1/a/0'],
  ]);

  expect(await cn.keep([])).toBe('kept');
  expect([await cn.isEnding(ended.prefix), await rulesOf('eu/').isEnding('footage/event7/1/')]).toEqual([false, false]);
  const left = await (await ask({ method: 'GET', key: '', query: { lifecycle: '' } })).text();
  expect(left.match(/<ID>[^<]+/g)?.sort()).toEqual(['<ID>kaitong.eu.footage.event7.1', '<ID>of-others']);
  expect(left).toContain('<Days>3</Days>');
});

test('as many rules as two regions need for all classes are taken at once', async () => {
  const rules = Array.from({ length: 180 }, (_, n) => ({ prefix: `footage/event30/${n}/`, from: midnight(n - 90) }));
  for (const region of ['cn/', 'eu/']) expect(await open().rulesOf(region).keep(rules)).toBe('kept');
  expect(await open().rulesOf('cn/').isEnding('footage/event30/3/')).toBe(true);
});
