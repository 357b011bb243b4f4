import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type BackupManifest, backupPath, Problem, ProblemError } from '@kaitong/contract';
import { readJson } from '../fetch-send.ts';
import { type BackupFile, BackupIncomplete, readBackupFile } from './backup-file.ts';
import { BackupDamaged, fillIn } from './backup-since.ts';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';

export type BackupOptions = { out?: string; since?: string; json: boolean };

const TELL_EVERY_BYTES = 16 * 1024 * 1024;

/**
 * `kaitong backup`: everything that the server keeps in its database, as one file. The file has its name only once it is
 * whole and on the disk.
 */
export async function backup(connection: ServerConnection, options: BackupOptions, output: Output): Promise<ExitCode> {
  const file = path.resolve(options.out ?? defaultName(new Date()));
  if (existsSync(file)) throw new UsageError(`${file} exists already; choose another name with --out.`);
  const earlier = options.since === undefined ? undefined : await openEarlier(path.resolve(options.since));
  const stage = `${file}.part-${randomBytes(4).toString('hex')}`;
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    const place = await open(stage, 'wx', 0o600); // first: the server need not work for a folder that takes nothing
    const source = { connection, earlier, signal: interrupted.signal };
    const bytes = await save(source, place, output).finally(() => place.close());
    const { manifest } = await readBackupFile(stage);
    await rename(stage, file);
    await syncFolder(path.dirname(file));
    tell(file, bytes, manifest, options.json, output);
    return exitCodes.done;
  } catch (error) {
    await rm(stage, { force: true });
    if (error instanceof ProblemError && error.problem.code === 'not_allowed') {
      output.error(
        'Only the operator makes backups: one holds the data of every account. Set KAITONG_API_KEY to a key of an administrator of the operator’s account, made in the console under API keys. (not_allowed)',
      );
      return exitCodes.refused;
    }
    if (error instanceof ProblemError || error instanceof UsageError) throw error;
    if (interrupted.signal.aborted) {
      output.error('Interrupted; nothing was kept.');
      return exitCodes.cancelled;
    }
    output.error(`${reasonOf(error, file)} Nothing was kept.`);
    return exitCodes.outage;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

type Earlier = BackupFile & { file: string };
type Source = { connection: ServerConnection; earlier: Earlier | undefined; signal: AbortSignal };

async function openEarlier(file: string): Promise<Earlier> {
  try {
    return { ...(await readBackupFile(file)), file };
  } catch (error) {
    const why = error instanceof BackupIncomplete ? 'is no whole backup of this release' : 'cannot be read';
    throw new UsageError(`${file} ${why}; leave --since out to read everything.`);
  }
}

async function ask({ connection, earlier, signal }: Source): Promise<AsyncIterable<Uint8Array>> {
  const { url, headers } = connection;
  const since = earlier && { manifest: earlier.manifestText, seal: earlier.seal };
  const response = await fetch(url + backupPath, {
    method: 'POST',
    headers: since ? { ...headers, 'content-type': 'application/json' } : headers,
    body: since ? JSON.stringify(since) : null,
    signal,
  });
  if (response.ok && response.body) return earlier ? fillIn(response.body, earlier, earlier.file) : response.body;
  const problem = Problem.safeParse(await readJson(response));
  if (problem.success) throw new ProblemError(problem.data);
  throw new TypeError(`it answered HTTP ${response.status}`);
}

/** @returns how many bytes are on the disk now */
async function save(source: Source, place: FileHandle, output: Output): Promise<number> {
  const body = await ask(source);
  output.error('Receiving the backup …');
  let bytes = 0;
  let told = 0;
  async function* counted() {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes - told >= TELL_EVERY_BYTES) {
        told = bytes;
        output.error(`${inMegabytes(bytes)} …`);
      }
      yield chunk;
    }
  }
  await place.writeFile(counted(), { signal: source.signal });
  await place.sync();
  return bytes;
}

function tell(file: string, bytes: number, manifest: BackupManifest, json: boolean, output: Output): void {
  const tables = manifest.schemas.flatMap(({ tables, days }) => [...tables, ...days]);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const { release, masterKeys, elsewhere } = manifest;
  const schemas = manifest.schemas.map(({ name }) => name);
  output.line(json ? JSON.stringify({ file, bytes, rows, release, schemas, masterKeys, elsewhere }) : file);
  output.error(
    `${inMegabytes(bytes)}, ${rows} rows of ${tables.length} tables and days (${schemas.join(', ')}), release ${release}.`,
  );
  output.error(
    `The master key is not inside, and without it the secrets inside are useless: keep a copy of the key file apart (key ${masterKeys.join(', ')}).`,
  );
  output.error(
    'The index of footage is inside; the footage itself and the keys that open it are not: copy the objects and keep the second copy of the keys.',
  );
  output.error('Verification footage is not inside: it is private and deleted after 24 hours at the latest.');
  if (elsewhere.length > 0)
    output.error(`Regions played by other servers are not inside either: ${elsewhere.join(', ')}.`);
}

function reasonOf(error: unknown, file: string): string {
  if (error instanceof BackupIncomplete) return 'The backup broke off before its end.';
  if (error instanceof BackupDamaged) return error.message;
  const { code, message, cause } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return `The disk of ${path.dirname(file)} is full.`;
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EROFS')
    return `${path.dirname(file)} cannot be written to (${code}).`;
  return `The connection to the server failed: ${cause instanceof Error ? cause.message : message}.`;
}

/** Sorts by time, and no file system minds it. */
const defaultName = (now: Date): string =>
  `kaitong-backup-${now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '')}.tar`;

const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
