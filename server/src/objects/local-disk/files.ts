import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Forces a folder to the disk: the names in it, too, must survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A small file of its user's alone, on the disk before this resolves; its name is not yet, see `syncFolder`. */
export async function writeSynced(file: string, text: string, flags: 'w' | 'wx' | 'a'): Promise<void> {
  const handle = await open(file, flags, 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function writeAll(out: FileHandle, buffers: Buffer[]): Promise<void> {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  const { bytesWritten } = await out.writev(buffers);
  if (bytesWritten === total) return;
  const rest = Buffer.concat(buffers).subarray(bytesWritten); // a nearly full disk writes short before it fails
  for (let at = 0; at < rest.length; ) at += (await out.write(rest, at)).bytesWritten;
}

export async function findFacts(file: string): Promise<{ bytes: number; storedAt: Date } | undefined> {
  const found = await stat(file).catch(unlessMissing);
  return found?.isFile() ? { bytes: found.size, storedAt: found.mtime } : undefined;
}

export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** ENOTDIR: a name of the path is a file, so below it there is nothing either. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'ENOTDIR');
}

/** For `catch`: what is not there is `undefined`. */
export function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** What a disk says of bytes that it cannot give any more, and a file system of one that is broken there. */
export function isUnreadable(error: unknown): boolean {
  return hasCode(error, 'EIO', 'EISDIR', 'EBADMSG', 'EUCLEAN', 'ENODATA');
}

/** For `catch`: what cannot be read is `undefined`. */
export function unlessUnreadable(error: unknown): undefined {
  if (!isUnreadable(error)) throw error;
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(String((error as NodeJS.ErrnoException).code));
}
