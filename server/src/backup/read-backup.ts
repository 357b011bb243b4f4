import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { BACKUP_MANIFEST, BACKUP_SEAL, BackupManifest, tableOfPart } from '@kaitong/contract';
import { readTar, type TarEntry, TarError } from '../tar/read-tar.ts';
import { RestoreError } from './restore-error.ts';

export type BackupFile = {
  manifest: BackupManifest;
  /** As it stands in the file: the seal is over these bytes. */
  manifestText: Uint8Array;
  seal: string;
};

/** Takes a table's COPY text to its end, and answers how many rows it was. */
export type TakeTable = (schema: string, table: string, text: AsyncIterable<Uint8Array>) => Promise<number>;

type Place = { schema: string; table: string };
type Found = Place & { sha256: string; bytes: number; rows: number | undefined };

/**
 * Reads a backup from begin to end and holds every table to the manifest. With `take` the tables' text goes there; it can
 * be believed only once this has resolved.
 *
 * @throws RestoreError `file_unreadable`, `file_broken`
 */
export async function readBackup(file: string, take: TakeTable = drain): Promise<BackupFile> {
  const handle = await openFile(file);
  try {
    const found: Found[] = [];
    const texts = new Map<string, Uint8Array>();
    for await (const part of readParts(handle)) {
      if (!('place' in part)) {
        texts.set(part.name, part.bytes);
        continue;
      }
      const { schema, table } = part.place;
      const rows = await take(schema, table, part.text);
      found.push({ schema, table, ...part.digest(), rows: take === drain ? undefined : rows });
    }
    return check(file, texts, found);
  } catch (error) {
    throw error instanceof TarError ? broken(file, error.message) : error;
  } finally {
    await handle.close();
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new RestoreError('file_unreadable', `The backup ${file} cannot be read (${code}).`, { cause });
  }
}

type Part = TarEntry | { place: Place; text: AsyncIterable<Uint8Array>; digest(): { sha256: string; bytes: number } };

/** The parts of a table follow each other and are one text here; other entries come as they are. */
async function* readParts(handle: FileHandle): AsyncGenerator<Part> {
  const entries = readTar(handle);
  let next = await entries.next();
  async function* textOf(place: Place, hash: Hash, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
    while (!next.done && isSame(tableOfPart(next.value.name), place)) {
      const { bytes } = next.value;
      hash.update(bytes);
      count(bytes.length);
      if (bytes.length > 0) yield bytes;
      next = await entries.next();
    }
  }
  while (!next.done) {
    const place = tableOfPart(next.value.name);
    if (!place) {
      yield next.value;
      next = await entries.next();
      continue;
    }
    const hash = createHash('sha256');
    let bytes = 0;
    const text = textOf(place, hash, (more) => {
      bytes += more;
    });
    yield { place, text, digest: () => ({ sha256: hash.digest('hex'), bytes }) };
  }
}

const isSame = (a: Place | undefined, b: Place): boolean => a?.schema === b.schema && a.table === b.table;

const drain: TakeTable = async (_schema, _table, text) => {
  for await (const _ of text);
  return 0;
};

function check(file: string, texts: ReadonlyMap<string, Uint8Array>, found: readonly Found[]): BackupFile {
  const manifestText = texts.get(BACKUP_MANIFEST);
  const seal = texts.get(BACKUP_SEAL);
  if (!manifestText || !seal) throw broken(file, 'its manifest is missing');
  if (texts.size > 2) throw broken(file, 'it holds entries of another program');
  const manifest = parse(file, manifestText);
  const told = manifest.schemas.flatMap(({ name: schema, tables, days }) =>
    [...tables, ...days].map(({ name, rows, bytes, sha256 }) => ({ schema, table: name, rows, bytes, sha256 })),
  );
  for (const [n, { schema, table, sha256, bytes, rows }] of told.entries()) {
    const one = found[n];
    if (!isSame(one, { schema, table })) throw broken(file, `the table ${schema}.${table} is not in its place`);
    if (one?.sha256 !== sha256 || one.bytes !== bytes || (one.rows ?? rows) !== rows) {
      throw broken(file, `the table ${schema}.${table} is not what its manifest says`);
    }
  }
  if (found.length > told.length) throw broken(file, 'it holds tables that its manifest does not name');
  return { manifest, manifestText, seal: Buffer.from(seal).toString() };
}

function parse(file: string, text: Uint8Array): BackupManifest {
  try {
    return BackupManifest.parse(JSON.parse(Buffer.from(text).toString()));
  } catch {
    throw broken(file, 'its manifest is of a form that this release does not know');
  }
}

const broken = (file: string, why: string): RestoreError =>
  new RestoreError('file_broken', `${file} is no whole backup of Kaitong: ${why}. Nothing was restored.`);
