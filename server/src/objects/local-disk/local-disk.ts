import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, readdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Refusal } from '@kaitong/contract';
import { type Clock, systemClock } from '../../clock.ts';
import { type FreeSpace, openFreeSpace } from '../free-space.ts';
import { type ByteRange, checkKey, LONGEST_TARGET_MS, OBJECT_PREFIX, type ObjectStore } from '../object-store.ts';
import { findFacts, hasCode, isMissing } from './files.ts';
import { createDurableFolders } from './folders.ts';
import { createLooks } from './looks.ts';
import { sweepParts } from './parts.ts';
import { type Expected, type ReceiveResult, receive } from './receive.ts';
import { type GetPermit, type PutPermit, signGet, signPut, verifyGet, verifyPut } from './signing.ts';
import { openTrash } from './trash.ts';

export type LocalDiskOptions = {
  folder: string;
  /** Where `http/objects.ts` serves it, without a slash at the end: `https://cam.example.com/cn/objects`. */
  baseUrl: string;
  /** The first signs, all are accepted: `keyRing.derive('object targets cn')`. */
  secrets: readonly [Uint8Array, ...Uint8Array[]];
  clock: Clock;
  onError: (error: unknown) => void;
  /** Without it, what `openFreeSpace` makes of the folder's disk. */
  space?: FreeSpace;
};

export type LocalDisk = ObjectStore & {
  verifyPut(key: string, query: Readonly<Record<string, unknown>>): PutPermit | Refusal;
  verifyGet(key: string, query: Readonly<Record<string, unknown>>): GetPermit | Refusal;
  /** Takes the body of a PUT; see `receive`. */
  receive(permit: PutPermit, body: Readable, givenUp?: AbortSignal): Promise<ReceiveResult>;
  /** In no particular order; whether the disk can give what is listed is not looked at. */
  listKeys(prefix: string): AsyncIterable<string>;
  /** Removes folders at and below `prefix` in which nothing lies. */
  sweepFolders(prefix: string): Promise<void>;
  /** Removes the folders of an object that is gone, up to the first in which something lies. */
  sweepAbove(key: string): Promise<void>;
  /** Resolves when the space of removed prefixes has been freed. */
  emptied(): Promise<void>;
  close(): Promise<void>;
};

const SWEEP_EVERY_MS = 60_000;

/**
 * Objects as files below `folder`, with presigned URLs as S3 has them. Several processes may share the folder; parts that
 * a killed process left are removed.
 */
