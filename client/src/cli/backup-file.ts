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

/** One entry of the file: where its bytes begin, and how many there are. */
export type BackupEntry = { name: string; offset: number; bytes: number };
export type BackupFile = {
  manifest: BackupManifest;
  manifestText: string;
  seal: string;
  /** By `schema.table`. */
  entries: ReadonlyMap<string, BackupEntry[]>;
};

/**
 * A backup that is there to its last byte. Whether its bytes are right is for the restore to say, which compares every
 * hash.
 *
 * @throws BackupIncomplete, and what reading the file throws
 */
export async function readBackupFile(file: string): Promise<BackupFile> {
  const source = createReadStream(file);
  const tar = extract();
  source.on('error', (error) => tar.destroy(error)).pipe(tar);
  const entries = new Map<string, BackupEntry[]>();
  let manifestText: string | undefined;
  let seal: string | undefined;
  let end = 0;
  try {
    for await (const entry of tar) {
      const { name, size } = entry.header;
      const place = tableOfPart(name);
      const key = place && `${place.schema}.${place.table}`;
      const found = { name, offset: entry.offset + BLOCK, bytes: size };
      if (key !== undefined) entries.set(key, [...(entries.get(key) ?? []), found]);
      if (name === BACKUP_MANIFEST) manifestText = await text(entry);
      else if (name === BACKUP_SEAL) seal = await text(entry);
      else entry.resume();
      end = entry.offset + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw cause;
    throw new BackupIncomplete('It is no whole tar of a backup.', { cause });
  } finally {
    source.destroy();
  }
  if (manifestText === undefined || seal === undefined || source.bytesRead < end + END) throw new BackupIncomplete();
  const manifest = parse(manifestText);
  for (const { name: schema, tables, days } of manifest.schemas)
    for (const { name, bytes } of [...tables, ...days])
      if (sizeOf(entries.get(`${schema}.${name}`)) !== bytes) throw new BackupIncomplete();
  return { manifest, manifestText, seal, entries };
}

function parse(manifest: string): BackupManifest {
  try {
    return BackupManifest.parse(JSON.parse(manifest));
  } catch (cause) {
    throw new BackupIncomplete('It is the backup of another release.', { cause });
  }
}

const sizeOf = (entries: readonly BackupEntry[] | undefined): number | undefined =>
  entries?.reduce((sum, { bytes }) => sum + bytes, 0);
