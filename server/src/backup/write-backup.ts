import { createHash } from 'node:crypto';
import {
  BACKUP_FORMAT,
  BACKUP_MANIFEST,
  BACKUP_SEAL,
  type BackupManifest,
  backupPart,
  type Region,
} from '@kaitong/contract';
import type { Clock } from '../clock.ts';
import type { KeyRing } from '../secrets/wrapping.ts';
import type { Connection } from '../store/connection.ts';
import { openSnapshot, type Snapshot } from '../store/snapshot.ts';
import type { TableShape } from '../store/table-shapes.ts';
import { packTar, type TarFile, tarFile } from '../tar/pack-tar.ts';
import { VERSION } from '../version.ts';
import { sealOf } from './seal.ts';

export type BackupSource = {
  connection: Connection;
  /** Of the planes that this server plays. */
  schemas: readonly string[];
  /** Regions that it does not play. */
  elsewhere: readonly Region[];
  secrets: KeyRing;
  clock: Clock;
};

/** How much of a table is in memory at once. */
const PART_BYTES = 1024 * 1024;

type Table = BackupManifest['schemas'][number]['tables'][number];

/** The backup's bytes, read from the database as they are taken. */
export const writeBackup = (source: BackupSource): AsyncGenerator<Uint8Array> => packTar(filesOf(source));

async function* filesOf({
  connection,
  schemas,
  elsewhere,
  secrets,
  clock,
}: BackupSource): AsyncGenerator<TarFile, void> {
  const snapshot = await openSnapshot(connection, schemas);
  try {
    const at = clock.now();
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      release: VERSION,
      createdAt: at.toISOString(),
      masterKeys: [...secrets.keyIds],
      schemas: [],
      elsewhere: [...elsewhere],
    };
    for (const { name, migrations, tables } of snapshot.schemas) {
      const written: Table[] = [];
      for (const table of tables) written.push(yield* writeTable(snapshot, name, table, at));
      manifest.schemas.push({ name, migrations, tables: written });
    }
    const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
    yield tarFile(BACKUP_MANIFEST, text, at);
    yield tarFile(BACKUP_SEAL, Buffer.from(sealOf(text, secrets)), at);
  } finally {
    await snapshot.close();
  }
}

async function* writeTable(
  snapshot: Snapshot,
  schema: string,
  table: TableShape,
  at: Date,
): AsyncGenerator<TarFile, Table> {
  const hash = createHash('sha256');
  let bytes = 0;
  let part: Uint8Array[] = [];
  let partBytes = 0;
  let n = 0;
  const source = snapshot.copy(schema, table);
  try {
    for (;;) {
      const next = await source.next();
      if (!next.done) {
        hash.update(next.value);
        bytes += next.value.length;
        part.push(next.value);
        partBytes += next.value.length;
        if (partBytes < PART_BYTES) continue;
      }
      // An empty table has one empty part: it shows in a list of the file.
      if (partBytes > 0 || n === 0) yield tarFile(backupPart(schema, table.name, n++), Buffer.concat(part), at);
      part = [];
      partBytes = 0;
      if (next.done) return { ...table, rows: next.value, bytes, sha256: hash.digest('hex') };
    }
  } finally {
    await source.return(0);
  }
}
