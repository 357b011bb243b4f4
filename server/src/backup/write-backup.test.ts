import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Region } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { openMasterKey } from '../secrets/master-key.ts';
import { readBackup } from './read-backup.ts';
import { type Ground, makeFolder, openGround, populate, removeFolder } from './testing/installation.ts';
import { type BackupSource, writeBackup } from './write-backup.ts';

const SCHEMAS = ['control', 'region_cn', 'sandbox_cn', 'region_eu', 'sandbox_eu'];

let folder: string;
let ground: Ground;
let source: BackupSource;

beforeAll(async () => {
  folder = makeFolder();
  ground = await openGround(folder);
  const server = await ground.start();
  await populate(server, ground);
  await server.stop();
  source = {
    connection: ground.database.connection,
    schemas: SCHEMAS,
    elsewhere: [Region.parse('jp')],
    secrets: openMasterKey(ground.config.masterKeyFile, { mayCreate: false }),
    clock: systemClock,
  };
});
afterAll(async () => {
  await ground[Symbol.asyncDispose]();
  removeFolder(folder);
});

async function write(name: string, onChunk: (n: number) => Promise<void> = async () => {}): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeBackup(source)) {
    await onChunk(chunks.length);
    chunks.push(Uint8Array.from(chunk));
  }
  const file = path.join(folder, name);
  writeFileSync(file, Buffer.concat(chunks));
  return file;
}

/** Rows of a table as COPY text: values apart by tabs. */
async function rowsOf(file: string, wanted: string): Promise<string[]> {
  let found: string[] = [];
  await readBackup(file, async (schema, table, text) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of text) chunks.push(chunk);
    const rows = Buffer.concat(chunks).toString().split('\n').slice(0, -1);
    if (`${schema}.${table}` === wanted) found = rows;
    return rows.length;
  });
  return found;
}

const sessions = async (): Promise<number> => {
  const { rows } = await ground.sql.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE application_name = 'kaitong-copy' AND datname = current_database()`,
  );
  return rows[0].n;
};

test('it is one moment of all schemas, whoever writes while it is read', async () => {
  let pairs = 0;
  const writePair = async (): Promise<void> => {
    const pid = `pair${pairs++}`;
    await ground.sql.query(
      `WITH one AS (INSERT INTO control.late_report (application_id, seq, report) VALUES ('${pid}', 1, '{}'))
       INSERT INTO region_eu.licence (uuid, pid, wrapped_auth_key) VALUES ('${pid}', '${pid}', 'x')`,
    );
  };
  await writePair();
  await writePair();
  const file = await write('moment.tar', writePair);
  expect(pairs).toBeGreaterThan(50);
  const firstOf = (row: string): string => row.slice(0, row.indexOf('\t'));
  expect((await rowsOf(file, 'control.late_report')).map(firstOf)).toEqual(['pair0', 'pair1']);
  const licences = (await rowsOf(file, 'region_eu.licence')).map(firstOf);
  expect(licences.filter((uuid) => uuid.startsWith('pair'))).toEqual(['pair0', 'pair1']);
  await ground.sql.query('DELETE FROM control.late_report');
});

test('tar lists and unpacks it, and a table is PostgreSQL’s own COPY text', async () => {
  const file = await write('plain.tar');
  const names = execFileSync('tar', ['-tf', file]).toString().trim().split('\n');
  expect(names.slice(-2)).toEqual(['manifest.json', 'seal']);
  expect(names).toContain('region_cn/device/00000.copy');
  const text = execFileSync('tar', ['-xOf', file, 'control/product/00000.copy']).toString();
  const { rows } = await ground.sql.query('SELECT pid, account_id FROM control.product');
  expect(text.startsWith(`${rows[0].pid}\t${rows[0].account_id}\t卡片机\\t\\\\N\\n"quoted"\t`)).toBe(true);
});

test('the manifest says what is inside, and which regions are not', async () => {
  const { manifest } = await readBackup(await write('manifest.tar'));
  expect(manifest.schemas.map(({ name }) => name)).toEqual(SCHEMAS);
  expect(manifest.elsewhere).toEqual(['jp']);
  expect(manifest.masterKeys).toEqual(source.secrets.keyIds);
  const [control] = manifest.schemas;
  expect(control?.tables.find(({ name }) => name === 'account')).toMatchObject({ rows: 2 });
  const { rows } = await ground.sql.query('SELECT name FROM control.kysely_migration ORDER BY name');
  expect(control?.migrations).toEqual(rows.map(({ name }) => name));
});

test('neither the master key nor anybody’s session is inside', async () => {
  const file = await write('secrets.tar');
  const bytes = readFileSync(file);
  const key = readFileSync(ground.config.masterKeyFile, 'utf8')
    .split('\n')
    .find((line) => /^[\w-]{43}$/.test(line));
  expect(key).toBeDefined();
  expect(bytes.includes(String(key))).toBe(false);
  expect(bytes.includes(Buffer.from(String(key), 'base64url'))).toBe(false);
  expect(bytes.includes('login_session')).toBe(false);
  expect((await ground.sql.query('SELECT token FROM control.login_session')).rowCount).toBeGreaterThan(0);
});

test('a large table comes in parts, and only what the reader takes is in memory', async () => {
  await ground.sql.query(
    `INSERT INTO region_cn.licence SELECT 'bulk' || n, 'p', repeat(md5(n::text), 40) FROM generate_series(1, 20000) n`,
  );
  let largest = 0;
  let bytes = 0;
  for await (const chunk of writeBackup(source)) {
    largest = Math.max(largest, chunk.length);
    bytes += chunk.length;
  }
  expect(bytes).toBeGreaterThan(25_000_000);
  expect(largest).toBeLessThan(2 * 1024 * 1024);
  expect((await rowsOf(await write('large.tar'), 'region_cn.licence')).length).toBeGreaterThanOrEqual(20_000);
});

test('a reader who leaves in the middle frees the database', async () => {
  const backup = writeBackup(source);
  await backup.next();
  expect(await sessions()).toBe(1);
  for await (const chunk of backup) if (chunk.length > 1_000_000) break; // within a table
  await vi.waitFor(async () => expect(await sessions()).toBe(0));
});
