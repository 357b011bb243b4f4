import { once } from 'node:events';
import { type Pack, pack } from 'tar-stream';

/** A file of a tar. Its size stands before its bytes, so it has to be known. */
export type TarFile = {
  name: string;
  bytes: number;
  /** When it was changed last. */
  at: Date;
  read(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
};

/**
 * The bytes of a tar of these files, read as they are taken: whoever leaves in the middle ends what is read. What a file or
 * the list of files throws comes out here, and so does a file that is not as long as it says.
 */
export async function* packTar(files: AsyncIterable<TarFile>): AsyncGenerator<Uint8Array, void> {
  const tar = pack();
  const filled = fill(tar, files).catch((error: Error) => tar.destroy(error));
  try {
    // The types of its streams do not say what they carry.
    for await (const chunk of tar as AsyncIterable<Uint8Array>) yield chunk;
  } finally {
    tar.destroy();
    await filled;
  }
}

async function fill(tar: Pack, files: AsyncIterable<TarFile>): Promise<void> {
  for await (const { name, bytes, at, read } of files) {
    const over = Promise.withResolvers<void>();
    over.promise.catch(() => undefined);
    const settle = (error?: Error | null) => (error ? over.reject(error) : over.resolve());
    const file = tar.entry({ name, size: bytes, mtime: at, mode: 0o600 }, settle);
    file.on('error', settle);
    for await (const chunk of read()) if (!file.write(chunk)) await Promise.race([once(file, 'drain'), over.promise]);
    file.end(null);
    await over.promise;
  }
  tar.finalize();
}

/** Bytes that are there already. */
export const tarFile = (name: string, bytes: Uint8Array, at: Date): TarFile => ({
  name,
  bytes: bytes.length,
  at,
  read: () => (bytes.length > 0 ? [bytes] : []),
});
