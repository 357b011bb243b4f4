import type { FileHandle } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';

export type TarEntry = { name: string; bytes: Uint8Array };

/** It is no tar, ends too early, or holds something else than files of the sizes that we write. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

/** Twice what is the largest of ours. */
const LARGEST_ENTRY = 32 * 1024 * 1024;
const BLOCK = 512;
/** Two blocks of zeros: whoever misses them knows that the file is not whole. */
const END = 2 * BLOCK;

/** The files of a tar, one in memory at a time. Throws `TarError`, and what reading the file throws. */
export async function* readTar(handle: FileHandle): AsyncGenerator<TarEntry, void> {
  const source = handle.createReadStream({ start: 0, autoClose: false });
  const tar = extract();
  source.on('error', (error) => tar.destroy(error)).pipe(tar);
  let end = 0;
  try {
    for await (const entry of tar) {
      const { name, size, type } = entry.header;
      if (type !== 'file') throw new TarError(`${name} is no regular file`);
      if (size > LARGEST_ENTRY) throw new TarError(`${name} is too large`);
      yield { name, bytes: await buffer(entry) };
      end = entry.offset + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    }
  } catch (error) {
    const isOfTar = error instanceof Error && !(error instanceof TarError) && !('code' in error);
    throw isOfTar ? new TarError(error.message, { cause: error }) : error;
  } finally {
    tar.destroy();
    source.destroy();
  }
  if (source.bytesRead < end + END) throw new TarError('it ends too early');
}
