import { seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Bucket } from '../objects/s3/s3.ts';
import { BUCKET, type Flaw, startFlawedStore } from '../objects/testing/flawed-store.ts';
import { VERDICTS } from './findings.ts';
import { tryBucket } from './try-bucket.ts';

const credentials = { accessKey: 'KEY', secretKey: 'a secret of the store', region: 'us-east-1' };

async function look(endpoint: string, change: Partial<Bucket> = {}, clock = systemClock): Promise<string[]> {
  const bucket = { endpoint, publicEndpoint: endpoint, bucket: BUCKET, pathStyle: true, credentials, ...change };
  const codes: string[] = [];
  for await (const { code } of tryBucket(bucket, clock)) codes.push(code);
  return codes;
}

const notWell = (codes: string[]) => codes.filter((code) => VERDICTS[code as keyof typeof VERDICTS] !== 'ok');

test('a store that does all that is asked of it gets one line for each, and keeps nothing of it', async () => {
  await using store = await startFlawedStore(credentials);
  expect(await look(store.endpoint)).toEqual([
    'store_clock_agrees',
    'bucket_reached',
    'versions_off',
    'object_kept',
    'replacing_refused',
    'race_has_one_winner',
    'md5_compared',
    'length_compared',
    'range_read',
    'strangers_refused',
    'pages_may_read',
    'days_end_by_rule',
    'objects_removed',
  ]);
  expect([store.keys(), store.rules()]).toEqual([[], '']);
});

test.each<[Flaw, string[]]>([
  ['replaces', ['object_replaced', 'race_has_many_winners']],
  ['races', ['race_has_many_winners']],
  ['ignores md5', ['md5_ignored']],
  ['ignores length', ['length_ignored']],
  ['ignores range', ['range_ignored']],
  ['public', ['strangers_read']],
  ['no cors', ['pages_not_yet']],
  ['cors for one origin', ['pages_may_not_read']],
  ['versions', ['versions_kept']],
  ['keeps what is deleted', ['objects_stay']],
  ['other etag', ['object_without_md5']],
  ['loses a byte', ['object_not_kept']],
])('a store that %s is found out', async (flaw, codes) => {
  await using store = await startFlawedStore(credentials, flaw);
  expect(notWell(await look(store.endpoint))).toEqual(codes);
});

test('a store without lifecycle rules is well, too, and it is told what becomes of days there', async () => {
  await using store = await startFlawedStore(credentials, 'no lifecycle');
  const codes = await look(store.endpoint);
  expect([notWell(codes), codes.filter((code) => code.startsWith('days_'))]).toEqual([[], ['days_end_by_request']]);
});

test('a wrong bucket, a wrong key and a store that is not there are told apart', async () => {
  const store = await startFlawedStore(credentials);
  const wrongKey = { credentials: { ...credentials, accessKey: 'OTHER' } };
  expect(notWell(await look(store.endpoint, { bucket: 'nothing' }))).toEqual(['bucket_missing']);
  expect(notWell(await look(store.endpoint, wrongKey))).toEqual(['bucket_closed']);
  await store[Symbol.asyncDispose]();
  expect(await look(store.endpoint)).toEqual(['store_away']);
});

test('a clock that is off the store’s is told', async () => {
  await using store = await startFlawedStore(credentials);
  const ahead = { now: () => new Date(systemClock.now().getTime() + seconds(20)) };
  expect(notWell(await look(store.endpoint, {}, ahead))).toEqual(['store_clock_off']);
});
