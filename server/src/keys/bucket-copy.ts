import { createHash } from 'node:crypto';
import { type BucketPlace, connectBucket, unlessNoSuchKey } from '../objects/s3/connection.ts';
import { findVersioning } from '../objects/s3/find-versioning.ts';
import { listAll } from '../objects/s3/listing.ts';
import { removeMany } from '../objects/s3/remove-many.ts';
import type { Credentials } from '../objects/s3/signing.ts';
import { checkName, ERASED, type Found, groupListed, KEPT, type KeyCopy } from './key-copy.ts';
import { KeyStoreError } from './keys-unavailable.ts';
import { openRecord, sealRecord } from './record-text.ts';

/** `prefix`: all keys begin with it; empty, or a path that ends with a slash. */
export type KeyBucket = BucketPlace & { credentials: Credentials; prefix: string };

export type BucketCopy = KeyCopy & {
  isThere(): Promise<boolean>;
  /** @throws KeyStoreError where the bucket keeps what is erased in it */
  checkVersions(): Promise<void>;
  /** Beside the records. */
  readText(name: string): Promise<string | undefined>;
  writeText(name: string, text: string): Promise<void>;
};

/** The most that S3 lists, and removes, at once. */
const KEYS_AT_ONCE = 1000;

/**
 * A copy as objects of a bucket without versions. It relies on two things that S3 promises: what was written is read by
 * whoever asks next, and of two that write a new key only one does (`If-None-Match`).
 */
export function openBucketCopy(bucket: KeyBucket): BucketCopy {
  const ask = connectBucket(bucket, bucket.credentials);
  const keyOf = (name: string, end: string): string => {
    checkName(name);
    return `${bucket.prefix}${name}${end}`;
  };

  async function get(key: string): Promise<string | undefined> {
    const response = await ask({ method: 'GET', key, accept: [404] });
    return response.ok ? await response.text() : await unlessNoSuchKey(`GET ${key}`, response);
  }
  /** @param condition of a write that must replace nothing */
  async function write(key: string, text: string, condition: Record<string, string> = {}): Promise<void> {
    const body = Buffer.from(text);
    const md5 = createHash('md5').update(body).digest('base64');
    const headers = { 'content-type': 'text/plain', 'content-md5': md5 };
    const response = await ask({ method: 'PUT', key, headers: { ...headers, ...condition }, body, accept: [412] });
    await response.arrayBuffer();
  }
  async function remove(key: string): Promise<void> {
    const response = await ask({ method: 'DELETE', key, accept: [404] });
    if (response.ok) await response.arrayBuffer();
    else await unlessNoSuchKey(`DELETE ${key}`, response);
  }
  /** Erased by another process meanwhile: either it saw what we wrote and removed it, or we see its mark. */
  async function unlessErased(name: string): Promise<void> {
    if ((await get(keyOf(name, ERASED))) !== undefined) await remove(keyOf(name, KEPT));
  }
  const pagesOf = (below: string) => listAll(ask, { prefix: `${bucket.prefix}${below}`, keysAtOnce: KEYS_AT_ONCE });

  return {
    async read(name): Promise<Found> {
      const lying = await get(keyOf(name, KEPT));
      if ((await get(keyOf(name, ERASED))) !== undefined) return { is: 'erased' };
      if (lying === undefined) return { is: 'absent' };
      const text = openRecord(name, lying);
      return text === undefined ? { is: 'damaged' } : { is: 'kept', text };
    },

    async put(name, text) {
      await write(keyOf(name, KEPT), sealRecord(name, text), { 'if-none-match': '*' });
      await unlessErased(name);
    },

    withdraw: (name) => remove(keyOf(name, KEPT)),

    async replace(name, text) {
      if ((await get(keyOf(name, KEPT))) === undefined) return;
      await write(keyOf(name, KEPT), sealRecord(name, text));
      await unlessErased(name);
    },

    async mend(name, text) {
      await write(keyOf(name, KEPT), sealRecord(name, text));
      await unlessErased(name);
    },

    async erase(name) {
      await write(keyOf(name, ERASED), '');
      await remove(keyOf(name, KEPT));
    },

    async list(kind) {
      const files: string[] = [];
      for await (const { objects } of pagesOf(`${kind}/`))
        files.push(...objects.map(({ key }) => key.slice(bucket.prefix.length)));
      return groupListed(files);
    },

    async removeGroup(kind, group) {
      for await (const { objects } of pagesOf(`${kind}/${group}/`))
        if (objects.length > 0)
          await removeMany(
            ask,
            objects.map(({ key }) => key),
          );
    },

    async listSums(kind) {
      const sums = new Map<string, string>();
      for await (const { objects } of pagesOf(`${kind}/`))
        for (const { key, md5 } of objects)
          if (key.endsWith(KEPT) && md5 !== undefined) sums.set(key.slice(bucket.prefix.length, -KEPT.length), md5);
      return sums;
    },

    async isThere() {
      const response = await ask({ method: 'HEAD', key: '', accept: [404] });
      await response.arrayBuffer();
      return response.ok;
    },

    async checkVersions() {
      if ((await findVersioning(ask)) === 'kept')
        throw new KeyStoreError(
          `The bucket ${bucket.bucket} keeps versions, so no key that is erased would be gone from it. Make another one, without versions, and name it in KAITONG_KEYS_COPY.`,
        );
    },

    readText: (name) => get(`${bucket.prefix}${name}`),
    writeText: (name, text) => write(`${bucket.prefix}${name}`, text),
  };
}
