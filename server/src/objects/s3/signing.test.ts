import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { presign, signRequest } from './signing.ts';

// The examples of "Authenticating Requests (AWS Signature Version 4)" in the Amazon S3 API reference.
const credentials = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const at = new Date('2013-05-24T00:00:00Z');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const HOST = 'https://examplebucket.s3.amazonaws.com';

test.each([
  [
    'GET object',
    { method: 'GET', path: '/test.txt', headers: { range: 'bytes=0-9' }, body: '' },
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'PUT object',
    {
      method: 'PUT',
      path: '/test%24file.text',
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: 'Welcome to Amazon S3.',
    },
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    'GET bucket lifecycle',
    { method: 'GET', path: '/?lifecycle', headers: {}, body: '' },
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'GET bucket, list objects',
    { method: 'GET', path: '/?max-keys=2&prefix=J', headers: {}, body: '' },
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
])('%s is signed as in the reference', (_, { method, path, headers, body }, signature) => {
  const url = new URL(path, HOST);
  const signed = signRequest({ method, url, headers }, sha256(body), credentials, at);
  expect(signed.authorization).toMatch(new RegExp(`, Signature=${signature}$`));
});

test('an address is signed as in the reference', () => {
  const url = new URL('/test.txt', HOST);
  const signed = new URL(presign({ method: 'GET', url, headers: {} }, 86_400, credentials, at));
  expect(signed.searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

test('each header of a target belongs to its signature', () => {
  const url = new URL('/test.txt', HOST);
  const headers = { 'content-type': 'video/mp2t', 'content-length': '5' };
  const signed = new URL(presign({ method: 'PUT', url, headers }, 60, credentials, at));
  expect(signed.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
});
