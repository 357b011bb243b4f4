import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, link, open, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { hasCode, isMissing, sha256OfFile, syncFolder, unlessUnreadable, writeAll } from './files.ts';
import type { DurableFolders } from './folders.ts';
import { type Hashes, hashFile } from './hash-thread.ts';

export type Expected = { bytes: number; md5: string; sha256: string };
export type Received = { bytes: number; md5: string; sha256: string };

export type ReceiveFailure = 'size_mismatch' | 'hash_mismatch' | 'object_exists' | 'disk_full';
export type ReceiveResult =
  | { outcome: 'stored' | 'same_bytes' | 'hash_mismatch'; received: Received }
  | { outcome: Exclude<ReceiveFailure, 'hash_mismatch'> };
/** `hashes`: of a small object; a large one is hashed when it is written. */
type Copied = { outcome: 'complete'; hashes: Hashes | undefined } | { outcome: 'size_mismatch' };

export type Destination = {
  file: string;
  partsFolder: string;
  folders: DurableFolders;
  memory: IntakeMemory;
  /** Aborted when no more bytes are waited for: what came is then too little. */
  givenUp?: AbortSignal | undefined;
};

/** Bytes that all uploads of this process hold in memory together. */
export type IntakeMemory = { bytes: number };

/** Bytes gathered before a write: a trip to the thread pool for each 64 kB chunk would cost more than the copy. */
const GATHER_BYTES = 1 << 18;
/** Unwritten bytes at which a fast sender is made to wait for the disk. */
const MOST_WAITING_BYTES = 2 << 20;
/** From this size on the way to the thread that hashes costs less than hashing on the main one. */
const LARGE_BYTES = 500_000;
/** With this much held by all uploads together, each waits for the disk after every chunk: a thousand at once must fit. */
const MOST_HELD_BYTES = 96 << 20;

/**
 * Writes an object once. Nothing is visible before it is complete, checked and on the disk; a try that breaks off or does
 * not match leaves nothing, and may be repeated. The chunks of `body` are this function's: they are freed as they are written.
 *
 * @throws if the body breaks off, or the disk fails otherwise than by being full
 */
export async function receive(body: Readable, expected: Expected, destination: Destination): Promise<ReceiveResult> {
  const part = path.join(destination.partsFolder, `${randomUUID()}.part`);
  try {
    const out = await open(part, 'wx+', 0o640);
    try {
      const copied = await copy(body, out, expected, destination);
      if (copied.outcome !== 'complete') return copied;
      const { bytes } = expected;
      if (copied.hashes && !isAsExpected(copied.hashes, expected))
        return { outcome: 'hash_mismatch', received: { bytes, ...copied.hashes } };
      const hashes = await hashAndSync(out, bytes, copied.hashes);
      const received = { bytes, ...hashes };
      if (!isAsExpected(hashes, expected)) return { outcome: 'hash_mismatch', received };
      return await publish(part, received, destination);
    } finally {
      await out.close();
      await unlink(part).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    }
  } catch (error) {
    if (hasCode(error, 'ENOSPC', 'EDQUOT')) return { outcome: 'disk_full' };
    throw error;
  }
}

const isAsExpected = (hashes: Hashes, { md5, sha256 }: Hashes): boolean =>
  hashes.md5 === md5 && hashes.sha256 === sha256;

/** The disk works while the thread reads what the system holds in memory. */
async function hashAndSync(out: FileHandle, bytes: number, known: Hashes | undefined): Promise<Hashes> {
  const hashing = known ?? hashFile(out.fd, bytes);
  const [hashes, synced] = await Promise.allSettled([hashing, out.datasync()]); // both are done with the file
  if (synced.status === 'rejected') throw synced.reason;
  if (hashes.status === 'rejected') throw hashes.reason;
  return hashes.value;
}

/**
 * Gives back what chunks hold, which else waits for a collection of all garbage: what came in counts as memory of the
 * program, and there was one such collection for every 60 MB of uploads.
 */
