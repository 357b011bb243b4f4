import type { FileHandle } from 'node:fs/promises';
import { readTarHeader, TAR_BLOCK, TAR_END, tarHeader, tarPadding } from '@kaitong/contract';

export function* tarEntry(name: string, bytes: Uint8Array, at: Date): Generator<Uint8Array> {
  yield tarHeader(name, bytes.length, at);
  if (bytes.length > 0) yield bytes;
  const padding = tarPadding(bytes.length);
  if (padding > 0) yield new Uint8Array(padding);
}

export const tarEnd = (): Uint8Array => new Uint8Array(TAR_END);

export type TarEntry = { name: string; bytes: Uint8Array };

/** It holds something else than whole entries of a size that we write. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

/** Twice what is the largest of ours. */
const LARGEST_ENTRY = 32 * 1024 * 1024;

/** @throws TarError */
export async function* readTar(file: FileHandle): AsyncGenerator<TarEntry> {
  for (let at = 0; ; ) {
    const header = readTarHeader(await readAt(file, at, TAR_BLOCK));
    if (header === undefined) throw new TarError(`no entry begins at byte ${at}`);
    if (header === 'end') return;
    const { name, size } = header;
    if (size > LARGEST_ENTRY) throw new TarError(`${name} is too large`);
    yield { name, bytes: await readAt(file, at + TAR_BLOCK, size) };
    at += TAR_BLOCK + size + tarPadding(size);
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new TarError('it ends too early');
    filled += bytesRead;
  }
  return buffer;
}
