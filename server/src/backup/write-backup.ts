import { createHash } from 'node:crypto';
import {
  BACKUP_FORMAT,
  BACKUP_MANIFEST,
  BACKUP_SEAL,
  type BackupManifest,
  backupPart,
  backupSame,
  hours,
  type Region,
} from '@kaitong/contract';
import { firstKeptDay, RETENTION_CLASSES } from '@kaitong/core';
import type { Clock } from '../clock.ts';
import type { KeyRing } from '../secrets/wrapping.ts';
import type { Connection } from '../store/connection.ts';
import type { DayPart } from '../store/day-shapes.ts';
import { openSnapshot, type Snapshot } from '../store/snapshot.ts';
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
  /** Of a backup that this platform wrote, which the reader has: what is as it was then is named only. */
  since?: BackupManifest | undefined;
};

/** How much of a table is in memory at once. */
const PART_BYTES = 1024 * 1024;
/** A day that is dropped while it is read would wait for its reader. */
const GOING = hours(1);

type Schema = BackupManifest['schemas'][number];
type Written = { rows: number; bytes: number; sha256: string };

/** The backup's bytes, read from the database as they are taken. */
export const writeBackup = (source: BackupSource): AsyncGenerator<Uint8Array> => packTar(filesOf(source));

async function* filesOf(source: BackupSource): AsyncGenerator<TarFile, void> {
  const { connection, schemas, elsewhere, secrets, clock, since } = source;
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
    for (const schema of snapshot.schemas) {
      const before = since?.schemas.find(({ name }) => name === schema.name);
      manifest.schemas.push(yield* writeSchema(snapshot, schema, before, at));
    }
    const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
    yield tarFile(BACKUP_MANIFEST, text, at);
    yield tarFile(BACKUP_SEAL, Buffer.from(sealOf(text, secrets)), at);
  } finally {
    await snapshot.close();
  }
}

async function* writeSchema(
  snapshot: Snapshot,
  { name, migrations, tables, dayTables, days }: Snapshot['schemas'][number],
  before: Schema | undefined,
  at: Date,
): AsyncGenerator<TarFile, Schema> {
  const written: Schema = { name, migrations, tables: [], dayTables, days: [] };
  for (const table of tables) {
    const rows = yield* writeRows(snapshot.copy(name, table), name, table.name, at);
    if (rows) written.tables.push({ ...table, ...rows });
  }
  const isAsThen = JSON.stringify(before?.migrations) === JSON.stringify(migrations);
  for (const day of days.filter((one) => isKept(one, at))) {
    const { day: _, ...part } = day;
    const same = isAsThen && day.fingerprint !== null ? findSame(before, day) : undefined;
    if (same) {
      yield tarFile(backupSame(name, day.name), new Uint8Array(), at);
      written.days.push(same);
      continue;
    }
    const rows = yield* writeRows(snapshot.copyDay(name, day), name, day.name, at);
    if (rows) written.days.push({ ...part, ...rows });
  }
  return written;
}

const findSame = (before: Schema | undefined, { name, fingerprint }: DayPart) =>
  before?.days.find((one) => one.name === name && one.fingerprint === fingerprint);

/** Devices may repeat events of any day that is kept. */
function isKept({ name, day }: DayPart, at: Date): boolean {
  const retentionClass = RETENTION_CLASSES.find((one) => name.includes(`_${one}_`)) ?? 'continuous30';
  return day >= firstKeptDay(retentionClass, at.getTime() + GOING);
}

/** @returns what was written; `undefined` where what was to be read is not there any more */
async function* writeRows(
  source: AsyncGenerator<Uint8Array, number | undefined>,
  schema: string,
  name: string,
  at: Date,
): AsyncGenerator<TarFile, Written | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  let part: Uint8Array[] = [];
  let partBytes = 0;
  let n = 0;
  try {
    for (;;) {
      const next = await source.next();
      if (!next.done) {
        hash.update(next.value);
        bytes += next.value.length;
        part.push(next.value);
        partBytes += next.value.length;
        if (partBytes < PART_BYTES) continue;
      } else if (next.value === undefined) return undefined;
      // An empty table has one empty part: it shows in a list of the file.
      if (partBytes > 0 || n === 0) yield tarFile(backupPart(schema, name, n++), Buffer.concat(part), at);
      part = [];
      partBytes = 0;
      if (next.done) return { rows: next.value ?? 0, bytes, sha256: hash.digest('hex') };
    }
  } finally {
    await source.return(0);
  }
}
