import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { BACKUP_MANIFEST, BACKUP_SEAL, BackupManifest, tableOfPart } from '@kaitong/contract';
import { extract } from 'tar-stream';

/** The file ends before the backup does. */
export class BackupIncomplete extends Error {
  override readonly name = 'BackupIncomplete';
}

const BLOCK = 512;
/** Two blocks of zeros end a tar. */
const END = 2 * BLOCK;

/**
 * The manifest of a backup that is there to its last byte. Whether its bytes are right is for the restore to say, which
 * compares every hash.
 *
 * @throws BackupIncomplete, and what reading the file throws
 */
export async function findManifest(file: string): Promise<BackupManifest> {
  const source = createReadStream(file);
  const tar = extract();
  source.on('error', (error) => tar.destroy(error)).pipe(tar);
  const sizes = new Map<string, number>();
  let manifest: BackupManifest | undefined;
  let sealed = false;
  let end = 0;
  try {
    for await (const entry of tar) {
      const { name, size } = entry.header;
      const place = tableOfPart(name);
      const key = place && `${place.schema}.${place.table}`;
      if (key !== undefined) sizes.set(key, (sizes.get(key) ?? 0) + size);
      if (name === BACKUP_MANIFEST) manifest = BackupManifest.parse(JSON.parse(await text(entry)));
      else entry.resume();
      if (name === BACKUP_SEAL) sealed = true;
      end = entry.offset + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw cause;
    throw new BackupIncomplete('It is no whole tar of a backup.', { cause });
  } finally {
    source.destroy();
  }
  if (!manifest || !sealed || source.bytesRead < end + END) throw new BackupIncomplete();
  for (const schema of manifest.schemas)
    for (const { name, bytes } of schema.tables)
      if (sizes.get(`${schema.name}.${name}`) !== bytes) throw new BackupIncomplete();
  return manifest;
}
