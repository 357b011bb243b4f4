import { createHash } from 'node:crypto';
import { StoreError } from '../store-error.ts';
import { type BucketPlace, connectBucket } from './connection.ts';
import type { Credentials } from './signing.ts';

/** The bucket of the settings cannot be used; `message` is for whoever set them. */
export class BucketUnusable extends Error {
  override readonly name = 'BucketUnusable';
}

export type Prepared =
  /** Pages of this platform may read from it. */
  | 'ready'
  /** It has no rules for other hosts' pages, and will not take ours: what browsers play stays dark. */
  | 'without_cors'
  /** Nothing answers now; what needs it fails until something does. */
  | 'away';

const rulesFor = (methods: readonly string[]): string =>
  `<CORSConfiguration><CORSRule>${methods.map((one) => `<AllowedMethod>${one}</AllowedMethod>`).join('')}<AllowedOrigin>*</AllowedOrigin><AllowedHeader>*</AllowedHeader><ExposeHeader>Content-Range</ExposeHeader><MaxAgeSeconds>3600</MaxAgeSeconds></CORSRule></CORSConfiguration>`;

/** Addresses are the permission, and no cookie takes part: so any page may read what it has an address of, and a browser's camera PUT. */
const CORS = rulesFor(['GET', 'HEAD', 'PUT']);
/** What buckets got from us before browsers were cameras. Rules of anybody else are left as they are. */
const CORS_FOR_READING = rulesFor(['GET', 'HEAD']);

/** In whatever order, and with whatever beside it, a store gives them back. */
const saidIn = (rules: string): string =>
  [...rules.matchAll(/<(CORSRule)>|<(\w+)>([^<>\s][^<>]*)</g)]
    .map(([found]) => found)
    .sort()
    .join();

/**
 * Looks whether a bucket is there and ours to use, and lets pages read from it where nobody has said who may.
 *
 * @throws BucketUnusable where a person has to put something right
 */
export async function prepareBucket(place: BucketPlace, credentials: Credentials): Promise<Prepared> {
  const ask = connectBucket(place, credentials);
  try {
    const { status } = await ask({ method: 'HEAD', key: '', accept: [301, 307, 400, 403, 404] });
    if (status >= 300) throw new BucketUnusable(explain(status, place));
    const cors = await ask({ method: 'GET', key: '', query: { cors: '' }, accept: [404] });
    const rules = await cors.text();
    if (cors.ok && saidIn(rules) !== saidIn(CORS_FOR_READING)) return 'ready';
    const body = Buffer.from(CORS);
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
    await (await ask({ method: 'PUT', key: '', query: { cors: '' }, headers, body })).arrayBuffer();
    return 'ready';
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { status = 503 } = error;
    return status >= 500 && status !== 501 ? 'away' : 'without_cors'; // 501: a store that has no such rules
  }
}

function explain(status: number, { endpoint, bucket }: BucketPlace): string {
  if (status === 404)
    return `KAITONG_S3_BUCKET is "${bucket}", and ${endpoint} has no such bucket; make it, without versions, or correct the name.`;
  if (status === 403)
    return `${endpoint} does not let KAITONG_S3_ACCESS_KEY into the bucket "${bucket}"; give its user the right to list, read, write and delete there, or correct the key and its secret.`;
  return `${endpoint} answers ${status} for the bucket "${bucket}"; correct KAITONG_S3_ENDPOINT and KAITONG_S3_REGION, or set KAITONG_S3_PATH_STYLE to the other value.`;
}
