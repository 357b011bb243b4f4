import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BackupManifest, tableOfSame } from '@kaitong/contract';
import { extract, type Pack, pack } from 'tar-stream';
import type { BackupEntry, BackupFile } from './backup-file.ts';

/** The earlier backup is not what it says itself. */
export class BackupDamaged extends Error {
  override readonly name = 'BackupDamaged';
}

/**
 * The whole backup: what the server names only is filled in from the earlier one in `file`, and held to its hash. A fault
 * of the earlier one must not pass into every later one.
 */
export async function* fillIn(
  body: AsyncIterable<Uint8Array>,
  earlier: BackupFile,
  file: string,
): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r');
  const whole = pack();
  const parts = extract();
  const fed = pipeline(Readable.from(body, { objectMode: false }), parts);
  const filled = fill(parts, whole, earlier, handle).catch((error: Error) => {
    whole.destroy(error);
    parts.destroy(error);
  });
  const broken = fed.catch((error: Error) => void whole.destroy(error));
  try {
    for await (const chunk of whole as AsyncIterable<Uint8Array>) yield chunk;
  } finally {
    whole.destroy();
    parts.destroy();
    await Promise.all([filled, broken]);
    await handle.close();
  }
}

async function fill(
  parts: ReturnType<typeof extract>,
  whole: Pack,
  earlier: BackupFile,
  handle: FileHandle,
): Promise<void> {
  for await (const entry of parts) {
    const { name, size, mtime } = entry.header;
    const same = tableOfSame(name);
    if (!same) {
      await pipeline(entry, whole.entry({ name, size, mode: 0o600, ...(mtime ? { mtime } : {}) }));
      continue;
    }
    entry.resume();
    await copyDay(whole, earlier, handle, same);
  }
  whole.finalize();
}

async function copyDay(
  whole: Pack,
  { entries, manifest }: BackupFile,
  handle: FileHandle,
  { schema, table }: { schema: string; table: string },
): Promise<void> {
  const hash = createHash('sha256');
  for (const { name, offset, bytes } of entries.get(`${schema}.${table}`) ?? []) {
    const content = await readEntry(handle, { name, offset, bytes });
    hash.update(content);
    await pipeline(Readable.from([content]), whole.entry({ name, size: bytes, mode: 0o600 }));
  }
  if (hash.digest('hex') !== hashOf(manifest, schema, table))
    throw new BackupDamaged(
      `The earlier backup is damaged (${schema}.${table}). Make one without --since, and do not rely on the damaged one.`,
    );
}

async function readEntry(handle: FileHandle, { offset, bytes }: BackupEntry): Promise<Buffer> {
  const content = Buffer.alloc(bytes);
  await handle.read(content, 0, bytes, offset);
  return content;
}

const hashOf = ({ schemas }: BackupManifest, schema: string, table: string): string | undefined =>
  schemas.find(({ name }) => name === schema)?.days.find(({ name }) => name === table)?.sha256;
