import { type FileHandle, open } from 'node:fs/promises';
import {
  BACKUP_MANIFEST,
  BACKUP_SEAL,
  BackupManifest,
  readTarHeader,
  TAR_BLOCK,
  tableOfPart,
  tarPadding,
} from '@kaitong/contract';

/** The file ends before the backup does. */
export class BackupIncomplete extends Error {
  override readonly name = 'BackupIncomplete';
}

/**
 * The manifest of a backup that is there to its last byte. Whether its bytes are right is for the restore to say, which
 * compares every hash.
 *
 * @throws BackupIncomplete
 */
export async function findManifest(file: string): Promise<BackupManifest> {
  const handle = await open(file, 'r');
  try {
    const sizes = new Map<string, number>();
    let manifest: BackupManifest | undefined;
    let sealed = false;
    for (let at = 0; ; ) {
      const header = readTarHeader(await read(handle, at, TAR_BLOCK));
      if (header === undefined) throw new BackupIncomplete();
      if (header === 'end') break;
      const { name, size } = header;
      const place = tableOfPart(name);
      const key = place && `${place.schema}.${place.table}`;
      if (key !== undefined) sizes.set(key, (sizes.get(key) ?? 0) + size);
      if (name === BACKUP_MANIFEST) manifest = parse(await read(handle, at + TAR_BLOCK, size));
      if (name === BACKUP_SEAL) sealed = true;
      at += TAR_BLOCK + size + tarPadding(size);
    }
    if (!manifest || !sealed) throw new BackupIncomplete();
    for (const schema of manifest.schemas)
      for (const { name, bytes } of schema.tables)
        if (sizes.get(`${schema.name}.${name}`) !== bytes) throw new BackupIncomplete();
    return manifest;
  } finally {
    await handle.close();
  }
}

function parse(bytes: Uint8Array): BackupManifest {
  return BackupManifest.parse(JSON.parse(Buffer.from(bytes).toString()));
}

async function read(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, position);
  if (bytesRead < length) throw new BackupIncomplete();
  return buffer;
}
