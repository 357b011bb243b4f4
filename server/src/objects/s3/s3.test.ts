import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { seconds } from '@kaitong/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { connectBucket } from './connection.ts';
import { prepareBucket } from './prepare-bucket.ts';
import { openS3 } from './s3.ts';

// What stores answer that Ceph does not; the contract is in ../testing/store-contract.ts.
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const asked: string[] = [];
let answer: Answer;
let sent = '';
const server = createServer(async (request, response) => {
  sent = await text(request);
  asked.push(`${request.method} ${request.url}`);
  answer(request, response);
});
let endpoint: string;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => void asked.splice(0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const credentials = { accessKey: 'key', secretKey: 'secret', region: 'us-east-1' };
const placeOf = () => ({ endpoint, bucket: 'footage', pathStyle: true });
const open = () =>
  openS3({
    ...{ ...placeOf(), publicEndpoint: endpoint, credentials, prefix: 'cn/', clock: systemClock },
    ...{ takesSample: () => false, keysAtOnce: 2 },
  });

/** What is there already, encrypted by a key service of the store's. */
const holding =
  (bytes: string): Answer =>
  ({ method }, response) => {
    if (method === 'PUT') return void response.writeHead(412).end();
    const headers = {
      'content-length': bytes.length,
      etag: '"0123456789abcdef0123456789abcdef"',
      'x-amz-server-side-encryption': 'aws:kms',
    };
    response.writeHead(200, headers).end(method === 'HEAD' ? undefined : bytes);
  };

test('the ETag of what a key service has encrypted is no MD5, though it looks like one', async () => {
  answer = holding('bytes');
  expect(await open().findInfo('a/b')).toEqual({ bytes: 5 });
});

test('what such a store has already is read where it is to be told from other bytes', async () => {
  answer = holding('bytes');
  const put = (text: string) => open().put('a/b', Buffer.from(text), 'text/plain');
  expect([await put('bytes'), await put('other'), await put('longer than that')]).toEqual([
    'same_bytes',
    'object_exists',
    'object_exists',
  ]);
});

test('an answer without a length is an outage: the object is neither empty nor damaged', async () => {
  answer = (_, response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end();
  await expect(open().check('a/b', { bytes: 5, sha256: '' })).rejects.toThrow('does not say a length');
});

test('what is not in the sample is read all the same where it is doubted', async () => {
  answer = ({ method }, response) =>
    response.writeHead(200, { 'content-length': 5 }).end(method === 'HEAD' ? undefined : 'other');
  const stored = { bytes: 5, sha256: 'of bytes' };
  expect([await open().check('a/b', stored), await open().check('a/b', stored, true)]).toEqual(['whole', 'damaged']);
});

test('a store without rules for pages of other hosts, as MinIO, is not away, and is asked once', async () => {
  answer = ({ method }, response) => response.writeHead(method === 'HEAD' ? 200 : method === 'GET' ? 404 : 501).end();
  expect(await prepareBucket(placeOf(), credentials)).toBe('without_cors');
  expect(asked).toEqual(['HEAD /footage', 'GET /footage?cors=', 'PUT /footage?cors=']);
});

test('a bucket without rules for pages gets one: reading, and what a browser’s camera PUTs', async () => {
  let rules = '';
  answer = ({ method }, response) => {
    if (method === 'PUT') rules = sent;
    response.writeHead(method === 'GET' ? 404 : 200).end();
  };
  expect(await prepareBucket(placeOf(), credentials)).toBe('ready');
  expect([...rules.matchAll(/<AllowedMethod>(\w+)/g)].map(([, method]) => method)).toEqual(['GET', 'HEAD', 'PUT']);
});

test('what a bucket got from us before browsers were cameras lets them upload now, and rules of others stay', async () => {
  const rule = (method: string, origin = '*') => `<?xml version="1.0"?>
    <CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><CORSRule><AllowedOrigin>${origin}</AllowedOrigin>
    <AllowedMethod>GET</AllowedMethod><AllowedMethod>${method}</AllowedMethod><AllowedHeader>*</AllowedHeader>
    <ExposeHeader>Content-Range</ExposeHeader><MaxAgeSeconds>3600</MaxAgeSeconds></CORSRule></CORSConfiguration>`;
  const isReplaced = async (rules: string): Promise<boolean> => {
    asked.length = 0;
    answer = ({ method }, response) => response.writeHead(200).end(method === 'GET' ? rules : undefined);
    expect(await prepareBucket(placeOf(), credentials)).toBe('ready');
    return asked.includes('PUT /footage?cors=');
  };
  expect(await isReplaced(rule('HEAD'))).toBe(true);
  expect(await isReplaced(rule('PUT'))).toBe(false);
  expect(await isReplaced(rule('HEAD', 'https://pages.example'))).toBe(false);
  expect(await isReplaced(`${rule('HEAD')}${rule('HEAD')}`)).toBe(false);
});

test('a store whose lists lag behind what it has removed is not asked without end', async () => {
  answer = ({ method, url = '' }, response) => {
    const isSecond = url.includes('continuation-token');
    const keys = (isSecond ? [3] : [1, 2]).map((n) => `<Contents><Key>cn/a/${n}</Key><Size>1</Size></Contents>`);
    const more = isSecond ? '' : '<IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>';
    response.end(
      method === 'POST' ? '<DeleteResult/>' : `<ListBucketResult>${keys.join('')}${more}</ListBucketResult>`,
    );
    if (asked.length > 10) response.destroy();
  };
  await open().removePrefix('a/');
  expect(asked.map((each) => each.split(' ')[0])).toEqual(['GET', 'POST', 'GET', 'POST']);
});

const missing =
  (code: string): Answer =>
  ({ method }, response) =>
    response.writeHead(404).end(method === 'HEAD' ? undefined : `<Error><Code>${code}</Code></Error>`);

test('what is not there is told by its name alone: without its bucket no object is missing, and none is removed', async () => {
  const calls = [
    () => open().findInfo('a/b'),
    () => open().read('a/b'),
    () => open().findStream('a/b'),
    () => open().remove('a/b'),
  ];
  answer = missing('NoSuchKey');
  for (const call of calls) expect(await call()).toBeUndefined();
  expect(await open().check('a/b', { bytes: 5, sha256: '' })).toBe('missing');
  answer = missing('NoSuchBucket');
  for (const call of calls) await expect(call()).rejects.toThrow('NoSuchBucket');
  await expect(open().check('a/b', { bytes: 5, sha256: '' })).rejects.toThrow('NoSuchBucket');
});

test('a removal of many goes no further than it has time, and says that there is more', async () => {
  const left = new Set([1, 2, 3, 4, 5].map((n) => `cn/day/${n}`));
  answer = (request, response) => {
    const at = [...left].slice(0, 2);
    if (request.method === 'POST') for (const key of at) left.delete(key);
    const keys = at.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`);
    const more = left.size > 2 ? '<IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>' : '';
    response.end(request.method === 'POST' ? '<R/>' : `<L>${keys.join('')}${more}</L>`);
  };
  const results = [];
  for (let n = 0; n < 3; n++) results.push(await open().removePrefix('day/', seconds(0)));
  expect([results, left.size]).toEqual([['more', 'more', 'removed'], 0]);
});

test('a store that takes what it is asked and never answers is asked twice, not four times', async () => {
  answer = () => {};
  const ask = connectBucket(placeOf(), credentials, seconds(0.05));
  await expect(ask({ method: 'HEAD', key: 'a' })).rejects.toThrow('does not answer');
  expect(asked).toHaveLength(2);
});