function free(chunks: readonly Buffer[]): void {
  for (const { buffer, byteLength } of chunks)
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Reads with `data` events: at 32 uploads at once they cost a fifth less of a core than `for await`. */
function copy(
  body: Readable,
  out: FileHandle,
  expected: Expected,
  { memory, givenUp }: Pick<Destination, 'memory' | 'givenUp'>,
): Promise<Copied> {
  const isSmall = expected.bytes < LARGE_BYTES;
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let bytes = 0;
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  let waitingBytes = 0;
  let writes: Promise<void> = Promise.resolve();

  return new Promise((resolve, reject) => {
    const flush = (): void => {
      const buffers = gathered;
      const size = gatheredBytes;
      gathered = [];
      gatheredBytes = 0;
      waitingBytes += size;
      if (waitingBytes >= MOST_WAITING_BYTES || memory.bytes >= MOST_HELD_BYTES) body.pause();
      writes = writes
        .then(() => writeAll(out, buffers))
        .finally(() => {
          free(buffers);
          waitingBytes -= size;
          memory.bytes -= size;
          if (waitingBytes < MOST_WAITING_BYTES && body.isPaused()) body.resume();
        });
      writes.catch(fail);
    };
    const settle = (result: Copied): void => {
      stopListening();
      writes.then(() => resolve(result), reject);
    };
    const fail = (error: unknown): void => {
      stopListening();
      writes.then(
        () => reject(error),
        () => reject(error),
      );
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > expected.bytes) {
        settle({ outcome: 'size_mismatch' });
        return;
      }
      if (isSmall) {
        sha256.update(chunk);
        md5.update(chunk);
      }
      gathered.push(chunk);
      gatheredBytes += chunk.length;
      memory.bytes += chunk.length;
      if (gatheredBytes >= GATHER_BYTES || memory.bytes >= MOST_HELD_BYTES) flush();
    };
    const onEnd = (): void => {
      if (bytes !== expected.bytes) {
        settle({ outcome: 'size_mismatch' });
        return;
      }
      if (gatheredBytes > 0) flush();
      settle({
        outcome: 'complete',
        hashes: isSmall ? { md5: md5.digest('hex'), sha256: sha256.digest('hex') } : undefined,
      });
    };
    const onClose = (): void => fail(new BodyBrokenOff());
    const onGivenUp = (): void => settle({ outcome: 'size_mismatch' });
    const stopListening = (): void => {
      memory.bytes -= gatheredBytes;
      gatheredBytes = 0;
      gathered = [];
      body.off('data', onData).off('end', onEnd).off('close', onClose);
      givenUp?.removeEventListener('abort', onGivenUp);
    };
    body.on('error', fail);
    givenUp?.addEventListener('abort', onGivenUp);
    if (body.destroyed)
      fail(new BodyBrokenOff()); // it broke off before anybody listened
    else body.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/** The sender went away before the end of its body. */
export class BodyBrokenOff extends Error {
  override readonly name = 'BodyBrokenOff';
}

/** A folder is removed while uploads go on only now and then; so many times in a row it is another fault. */
const MOST_TRIES = 20;

async function publish(part: string, received: Received, { file, folders }: Destination): Promise<ReceiveResult> {
  const folder = path.dirname(file);
  for (let tries = 1; ; tries++) {
    try {
      await folders.ensure(folder);
      if (!(await linkNew(part, file))) return await compare(file, received);
      await syncFolder(folder);
      return { outcome: 'stored', received };
    } catch (error) {
      // The folder was there when it was last looked at: its prefix has just been removed, perhaps by another process.
      if (!isMissing(error) || tries === MOST_TRIES) throw error;
      folders.forget();
    }
  }
}

/** Unlike `rename`, `link` refuses to replace. @returns false if there is something of this name */
async function linkNew(part: string, file: string): Promise<boolean> {
  try {
    await link(part, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function compare(file: string, received: Received): Promise<ReceiveResult> {
  const { size } = await stat(file);
  const sha256 = size === received.bytes ? await sha256OfFile(file).catch(unlessUnreadable) : undefined;
  if (sha256 !== received.sha256) return { outcome: 'object_exists' };
  // Whoever linked it may have been killed before the folder was synced, and this answer promises that it stays.
  await syncFolder(path.dirname(file));
  return { outcome: 'same_bytes', received };
}