export async function openLocalDisk(options: LocalDiskOptions): Promise<LocalDisk> {
  const { folder, baseUrl, secrets, clock, onError } = options;
  const root = path.join(folder, 'objects');
  const partsFolder = path.join(folder, 'parts');
  const trashFolder = path.join(folder, 'trash');
  for (const made of [root, partsFolder, trashFolder]) await mkdir(made, { recursive: true, mode: 0o750 });
  const space = options.space ?? (await openFreeSpace(folder));
  await sweepParts(partsFolder, systemClock.now());
  const sweeper = setInterval(() => {
    sweepParts(partsFolder, systemClock.now()).catch(onError);
  }, SWEEP_EVERY_MS).unref();

  const folders = createDurableFolders(root);
  const trash = openTrash(trashFolder, onError);
  const memory = { bytes: 0 };
  const looks = createLooks(clock);

  const fileOf = (key: string): string => {
    checkKey(key);
    return path.join(root, key);
  };
  const folderOf = (prefix: string): string => {
    if (prefix !== '' && !OBJECT_PREFIX.test(prefix)) throw new RangeError(`not an object prefix: ${prefix}`);
    return path.join(root, prefix);
  };

  async function take(key: string, expected: Expected, body: Readable, givenUp?: AbortSignal) {
    if (!(await space.fits(expected.bytes))) return { outcome: 'disk_full' } as const;
    const result = await receive(body, expected, { file: fileOf(key), partsFolder, folders, memory, givenUp });
    if (result.outcome === 'disk_full') space.noteFull();
    if (result.outcome === 'stored' || result.outcome === 'same_bytes') looks.note(key);
    return result;
  }

  return {
    checksSha256: true,

    async presignPut(key, { bytes, md5, sha256, contentType, expiresAt }) {
      checkKey(key);
      const latest = clock.now().getTime() + LONGEST_TARGET_MS;
      const permit = { key, bytes, md5, sha256, contentType, expiresAt: Math.min(expiresAt.getTime(), latest) };
      const headers = {
        'content-type': contentType,
        'content-length': String(bytes),
        'content-md5': Buffer.from(md5, 'hex').toString('base64'),
        'if-none-match': '*',
      };
      return { url: signPut(secrets, baseUrl, permit), headers };
    },

    async presignGet(key, expiresAt, presentation = {}) {
      checkKey(key);
      const { contentType = 'application/octet-stream', fileName = '', session = '' } = presentation;
      return signGet(secrets, baseUrl, { key, expiresAt: expiresAt.getTime(), contentType, fileName, session });
    },

    verifyPut: (key, query) => verifyPut(secrets, key, query, clock.now()),
    verifyGet: (key, query) => verifyGet(secrets, key, query, clock.now()),
    receive: (permit, body, givenUp) => take(permit.key, permit, body, givenUp),

    check: (key, stored) => looks.check(key, fileOf(key), stored),

    async findInfo(key) {
      const found = await findFacts(fileOf(key));
      return found && { bytes: found.bytes };
    },

    async read(key, range) {
      try {
        return await readFile(fileOf(key), range);
      } catch (error) {
        looks.forget(key);
        throw error;
      }
    },

    async findStream(key, range) {
      const handle = await findFile(fileOf(key));
      return handle
        ?.createReadStream(range && { start: range.first, end: range.last })
        .once('error', () => looks.forget(key));
    },

    async put(key, bytes, _contentType) {
      const hash = (name: string) => createHash(name).update(bytes).digest('hex');
      const expected = { bytes: bytes.length, md5: hash('md5'), sha256: hash('sha256') };
      const { outcome } = await take(key, expected, Readable.from([Buffer.from(bytes)], { objectMode: false }));
      if (outcome === 'stored' || outcome === 'same_bytes' || outcome === 'object_exists') return outcome;
      throw new Error(`The object ${key} could not be written: ${outcome}.`);
    },

    remove: (key) => trash.discard(fileOf(key)),

    async removePrefix(prefix) {
      if (!OBJECT_PREFIX.test(prefix)) throw new RangeError(`not an object prefix: ${prefix}`);
      const target = path.join(root, prefix.slice(0, -1));
      await trash.discard(target);
      folders.forget();
      return 'removed';
    },

    async *list(prefix) {
      for await (const file of walk(folderOf(prefix))) {
        const found = await findFacts(file);
        if (found) yield { key: path.relative(root, file), ...found };
      }
    },

    async listFolders(prefix) {
      const entries = await listEntries(folderOf(prefix));
      return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).sort();
    },

    async *listKeys(prefix) {
      for await (const file of walk(folderOf(prefix))) yield path.relative(root, file);
    },

    async sweepAbove(key) {
      let folder = path.dirname(fileOf(key));
      while (folder !== root && (await removeEmpty(folder))) {
        folders.forget();
        folder = path.dirname(folder);
      }
    },

    async sweepFolders(prefix) {
      folders.forget();
      await sweepFolder(folderOf(prefix));
      folders.forget();
    },

    emptied: () => trash.emptied(),

    async close() {
      clearInterval(sweeper);
      await trash.close();
    },
  };
}

async function findFile(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readFile(file: string, range: ByteRange | undefined): Promise<Uint8Array | undefined> {
  await using handle = await findFile(file);
  if (!handle || !range) return await handle?.readFile();
  const buffer = new Uint8Array(Math.max(0, range.last - range.first + 1));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, range.first + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function listEntries(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** What is written there meanwhile makes its folder anew, or has it kept. */
async function sweepFolder(folder: string): Promise<void> {
  for (const entry of await listEntries(folder))
    if (entry.isDirectory()) await sweepFolder(path.join(folder, entry.name));
  await removeEmpty(folder);
}

/** @returns whether it is not there any more */
async function removeEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST')) return false;
    if (!isMissing(error)) throw error;
  }
  return true;
}

async function* walk(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder)) {
      const inside = path.join(folder, entry.name);
      if (entry.isDirectory()) yield* walk(inside);
      else yield inside;
    }
  } catch (error) {
    if (!isMissing(error)) throw error; // removed while it was listed
  }
}
