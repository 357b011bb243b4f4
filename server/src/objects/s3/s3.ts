import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '@kaitong/contract';
import { type Clock, systemClock } from '../../clock.ts';
import { type ByteRange, checkKey, LONGEST_TARGET_MS, OBJECT_PREFIX, type ObjectStore } from '../object-store.ts';
import { StoreError } from '../store-error.ts';
import { addressOf, type BucketPlace, connectBucket, unlessNoSuchKey } from './connection.ts';
import { openLifecycle } from './lifecycle.ts';
import { listAll } from './listing.ts';
import { removeMany } from './remove-many.ts';
import { type Credentials, escapeStrictly, presign } from './signing.ts';

/** A bucket and who we are to it. */
export type Bucket = BucketPlace & {
  credentials: Credentials;
  /** As cameras and browsers reach the store; a host, as `endpoint` is. */
  publicEndpoint: string;
};

export type S3Options = Bucket & {
  /** All keys begin with it, `cn/`: regions may share a bucket. */
  prefix: string;
  /** What targets and addresses say their end by. The store goes by a clock of its own. */
  clock: Clock;
  /** When addresses are signed: the store compares it with its own clock. */
  now?: () => Date;
  /** Whether an object that is looked at is read to its end this time, too. */
  takesSample?: () => boolean;
  /** At most, in one answer and one request for removal. */
  keysAtOnce?: number;
};

/** Of the objects that are shown: their hashes are the store's own care, and this finds a store that does not care. */
const SAMPLED_SHARE = 0.01;
/** The most that S3 lists, and removes, at once. */
const KEYS_AT_ONCE = 1000;
/** Between two such requests: a day's footage that goes must not hold up the uploads that share the store. */
const BREATH = seconds(0.25);

/** Whose pages have to let ours read, and be named by ours: where addresses lead. */
export const originOf = (bucket: Bucket): string =>
  addressOf({ ...bucket, endpoint: bucket.publicEndpoint }, '').origin;

/** What is encrypted by a key service, or by a key of the writer's, has an `ETag` that looks like an MD5 and is none. */
function findMd5(headers: Headers): string | undefined {
  const isOther =
    headers.get('x-amz-server-side-encryption')?.startsWith('aws:kms') ||
    headers.has('x-amz-server-side-encryption-customer-algorithm');
  return isOther ? undefined : /^"?([0-9a-f]{32})"?$/.exec(headers.get('etag') ?? '')?.[1];
}

/**
 * Objects in a bucket of any store that speaks S3's language. Cameras and players go to the store themselves, by addresses
 * that allow one thing for seconds; the store checks length and MD5 and replaces nothing (`If-None-Match`).
 */
