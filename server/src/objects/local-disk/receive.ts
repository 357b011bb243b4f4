import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, link, open, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { hasCode, isMissing, sha256OfFile, syncFolder, unlessUnreadable, writeAll } from './files.ts';
import type { DurableFolders } from './folders.ts';

export type Expected = { bytes: number; md5: string; sha256: string };
export type Received = { bytes: number; md5: string; sha256: string };

export type ReceiveFailure = 'size_mismatch' | 'hash_mismatch' | 'object_exists' | 'disk_full';
export type ReceiveResult =
  | { outcome: 'stored' | 'same_bytes' | 'hash_mismatch'; received: Received }
  | { outcome: Exclude<ReceiveFailure, 'hash_mismatch'> };
type Copied =
  | { outcome: 'complete'; received: Received }
  | { outcome: 'hash_mismatch'; received: Received }
  | { outcome: 'size_mismatch' };

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
/** With this much held by all uploads together, each waits for the disk after every chunk: a thousand at once must fit. */
const MOST_HELD_BYTES = 96 << 20;

/**
 * Writes an object once. Nothing is visible before it is complete, checked and on the disk; a try that breaks off or does
 * not match leaves nothing, and may be repeated.
 *
 * @throws if the body breaks off, or the disk fails otherwise than by being full
 */
export async function receive(body: Readable, expected: Expected, destination: Destination): Promise<ReceiveResult> {
  const part = path.join(destination.partsFolder, `${randomUUID()}.part`);
  try {
    const out = await open(part, 'wx', 0o640);
    try {
      const copied = await copy(body, out, expected, destination);
      if (copied.outcome !== 'complete') return copied;
      await out.datasync();
      return await publish(part, copied.received, destination);
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

/** Reads with `data` events: at 32 uploads at once they cost a fifth less of a core than `for await`. */
function copy(
  body: Readable,
  out: FileHandle,
  expected: Expected,
  { memory, givenUp }: Pick<Destination, 'memory' | 'givenUp'>,
): Promise<Copied> {
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
      sha256.update(chunk);
      md5.update(chunk);
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
      const received = { bytes, md5: md5.digest('hex'), sha256: sha256.digest('hex') };
      if (received.sha256 !== expected.sha256 || received.md5 !== expected.md5) {
        settle({ outcome: 'hash_mismatch', received });
        return;
      }
      if (gatheredBytes > 0) flush();
      settle({ outcome: 'complete', received });
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
