import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { FreeSpace } from './free-space.ts';
import { hasCode, writeAll } from './local-disk/files.ts';
import { BodyBrokenOff } from './local-disk/receive.ts';

export type Spooled = { bytes: number; sha256: string; read(): Promise<Buffer> };
export type SpoolFailure = 'object_too_large' | 'disk_full' | 'dropped';

export type Spool = AsyncDisposable & {
  /** Rejects with `BodyBrokenOff` where the sender went away before the end. */
  arrived: Promise<Spooled | SpoolFailure>;
  /** Bytes so far. */
  bytes(): number;
  /** What comes is not wanted. */
  drop(): void;
};

export type SpoolOptions = { folder: string; mostBytes: number; space: FreeSpace };

/** Unwritten bytes at which a sender is made to wait: more than any segment has. */
const MOST_WAITING_BYTES = 17 * 1024 * 1024;

/**
 * Takes a body of unknown length onto the disk, from this very moment on. Tools that do not wait for an answer close their
 * connection behind the last byte, and Node throws away what nobody has read by then: so nothing may be waited for before
 * it is read, and nothing of a segment's size may be held back. The file has no name: it is gone with its process.
 */
export function spool(body: Readable, options: SpoolOptions): Spool {
  const { mostBytes, space } = options;
  const file = openNameless(options);
  const hash = createHash('sha256');
  const arrived = Promise.withResolvers<Spooled | SpoolFailure>();
  let writes: Promise<void> = Promise.resolve();
  let bytes = 0;
  let waiting = 0;

  const write = async (chunk: Buffer): Promise<void> => {
    const handle = await file;
    if (handle) await writeAll(handle, [chunk]);
    waiting -= chunk.length;
    if (waiting < MOST_WAITING_BYTES && body.isPaused()) body.resume();
  };
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    waiting += chunk.length;
    if (bytes > mostBytes) {
      settle('object_too_large');
      return;
    }
    hash.update(chunk);
    writes = writes.then(() => write(chunk));
    writes.catch(onError);
    if (waiting >= MOST_WAITING_BYTES) body.pause();
  };
  const onEnd = (): void => {
    stop();
    writes.then(async () => {
      const handle = await file;
      if (!handle) return arrived.resolve('disk_full');
      arrived.resolve({ bytes, sha256: hash.digest('hex'), read: () => readAll(handle, bytes) });
    }, onError);
  };
  const onError = (error: unknown): void => {
    stop();
    const isFull = hasCode(error, 'ENOSPC', 'EDQUOT');
    if (isFull) space.noteFull();
    if (isFull) arrived.resolve('disk_full');
    else arrived.reject(error);
  };
  const onClose = (): void => onError(new BodyBrokenOff());
  const stop = (): void => void body.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
  const settle = (failure: SpoolFailure): void => {
    stop();
    arrived.resolve(failure);
  };

  body.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  file.catch(onError);
  arrived.promise.catch(() => {}); // whoever waits for its turn looks later
  return {
    arrived: arrived.promise,
    bytes: () => bytes,
    drop: () => settle('dropped'),
    async [Symbol.asyncDispose]() {
      stop();
      await writes.catch(() => {});
      await (await file.catch(() => undefined))?.close();
    },
  };
}

/** `undefined`: the disk has no room for it. */
async function openNameless({ folder, mostBytes, space }: SpoolOptions): Promise<FileHandle | undefined> {
  if (!(await space.fits(mostBytes))) return undefined;
  const file = path.join(folder, `${randomUUID()}.push`);
  const handle = await open(file, 'wx+', 0o600);
  await unlink(file);
  return handle;
}

async function readAll(handle: FileHandle, bytes: number): Promise<Buffer> {
  const all = Buffer.allocUnsafe(bytes);
  let at = 0;
  while (at < bytes) {
    const { bytesRead } = await handle.read(all, at, bytes - at, at);
    if (bytesRead === 0) throw new Error(`a file of ${bytes} bytes ended after ${at}`);
    at += bytesRead;
  }
  return all;
}