export function openS3(options: S3Options): ObjectStore {
  const { credentials, prefix, clock, keysAtOnce = KEYS_AT_ONCE } = options;
  const { now = systemClock.now, takesSample = () => Math.random() < SAMPLED_SHARE } = options;
  const ask = connectBucket(options, credentials);
  const outside = { ...options, endpoint: options.publicEndpoint };

  const keyOf = (key: string): string => {
    checkKey(key);
    return `${prefix}${key}`;
  };
  const prefixOf = (below: string): string => {
    if (below !== '' && !OBJECT_PREFIX.test(below)) throw new RangeError(`not an object prefix: ${below}`);
    return `${prefix}${below}`;
  };
  /** By our clock the address ends at `expiresAt`; the store counts the seconds from its own time of signing. */
  const lifeOf = (expiresAt: Date): number =>
    Math.max(1, Math.ceil((expiresAt.getTime() - clock.now().getTime()) / seconds(1)));

  async function find(key: string, range?: ByteRange): Promise<Response | undefined> {
    if (range && range.last < range.first) return new Response();
    const headers = range ? { range: `bytes=${range.first}-${range.last}` } : {};
    const response = await ask({ method: 'GET', key: keyOf(key), headers, accept: [404, 416] });
    if (response.ok) return response;
    if (response.status === 404) return await unlessNoSuchKey(`GET ${key}`, response);
    await response.arrayBuffer();
    return new Response();
  }

  async function read(key: string, range?: ByteRange): Promise<Uint8Array | undefined> {
    const response = await find(key, range);
    if (!response) return undefined;
    return Buffer.from(
      await response.arrayBuffer().catch((cause: unknown) => {
        throw new StoreError(`GET ${key}: the object store broke off.`, { cause });
      }),
    );
  }

  /** Of a HEAD that is answered 404 nobody says what is not there: the object, or the bucket with all that was in it. */
  async function findHead(key: string): Promise<Response | undefined> {
    const head = await ask({ method: 'HEAD', key: keyOf(key), accept: [404] });
    await head.arrayBuffer();
    if (head.ok) return head;
    const whole = await find(key);
    await whole?.body?.cancel();
    return whole;
  }

  async function findInfo(key: string) {
    const response = await findHead(key);
    if (!response) return undefined;
    const length = response.headers.get('content-length');
    // Taken for an empty object, it would be one that is damaged, and be removed.
    if (length === null) throw new StoreError(`HEAD ${key}: the object store does not say a length.`, {});
    const md5 = findMd5(response.headers);
    return { bytes: Number(length), ...(md5 !== undefined && { md5 }) };
  }

  return {
    expiry: openLifecycle(ask, prefix, now),
    checksSha256: false,

    async presignPut(key, { bytes, md5, contentType, expiresAt }) {
      const headers = {
        'content-type': contentType,
        'content-length': String(bytes),
        'content-md5': Buffer.from(md5, 'hex').toString('base64'),
        'if-none-match': '*',
      };
      const life = Math.min(lifeOf(expiresAt), LONGEST_TARGET_MS / seconds(1));
      const url = addressOf(outside, keyOf(key));
      return { url: presign({ method: 'PUT', url, headers }, life, credentials, now()), headers };
    },

    async presignGet(key, expiresAt, { contentType = 'application/octet-stream', fileName } = {}) {
      const url = addressOf(outside, keyOf(key));
      url.searchParams.set('response-content-type', contentType);
      url.searchParams.set('response-cache-control', 'private, no-store');
      if (fileName)
        url.searchParams.set(
          'response-content-disposition',
          `attachment; filename*=UTF-8''${escapeStrictly(fileName)}`,
        );
      return presign({ method: 'GET', url, headers: {} }, lifeOf(expiresAt), credentials, now());
    },

    findInfo,
    read,

    async check(key, stored, isDoubted = false) {
      const info = await findInfo(key);
      if (!info) return 'missing';
      if (info.bytes !== stored.bytes) return 'damaged';
      if (!isDoubted && !takesSample()) return 'whole';
      const bytes = await read(key);
      if (!bytes) return 'missing';
      return createHash('sha256').update(bytes).digest('hex') === stored.sha256 ? 'whole' : 'damaged';
    },

    async findStream(key, range) {
      const response = await find(key, range);
      if (!response) return undefined;
      return response.body ? Readable.fromWeb(response.body as ReadableStream) : Readable.from([]);
    },

    async put(key, bytes, contentType) {
      const headers = { 'content-type': contentType, 'if-none-match': '*' };
      const response = await ask({ method: 'PUT', key: keyOf(key), headers, body: bytes, accept: [412] });
      await response.arrayBuffer();
      if (response.ok) return 'stored';
      const info = await findInfo(key);
      if (info?.bytes !== bytes.length) return 'object_exists';
      const isSame =
        info.md5 === undefined
          ? Buffer.from(bytes).equals((await read(key)) ?? Buffer.of())
          : info.md5 === createHash('md5').update(bytes).digest('hex');
      return isSame ? 'same_bytes' : 'object_exists';
    },

    async remove(key) {
      const response = await ask({ method: 'DELETE', key: keyOf(key), accept: [404] });
      if (response.status === 404) await unlessNoSuchKey(`DELETE ${key}`, response);
      else await response.arrayBuffer();
    },

    async removePrefix(below, longest) {
      if (!OBJECT_PREFIX.test(below)) throw new RangeError(`not an object prefix: ${below}`);
      const until = performance.now() + (longest ?? Number.POSITIVE_INFINITY);
      // From page to page: a store whose lists lag behind would be asked for the same ones without end.
      for await (const { objects, next } of listAll(ask, { prefix: prefixOf(below), keysAtOnce })) {
        const keys = objects.map(({ key }) => key);
        if (keys.length > 0) await removeMany(ask, keys);
        if (next !== undefined && performance.now() >= until) return 'more';
        if (next !== undefined) await sleep(BREATH);
      }
      return 'removed';
    },

    async *list(below) {
      for await (const { objects } of listAll(ask, { prefix: prefixOf(below), keysAtOnce }))
        for (const { key, bytes, storedAt } of objects) yield { key: key.slice(prefix.length), bytes, storedAt };
    },

    async listFolders(below) {
      const names: string[] = [];
      const start = prefixOf(below);
      for await (const { folders } of listAll(ask, { prefix: start, delimiter: '/', keysAtOnce }))
        names.push(...folders.map((folder) => folder.slice(start.length, -1)));
      return names.sort();
    },
  };
}
