import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BackupManifest, Region } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
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

test('passkeys are inside, and nothing that one of them is still to sign', async () => {
  await ground.sql.query(
    `INSERT INTO control.login_passkey (id, user_id, name, public_key, counter, transports, synced)
     SELECT 'pk', id, 'phone', 'public', 0, '', false FROM control.login_user LIMIT 1`,
  );
  await ground.sql.query(`INSERT INTO control.login_challenge VALUES ('asked', NULL, now())`);
  const file = await write('passkeys.tar');
  const { manifest } = await readBackup(file);
  const tables = manifest.schemas.flatMap((schema) => schema.tables);
  expect(tables.filter(({ name }) => name === 'login_passkey').map(({ rows }) => rows)).toContain(1);
  expect(readFileSync(file).includes('login_challenge')).toBe(false);
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
  await vi.waitFor(async () => expect(await sessions()).toBe(0), { timeout: 30_000 });
});

describe('days of footage', () => {
  const TODAY = Math.floor(Date.now() / 86_400_000);
  const partOf = (day: number) => `recorded_event_event30_${day}`;
  const [old, changed, young, going] = [TODAY - 10, TODAY - 9, TODAY - 1, TODAY - 31];

  beforeAll(async () => {
    for (const day of [old, changed, young, going])
      await ground.sql.query(`
        CREATE TABLE region_cn.${partOf(day)} PARTITION OF region_cn.recorded_event_event30
          FOR VALUES FROM (${day}) TO (${day + 1});
        INSERT INTO region_cn.recorded_event (retention_class, day, id, owner_id, device_id, device_event_id, recording, type,
          declaration, started_at, happened_at, firmware)
        VALUES ('event30', ${day}, 'event${day}', 'o', 'd', 'e', 'event', 'motion', '{}', now(), now(), '1')`);
  });

  const entriesOf = (file: string): string[] => execFileSync('tar', ['-tf', file]).toString().trim().split('\n');
  const partsOf = (manifest: BackupManifest) =>
    manifest.schemas.find(({ name }) => name === 'region_cn')?.days.map(({ name }) => name) ?? [];
  const daysOf = (manifest: BackupManifest) => partsOf(manifest).filter((name) => !name.endsWith('_kept'));

  test('are in it one by one, those at their end are not, and each is read without holding up whoever drops another', async () => {
    const blocked: string[] = [];
    const file = await write('days.tar', async () => {
      const { rows } = await ground.sql.query(
        `SELECT relation::regclass::text AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE application_name = 'kaitong-copy' AND relation::regclass::text ~ 'recorded_'`,
      );
      blocked.push(...rows.map(({ name }) => name));
    });
    const { manifest } = await readBackup(file);
    expect(daysOf(manifest)).toEqual([partOf(old), partOf(changed), partOf(young)]);
    expect(await rowsOf(file, `region_cn.${partOf(old)}`)).toHaveLength(1);
    expect(blocked.filter((name) => !/_(\d+|kept)$/.test(name))).toEqual([]);
  });

  test('of what is kept beyond its day there is one part for all days, read each time', async () => {
    await ground.sql.query(`
      INSERT INTO region_cn.recorded_event (retention_class, day, id, owner_id, device_id, device_event_id, recording, type,
        declaration, started_at, happened_at, firmware, kept_at)
      SELECT 'kept', day, 'kept' || day, 'o', 'd', 'e', 'event', 'motion', '{}', now(), now(), '1', now()
      FROM unnest(ARRAY[${TODAY - 900}, ${TODAY - 40}]) AS day`);
    const file = await write('kept.tar');
    const { manifest } = await readBackup(file);
    expect(partsOf(manifest).filter((name) => name.endsWith('_kept'))).toEqual(
      ['footage_hour', 'recorded_event', 'recorded_object'].map((table) => `${table}_kept`),
    );
    expect(await rowsOf(file, 'region_cn.recorded_event_kept')).toHaveLength(2);
    source.since = manifest;
    try {
      expect(entriesOf(await write('kept-again.tar'))).toContain('region_cn/recorded_event_kept/00000.copy');
    } finally {
      source.since = undefined;
    }
  });

  test('that are dropped while it is read are not in it, and nobody waits for their end', async () => {
    await ground.sql.query(`CREATE TABLE region_cn.${partOf(TODAY - 5)} PARTITION OF region_cn.recorded_event_event30
      FOR VALUES FROM (${TODAY - 5}) TO (${TODAY - 4})`);
    let dropped = false;
    const file = await write('dropped.tar', async () => {
      if (dropped) return;
      dropped = true; // after the moment of the backup, with its session at work
      await ground.sql.query(
        `SET lock_timeout = '500ms'; DROP TABLE region_cn.${partOf(TODAY - 5)}; RESET lock_timeout`,
      );
    });
    expect(daysOf((await readBackup(file)).manifest)).toEqual([partOf(old), partOf(changed), partOf(young)]);
  });

  test('that have not changed since an earlier backup are not read again; changed and young ones are', async () => {
    const { manifest: since } = await readBackup(await write('first.tar'));
    source.since = since;
    try {
      await ground.sql.query(`UPDATE region_cn.recorded_event SET read_at = now() WHERE day = ${changed}`);
      const entries = entriesOf(await write('second.tar')).filter((name) =>
        name.startsWith('region_cn/recorded_event_event30'),
      );
      expect(entries).toEqual([
        `region_cn/${partOf(old)}/same`,
        `region_cn/${partOf(changed)}/00000.copy`,
        `region_cn/${partOf(young)}/00000.copy`,
      ]);
      await ground.sql.query(`DELETE FROM region_cn.recorded_event WHERE day = ${old}`);
      expect(entriesOf(await write('third.tar'))).toContain(`region_cn/${partOf(old)}/00000.copy`);
    } finally {
      source.since = undefined;
    }
  });
});
