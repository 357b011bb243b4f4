import { type ChildProcess, fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { accounts, app, type BackupManifest, device, products } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { createBrowser } from '../http/testing/browser.ts';
import { placesOf } from '../keys/key-place.ts';
import { openKeyStore } from '../keys/open-key-store.ts';
import { foldersOf } from '../keys/testing/folders-of.ts';
import { silentLog } from '../log.ts';
import { openMasterKey } from '../secrets/master-key.ts';
import { FILLED_BY_ITSELF } from '../store/refill.ts';
import { packTar, tarFile } from '../tar/pack-tar.ts';
import { readBackup } from './read-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { RestoreError } from './restore-error.ts';
import { sealOf } from './seal.ts';
import {
  type Ground,
  MAKER,
  makeFolder,
  OWNER,
  openGround,
  PASSWORD,
  type People,
  populate,
  removeFolder,
} from './testing/installation.ts';
import { writeBackup } from './write-backup.ts';

let folder: string;
let origin: Ground;
let people: People;
let file: string;
let manifest: BackupManifest;

beforeAll(async () => {
  folder = makeFolder();
  origin = await openGround(folder);
  const server = await origin.start();
  people = await populate(server, origin);
  await server.stop();
  const { keys: kept } = await openKeyStore(placesOf(origin.config.keyPlaces, 'eu'), { isNeeded: true });
  await kept.put('keys/00/d.ann.fkofann', keys().wrap(Buffer.alloc(32, 7), 'footage key fk-of-ann'));
  await origin.sql.query(RECORDED);
  file = path.join(folder, 'backup.tar');
  await backUp(origin, file);
  ({ manifest } = await readBackup(file));
});
afterAll(async () => {
  await origin[Symbol.asyncDispose]();
  removeFolder(folder);
});

const TODAY = Math.floor(Date.now() / 86_400_000);

/** An encrypted recording as far as it stands in the database. */
const RECORDED = `
  INSERT INTO region_eu.footage_key (id, owner_id, device_id) VALUES ('fk-of-ann', 'ann', 'd');
  INSERT INTO region_eu.footage_place VALUES ('device-of-ann', ${TODAY}, 'event7');
  INSERT INTO region_eu.footage_total VALUES ('event7', ${TODAY}, 0, 1000);
  CREATE TABLE region_eu.recorded_event_event7_${TODAY} PARTITION OF region_eu.recorded_event_event7
    FOR VALUES FROM (${TODAY}) TO (${TODAY + 1});
  INSERT INTO region_eu.recorded_event (retention_class, day, id, owner_id, device_id, device_event_id, recording, type,
    declaration, started_at, happened_at, firmware, wrapped_key, footage_key_id)
  VALUES ('event7', ${TODAY}, 'event-of-ann', 'ann', 'd', 'e', 'event', 'motion', '{}', now(), now(), '1.0.0', 'key-of-event',
    'fk-of-ann'), ('kept', ${TODAY - 400}, 'kept-by-ann', 'ann', 'd', 'f', 'event', 'motion', '{}', now(), now(), '1.0.0', 'key',
    'fk-of-ann')`;

/** The files of a region's keys in one copy. */
async function listKeys(copy: string): Promise<string[]> {
  const found = readdirSync(path.join(copy, 'eu', 'keys'), { recursive: true, withFileTypes: true });
  return found.flatMap((entry) => (entry.isFile() ? path.join(entry.parentPath, entry.name) : []));
}

const keys = () => openMasterKey(origin.config.masterKeyFile, { mayCreate: false });

async function backUp(
  ground: Ground,
  to: string,
  schemas = ['control', 'region_cn', 'sandbox_cn', 'region_eu', 'sandbox_eu'],
): Promise<void> {
  const { connection } = ground.database;
  const chunks: Uint8Array[] = [];
  const source = { connection, schemas, elsewhere: [], secrets: keys(), clock: systemClock };
  for await (const chunk of writeBackup(source)) chunks.push(Uint8Array.from(chunk));
  writeFileSync(to, Buffer.concat(chunks));
}

/** The machine that is restored on has the second copy of the keys, wherever that was kept. */
function bringKeys({ keyPlaces }: Config): void {
  const from = foldersOf(origin.config.keyPlaces).second;
  for (const copy of Object.values(foldersOf(keyPlaces))) cpSync(from, copy, { recursive: true });
}

async function restore(config: Config, from = file): Promise<BackupManifest> {
  bringKeys(config);
  return await restoreBackup(config, from, { log: silentLog });
}

/** The code of the refusal, its sentence checked; the target holds nobody and nothing afterwards. */
async function refusal(ground: Ground, from: string, config = ground.config): Promise<RestoreError> {
  const error = await restore(config, from).catch((reason: unknown) => reason);
  if (!(error instanceof RestoreError)) throw error;
  expect(error.message).toMatch(/^[^\n]+\.$/);
  await expectEmpty(ground);
  return error;
}

async function expectEmpty({ sql }: Ground): Promise<void> {
  for (const { name, tables } of manifest.schemas) {
    for (const table of tables) {
      if (FILLED_BY_ITSELF.has(table.name)) continue;
      const { rows } = await sql.query('SELECT to_regclass($1) AS there', [`${name}.${table.name}`]);
      if (rows[0].there === null) continue;
      expect((await sql.query(`SELECT FROM ${name}.${table.name}`)).rowCount, `${name}.${table.name}`).toBe(0);
    }
  }
}

/** A copy of the backup with one of its texts replaced. */
async function forge(
  name: string,
  change: (manifest: BackupManifest) => void,
  { sealed }: { sealed: boolean },
): Promise<string> {
  const original = readFileSync(file);
  const changed = structuredClone(manifest);
  change(changed);
  const at = new Date();
  const text = Buffer.from(JSON.stringify(changed));
  const manifestAt = original.indexOf('manifest.json\0');
  const seal = sealed ? sealOf(text, keys()) : sealOf(Buffer.from('something else'), keys());
  async function* end() {
    yield tarFile('manifest.json', text, at);
    yield tarFile('seal', Buffer.from(seal), at);
  }
  const forged = path.join(folder, name);
  writeFileSync(forged, Buffer.concat([original.subarray(0, manifestAt), await buffer(packTar(end()))]));
  return forged;
}

test('everything works on the restored platform: sign-in, API keys, the device’s secret, what was made', async () => {
  await using target = await openGround(folder);
  await restore(target.config);
  const server = await target.start();
  try {
    const browser = createBrowser(server.url);
    await browser.client(accounts).signIn({ body: { login: MAKER, password: PASSWORD } });
    const script = createBrowser(server.url, { origin: null, apiKey: people.makerKey }).client(products);
    const { items } = await script.listProducts({ query: {} });
    expect(items).toMatchObject([{ pid: people.pid, name: '卡片机\t\\N\n"quoted"' }]);
    const operator = createBrowser(server.url, { origin: null, apiKey: people.operatorKey }).client(accounts);
    expect((await operator.getSession({})).account.kind).toBe('operator');
    expect(await server.openSetUpLink()).toBeUndefined();

    const phone = createBrowser(server.url).client(app, '/eu');
    await phone.signIn({ body: { login: OWNER, password: PASSWORD } });
    const { deviceId, secret } = people.camera;
    expect((await phone.listDevices({})).items).toMatchObject([{ deviceId }]);
    const camera = createBrowser(server.url, { origin: null }).client(device, '/eu');
    const { challenge } = await camera.getChallenge({ body: { deviceId: deviceId as never } });
    const proof = createHmac('sha256', secret).update(challenge).digest('hex');
    const { token } = await camera.getToken({ body: { deviceId: deviceId as never, challenge, proof } });
    expect(token).not.toBe('');

    await vi.waitFor(
      async () => {
        const held = await target.sql.query("SELECT device_id FROM control.unit_claim WHERE state = 'held'");
        expect(held.rows).toEqual([{ device_id: deviceId }]); // forgotten at first, and claimed anew by its region
      },
      { timeout: 20_000 },
    );

    const licence = await script.issueLicences({ params: { pid: items[0]?.pid as never }, body: { count: 1 } });
    expect(licence.licences).toHaveLength(1); // its number follows those of the restored ones
  } finally {
    await server.stop();
  }
});

test('the index of footage comes back by its days, and the keys that open it are in no backup', async () => {
  const [keyFile = ''] = await listKeys(foldersOf(origin.config.keyPlaces).second);
  const key = readFileSync(keyFile);
  expect(key.length).toBeGreaterThan(50);
  expect(readFileSync(file).includes(key)).toBe(false);
  await using target = await openGround(folder);
  await restore(target.config);
  for (const table of ['footage_key', 'footage_place', 'footage_total'])
    expect((await target.sql.query(`SELECT FROM region_eu.${table}`)).rowCount, table).toBe(1);
  const { rows } = await target.sql.query(
    'SELECT tableoid::regclass::text AS part, id FROM region_eu.recorded_event ORDER BY id',
  );
  expect(rows).toEqual([
    { part: `region_eu.recorded_event_event7_${TODAY}`, id: 'event-of-ann' },
    { part: 'region_eu.recorded_event_kept', id: 'kept-by-ann' },
  ]);
  // What is changed from here on is noted again, and never of what is kept.
  await target.sql.query(`SET kaitong.moves_clock = 'on';
    UPDATE region_eu.clock_offset SET shift = interval '9 days'; UPDATE region_eu.recorded_event SET read_at = now()`);
  expect((await target.sql.query('SELECT FROM region_eu.footage_change')).rowCount).toBe(1);
});

test('restoring without the keys of footage is refused before anything is changed', async () => {
  await using target = await openGround(folder);
  await expect(restoreBackup(target.config, file, { log: silentLog })).rejects.toThrow(/Put a copy back/);
  await expectEmpty(target);
});

test('a backup of the restored platform holds the same rows', async () => {
  await using target = await openGround(folder);
  await restore(target.config);
  const again = path.join(folder, 'again.tar');
  await backUp(target, again);
  // What a restored platform does first is due at once, and a new life begins.
  const its = new Set(['deadline', 'database_life']);
  const rowsOf = ({ schemas }: BackupManifest) =>
    schemas.map(({ tables, ...rest }) => ({ ...rest, tables: tables.filter(({ name }) => !its.has(name)) }));
  expect(rowsOf((await readBackup(again)).manifest)).toEqual(rowsOf(manifest));
});

test('numbers that the database gives go on after the highest one', async () => {
  await using target = await openGround(folder);
  await restore(target.config);
  const highest = await target.sql.query('SELECT max(seq) AS seq FROM control.licence');
  const next = await target.sql.query(
    `INSERT INTO control.licence (uuid, pid, batch, auth_key) SELECT 'next', pid, 'b', 'x' FROM control.product RETURNING seq`,
  );
  expect(Number(next.rows[0].seq)).toBe(Number(highest.rows[0].seq) + 1);
});

test('a role without superuser restores into a database of its own', async () => {
  await using target = await openGround(folder);
  const { database } = target.config.databaseUrl ? target.database.connection : { database: '' };
  const role = `plain_${database}`;
  await target.sql.query(`CREATE ROLE ${role} LOGIN PASSWORD 'plain' NOSUPERUSER`);
  await target.sql.query(`GRANT ALL ON DATABASE ${database} TO ${role}`);
  const url = new URL(String(target.config.databaseUrl).replace('@/', '@host/'));
  url.username = role;
  url.password = 'plain';
  await restore({ ...target.config, databaseUrl: url.href.replace('@host/', '@/') });
  expect((await target.sql.query('SELECT FROM control.account')).rowCount).toBe(2);
  await target.sql.query(`DROP OWNED BY ${role} CASCADE`);
  await target.sql.query(`DROP ROLE ${role}`);
});

test('a changed byte in any table is noticed before anything is touched', async () => {
  await using target = await openGround(folder);
  const tampered = path.join(folder, 'tampered.tar');
  const bytes = readFileSync(file);
  bytes[bytes.indexOf('Lens')] = 'l'.charCodeAt(0);
  writeFileSync(tampered, bytes);
  const { code, message } = await refusal(target, tampered);
  expect([code, message]).toEqual(['file_broken', expect.stringContaining('control.account')]);
});

test('a manifest that agrees with its tables counts only under a seal of the master key', async () => {
  await using target = await openGround(folder);
  const change = (changed: BackupManifest) => {
    changed.release = '9.9.9';
  };
  expect((await refusal(target, await forge('forged.tar', change, { sealed: false }))).code).toBe('file_changed');
  await restore(target.config, await forge('sealed.tar', change, { sealed: true }));
});

test('a truncated file is noticed, wherever it ends', async () => {
  await using target = await openGround(folder);
  const { length } = readFileSync(file);
  for (const kept of [0, 100, 512, 5000, Math.floor(length / 2), length - 2048, length - 1024, length - 600]) {
    const cut = path.join(folder, 'cut.tar');
    copyFileSync(file, cut);
    truncateSync(cut, kept);
    expect((await refusal(target, cut)).code, `${kept} of ${length} bytes`).toBe('file_broken');
  }
  expect((await refusal(target, path.join(folder, 'nowhere.tar'))).code).toBe('file_unreadable');
});

test('under another master key, or none, nothing is loaded and no key is made', async () => {
  await using target = await openGround(folder);
  const other = path.join(folder, 'other.key');
  openMasterKey(other, { mayCreate: true });
  const { code, message } = await refusal(target, file, { ...target.config, masterKeyFile: other });
  expect([code, message]).toEqual(['key_other', expect.stringContaining(keys().keyId)]);
  const none = { ...target.config, masterKeyFile: path.join(folder, 'none.key') };
  expect((await refusal(target, file, none)).code).toBe('key_missing');
  expect((await refusal(target, file, none)).code).toBe('key_missing'); // still: the first try made none
});

test('a backup of another release is refused, with the tables’ difference', async () => {
  await using target = await openGround(folder);
  const newer = await forge('newer.tar', ({ schemas }) => schemas[1]?.migrations.push('0999_later'), { sealed: true });
  expect(await refusal(target, newer)).toMatchObject({
    code: 'release_differs',
    message: expect.stringContaining('region_cn: +0999_later'),
  });
  const older = await forge('older.tar', ({ schemas }) => schemas[0]?.migrations.pop(), { sealed: true });
  expect((await refusal(target, older)).code).toBe('release_differs');
});

test('a region that this server does not play is named', async () => {
  await using target = await openGround(folder, { KAITONG_ROLES: 'control,cn' });
  const { code, message } = await refusal(target, file);
  expect([code, message]).toEqual(['region_not_played', expect.stringContaining('the region eu')]);
});

test('a platform that somebody uses is left as it is', async () => {
  await using target = await openGround(folder);
  const server = await target.start();
  const body = { login: 'somebody@example.com', password: PASSWORD, accountName: 'Somebody' };
  await createBrowser(server.url).client(accounts).register({ body });
  await expect(restore(target.config)).rejects.toMatchObject({ code: 'not_empty' });
  const { rows } = await target.sql.query('SELECT name FROM control.account');
  expect(rows).toEqual([{ name: 'Somebody' }]);
  await createBrowser(server.url).client(accounts).signIn({ body });
  await server.stop();
});

test('one that was only started, and gave out its set-up link, is empty', async () => {
  await using target = await openGround(folder);
  const server = await target.start();
  await server.openSetUpLink();
  await server.stop();
  await restore(target.config);
  expect((await target.sql.query('SELECT FROM control.setup_link')).rowCount).toBe(0);
});

test('killed in mid-restore it leaves an empty platform, which can be restored into', async () => {
  await using target = await openGround(folder);
  const program = new URL('./testing/restore-process.ts', import.meta.url);
  const { config, database } = target;
  const env = {
    ...process.env,
    KAITONG_DATA: config.dataFolder,
    KAITONG_MASTER_KEY: config.masterKeyFile,
    KAITONG_DATABASE_URL: database.url,
    KAITONG_ROLES: 'control,cn,eu',
  };
  bringKeys(config);
  const child: ChildProcess = fork(program, [file, 'region_eu.device'], { env });
  const exited = once(child, 'exit');
  await Promise.race([once(child, 'message'), exited]);
  child.kill('SIGKILL');
  expect((await exited)[1]).toBe('SIGKILL');
  await target.sql.query('SELECT FROM control.account'); // waits for the lock of the dead session
  await expectEmpty(target);
  await restore(config);
  expect((await target.sql.query('SELECT FROM region_eu.device')).rowCount).toBe(1);
});
