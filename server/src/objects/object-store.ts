import type { Readable } from 'node:stream';
import type { Duration } from '@kaitong/contract';

/** What a writer says about an object before it sends it. The target it gets takes exactly this. */
export type PutDeclaration = {
  bytes: number;
  /** Hex. What S3 checks by itself, as Content-MD5. */
  md5: string;
  /** Hex. */
  sha256: string;
  contentType: string;
  expiresAt: Date;
};

/** Where and how to PUT: all of `headers` belong to the signature, the writer sends them as they are. */
export type UploadTarget = { url: string; headers: Record<string, string> };

/** How a reader's program is to take the bytes; S3's `response-content-type` and `response-content-disposition`. */
export type GetPresentation = {
  contentType?: string;
  fileName?: string;
  /** What must be open still when the address is used. A store of somebody else's cannot ask: there it lives for seconds. */
  session?: string;
};

/** First and last byte, both included. */
export type ByteRange = { first: number; last: number };

/** `md5`: hex, where the store says it without reading the object. */
export type ObjectInfo = { bytes: number; md5?: string };
/** What an object was when it was stored. */
export type StoredAs = { bytes: number; sha256: string };
/** Whether it is that still. */
export type ObjectState = 'whole' | 'missing' | 'damaged';
/** `storedAt` is by the store's own clock. */
export type ListedObject = { key: string; bytes: number; storedAt: Date };

/** Whatever lies below `prefix` is to go by itself from then on, also what comes later. Midnight, UTC. */
export type ExpiryRule = { prefix: string; from: Date };

/** What a store removes by itself. */
export type StoreExpiry = {
  /** Has it keep these rules and no others of ours. `refused`: it knows no such rules, or takes none from us. */
  keep(rules: readonly ExpiryRule[]): Promise<'kept' | 'refused'>;
  /** Whether it has such a rule for this very prefix, whose time has come. */
  isEnding(prefix: string): Promise<boolean>;
};

export type PutResult = 'stored' | 'same_bytes' | 'object_exists';

/**
 * Objects are written once and whole. Keys are lower-case paths (`OBJECT_KEY`); a prefix ends with `/`.
 *
 * Local disk checks SHA-256 while the bytes arrive; S3 checks length and MD5 only, so whoever judges an object from there
 * hashes it first (`checksSha256`).
 */
export type ObjectStore = {
  /** `undefined`: what is to go is removed by us alone. */
  expiry?: StoreExpiry;
  checksSha256: boolean;
  presignPut(key: string, declaration: PutDeclaration): Promise<UploadTarget>;
  presignGet(key: string, expiresAt: Date, presentation?: GetPresentation): Promise<string>;
  findInfo(key: string): Promise<ObjectInfo | undefined>;
  /**
   * To be asked before an object is shown. What was looked at within a day is believed to be as it was then, and of what
   * lies elsewhere a sample is read; `isDoubted`: it was found damaged a moment ago, and is read to its end.
   */
  check(key: string, stored: StoredAs, isDoubted?: boolean): Promise<ObjectState>;
  /** The whole object, or the part of it that `range` covers; `undefined` if there is no such object. */
  read(key: string, range?: ByteRange): Promise<Uint8Array | undefined>;
  findStream(key: string, range?: ByteRange): Promise<Readable | undefined>;
  /** For bytes that this server made or encrypted itself. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<PutResult>;
  /** One that is not there is fine. */
  remove(key: string): Promise<void>;
  /**
   * Everything below `prefix` is unreachable when this resolves to `removed`; its space is freed later. After `longest` it
   * goes no further and says `more`: whoever asks may hold a session that must not outlast its patience.
   */
  removePrefix(prefix: string, longest?: Duration): Promise<'removed' | 'more'>;
  /** In no particular order. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** What `prefix` is followed by up to the next `/`, in order: the folders in it, or S3's common prefixes. */
  listFolders(prefix: string): Promise<string[]>;
};

/** Lower-case names joined by `/`: no name begins with a dot, so `..` and hidden files cannot occur. */
export const OBJECT_KEY = /^[a-z0-9][a-z0-9._-]{0,127}(?:\/[a-z0-9][a-z0-9._-]{0,127}){0,11}$/;
export const OBJECT_PREFIX = /^(?:[a-z0-9][a-z0-9._-]{0,127}\/){1,12}$/;

/** Upload targets live at most this long: what is put later could belong to a run that has ended. */
export const LONGEST_TARGET_MS = 60_000;

export function checkKey(key: string): void {
  if (!OBJECT_KEY.test(key)) throw new RangeError(`not an object key: ${key}`);
}
