import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Duration, milliseconds, seconds } from '@kaitong/contract';
import { systemClock } from '../../clock.ts';
import { StoreError } from '../store-error.ts';
import { type Credentials, signRequest } from './signing.ts';
import { firstOf } from './xml.ts';

/** A bucket, as its store is asked for it. */
export type BucketPlace = {
  /** Where the store is, without a path: `https://s3.example.com`. */
  endpoint: string;
  bucket: string;
  /** The bucket stands in the path; else it is a part of the host's name. */
  pathStyle: boolean;
};

export type Ask = {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Empty: the bucket itself. */
  key: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array;
  /** What is an answer, besides those of the 200s; anything else is an outage. */
  accept?: readonly number[];
};

export type BucketConnection = (ask: Ask) => Promise<Response>;

/** Until the first byte of an answer, beside what the body takes. */
const PATIENCE = seconds(15);
/** Of a body, on a slow line to the store. */
const BYTES_A_SECOND = 1_000_000;
const TRIES = 4;
/** Who asks may hold a session of the database, which ends a transaction that does nothing for a minute. */
const TRIES_IN_SILENCE = 2;
const FIRST_PAUSE = seconds(0.1);

export function addressOf({ endpoint, bucket, pathStyle }: BucketPlace, key: string): URL {
  if (pathStyle) return new URL(`/${bucket}/${key}`.replace(/\/$/, ''), endpoint);
  const url = new URL(`/${key}`, endpoint);
  url.hostname = `${bucket}.${url.hostname}`;
  return url;
}

/**
 * Asks a bucket, with a signature for each try. What did not arrive, and what the store is too busy for, is asked again:
 * everything that is asked of a store may come twice.
 */
export function connectBucket(
  place: BucketPlace,
  credentials: Credentials,
  patience: Duration = PATIENCE,
): BucketConnection {
  return async ({ method, key, query = {}, headers = {}, body, accept = [] }) => {
    const url = addressOf(place, key);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const sha256 = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    const what = `${method} ${url.pathname}`;
    const longest = milliseconds(patience + seconds((body?.length ?? 0) / BYTES_A_SECOND));
    let silences = 0;
    for (let tries = 1; ; tries++) {
      const signed = signRequest({ method, url, headers }, sha256, credentials, systemClock.now());
      const init = { method, headers: signed, ...(body && { body: new Uint8Array(body) }) };
      const answer = await send(url, init, longest).catch((cause: unknown) => {
        if (isAbort(cause)) silences += 1;
        return new StoreError(`${what}: the object store does not answer.`, { cause });
      });
      if (answer instanceof Response && (answer.ok || accept.includes(answer.status))) return answer;
      const error = answer instanceof Response ? await readError(what, answer) : answer;
      if (tries === TRIES || silences === TRIES_IN_SILENCE || !mayRepeat(error)) throw error;
      await sleep(FIRST_PAUSE * 3 ** (tries - 1));
    }
  };
}

/** 409: another write of the same key is under way, as AWS has it. 501: it will never do this. */
const mayRepeat = ({ status }: StoreError): boolean =>
  status === undefined || (status >= 500 && status !== 501) || status === 429 || status === 409;

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

async function send(url: URL, init: RequestInit, longest: Duration): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), longest);
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}

export async function readError(what: string, response: Response): Promise<StoreError> {
  const text = await response.text().catch(() => '');
  const code = firstOf(text, 'Code');
  const { status } = response;
  return new StoreError(`${what}: the object store answers ${status}${code ? ` ${code}` : ''}.`, { status, code });
}

/** `undefined` where it says that there is no such object; a bucket that is not there is an outage. */
export async function unlessNoSuchKey(what: string, response: Response): Promise<undefined> {
  const error = await readError(what, response);
  if (error.code !== 'NoSuchKey') throw error;
}
