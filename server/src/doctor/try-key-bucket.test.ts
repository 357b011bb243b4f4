import { expect, test } from 'vitest';
import { BUCKET, type Flaw, startFlawedStore } from '../objects/testing/flawed-store.ts';
import { tryKeyBucket } from './try-key-bucket.ts';

const credentials = { accessKey: 'KEY', secretKey: 'a secret of the store', region: 'us-east-1' };

async function look(flaw?: Flaw, bucket = BUCKET) {
  await using store = await startFlawedStore(credentials, flaw);
  const place = { endpoint: store.endpoint, bucket, pathStyle: true, credentials, prefix: 'of/' };
  const codes: string[] = [];
  for await (const { code } of tryKeyBucket(place)) codes.push(code);
  return { codes, left: store.keys() };
}

test('a bucket that can hold keys says so in one line, and keeps nothing of what was tried', async () => {
  expect(await look()).toEqual({ codes: ['keys_bucket_keeps'], left: [] });
});

test.each<[Flaw, string]>([
  ['versions', 'keys_bucket_versions'],
  ['replaces', 'keys_bucket_refuses'],
  ['loses a byte', 'keys_bucket_refuses'],
  ['keeps what is deleted', 'keys_bucket_refuses'],
])('a bucket whose store %s is refused', async (flaw, code) => {
  expect((await look(flaw)).codes).toEqual([code]);
});

test('a bucket that is not there is refused', async () => {
  expect((await look(undefined, 'nothing')).codes).toEqual(['keys_bucket_refuses']);
});
