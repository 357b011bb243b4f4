import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BackupReport, backupPath, backupVerificationPath, minutes, operator } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readBackup } from '../../backup/read-backup.ts';
import {
  type Ground,
  MAKER,
  makeFolder,
  OPERATOR,
  openGround,
  PASSWORD,
  type People,
  populate,
  removeFolder,
} from '../../backup/testing/installation.ts';
import type { Server } from '../../context.ts';
import { createLog, silentLog } from '../../log.ts';
import { createBrowser } from '../testing/browser.ts';

let folder: string;
let ground: Ground;
let server: Server;
let people: People;
const lines: string[] = [];

beforeAll(async () => {
  folder = makeFolder();
  ground = await openGround(folder);
  server = await ground.start(createLog({ level: 'info' }, { write: (line) => void lines.push(line) }));
  people = await populate(server, ground);
});
afterAll(async () => {
  await server.stop();
  await ground[Symbol.asyncDispose]();
  removeFolder(folder);
});

const ask = (apiKey: string) =>
  createBrowser(server.url, { origin: null, apiKey }).fetch(backupPath, { method: 'POST' });

async function problem(response: Response): Promise<unknown> {
  return [response.status, ((await response.json()) as { code: string }).code];
}

test('nobody but the operator gets a backup', async () => {
  expect(await problem(await ask(people.makerKey))).toEqual([403, 'not_allowed']);
  expect(await problem(await ask('kt_nobody'))).toEqual([401, 'api_key_invalid']);
  const maker = createBrowser(server.url);
  const signIn = { login: MAKER, password: PASSWORD };
  const headers = { 'content-type': 'application/json' };
  await maker.fetch('/api/v1/sign-in', { method: 'POST', headers, body: JSON.stringify(signIn) });
  expect(await problem(await maker.fetch(backupPath, { method: 'POST' }))).toEqual([403, 'not_allowed']);
});

test('of the operator’s account only administrators do', async () => {
  const set = (role: string) =>
    ground.sql.query(
      `UPDATE control.member SET role = $1 FROM control.account WHERE account.id = account_id AND kind = 'operator'`,
      [role],
    );
  await set('developer');
  expect(await problem(await ask(people.operatorKey))).toEqual([403, 'not_allowed']);
  await set('administrator');
});

test('another site’s page cannot make a signed-in operator’s browser fetch one', async () => {
  const browser = createBrowser(server.url);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ login: OPERATOR, password: PASSWORD });
  expect((await browser.fetch('/api/v1/sign-in', { method: 'POST', headers, body })).status).toBe(200);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const foreign = { cookie, origin: 'https://elsewhere.example' };
  const response = await fetch(server.url + backupPath, { method: 'POST', headers: foreign });
  expect(response.status).not.toBe(200);
  await response.body?.cancel();
});

test('the operator’s API key gets a whole one, which is recorded, in the file too', async () => {
  const response = await ask(people.operatorKey);
  expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
    200,
    'application/x-tar',
    'no-store',
  ]);
  const file = path.join(folder, 'http.tar');
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  const { manifest } = await readBackup(file);
  expect(manifest.schemas.map(({ name }) => name)).toEqual([
    'control',
    'region_cn',
    'sandbox_cn',
    'region_eu',
    'sandbox_eu',
  ]);
  const { rows } = await ground.sql.query(`SELECT subject FROM control.audit WHERE action = 'backup.made'`);
  expect(rows).toEqual([{ subject: 'control region_cn sandbox_cn region_eu sandbox_eu' }]);
  const audit = manifest.schemas[0]?.tables.find(({ name }) => name === 'audit');
  expect(audit?.rows).toBeGreaterThan(0);
  expect(lines.some((line) => line.includes('"msg":"backup.made"'))).toBe(true);
});

test('the API document names it', async () => {
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Record<string, unknown> };
  expect(paths[backupPath]).toMatchObject({ post: { responses: { '200': { content: { 'application/x-tar': {} } } } } });
});

test('a reader who hangs up frees the database, and it is logged', async () => {
  await ground.sql.query(
    `INSERT INTO region_cn.licence SELECT 'bulk' || n, 'p', repeat(md5(n::text), 60) FROM generate_series(1, 20000) n`,
  );
  const response = await ask(people.operatorKey);
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await vi.waitFor(
    async () => {
      const { rowCount } = await ground.sql.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'kaitong-copy' AND datname = current_database()`,
      );
      expect(rowCount).toBe(0);
      expect(lines.some((line) => line.includes('"msg":"backup.left"'))).toBe(true);
    },
    { timeout: 20_000 },
  );
  await ground.sql.query('DELETE FROM region_cn.licence');
});

test('a database that fails in the middle breaks the connection: no half file looks whole', async () => {
  await ground.sql.query(
    `INSERT INTO region_cn.licence SELECT 'bulk' || n, 'p', repeat(md5(n::text), 60) FROM generate_series(1, 20000) n`,
  );
  const response = await ask(people.operatorKey);
  const reader = response.body?.getReader();
  await reader?.read();
  await ground.sql.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'kaitong-copy' AND datname = current_database()`,
  );
  const rest = (async () => {
    while (!(await reader?.read())?.done);
  })();
  await expect(rest).rejects.toThrow();
  await vi.waitFor(() => expect(lines.some((line) => line.includes('"msg":"backup.broke"'))).toBe(true), {
    timeout: 30_000,
  });
  await ground.sql.query('DELETE FROM region_cn.licence');
});

describe('a backup that is tried out', () => {
  const verify = (apiKey: string, body: Uint8Array<ArrayBuffer>, type = 'application/x-tar') =>
    createBrowser(server.url, { origin: null, apiKey }).fetch(backupVerificationPath, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });

  test('is restored apart: it says how long that took and what would be lost, and nothing is left of it', async () => {
    const bytes = Buffer.from(await (await ask(people.operatorKey)).arrayBuffer());
    const report = BackupReport.parse(await (await verify(people.operatorKey, bytes)).json());
    expect(report.regions).toEqual([
      { region: 'cn', played: 0, problems: [] },
      { region: 'eu', played: 0, problems: [] },
    ]);
    expect(report.tookMs).toBeGreaterThan(0);
    expect(report.losesMs).toBeLessThan(600_000);
    expect(readdirSync(ground.config.dataFolder).filter((name) => name.startsWith('verify-'))).toEqual([]);
    expect(await problem(await verify(people.operatorKey, bytes.subarray(0, -700)))).toEqual([422, 'backup_unusable']);
  });

  test('is not tried where that would take what is to stay free: it says how much is needed', async () => {
    const full = await ground.start(silentLog, { leastFreeBytes: 2 ** 60 });
    const client = createBrowser(full.url, { origin: null, apiKey: people.operatorKey });
    const headers = { 'content-type': 'application/x-tar' };
    const answer = await client.fetch(backupVerificationPath, { method: 'POST', headers, body: Buffer.alloc(1000) });
    await full.stop();
    expect([answer.status, await answer.json()]).toMatchObject([
      507,
      { code: 'backup_no_room', params: { neededMb: 449, freeMb: 0 } },
    ]);
  });

  test('is the operator’s administrators’ to try', async () => {
    const bytes = Buffer.from('x');
    expect(await problem(await verify(people.makerKey, bytes))).toEqual([403, 'not_allowed']);
    expect(await problem(await verify('kt_nobody', bytes))).toEqual([401, 'api_key_invalid']);
  });
});

test('the newest backup of a folder is tried when the server starts and every night, and what came of it stands with the regions', async () => {
  const backups = path.join(folder, 'backups');
  mkdirSync(backups);
  const begun = Buffer.from(await (await ask(people.operatorKey)).arrayBuffer());
  writeFileSync(path.join(backups, 'good.tar'), begun);
  const nightly = await ground.start(silentLog, { backupsFolder: backups });
  const client = createBrowser(nightly.url, { origin: null, apiKey: people.operatorKey }).client(operator);
  const found = async () => (await client.listRegions({})).control.backup;
  try {
    await vi.waitFor(
      async () => expect(await found()).toMatchObject({ file: 'good.tar', problem: null, notPlayed: 0 }),
      {
        timeout: 60_000,
        interval: 500,
      },
    );
    writeFileSync(path.join(backups, 'half.tar'), begun.subarray(0, 5000));
    writeFileSync(path.join(backups, 'newer.tar.part-1'), 'being written');
    await ground.sql.query(`
      UPDATE control.deadline SET due_at = control.kaitong_now() WHERE kind = 'backup.night' AND due_at > now()`);
    await ground.sql.query(`SELECT pg_notify('kaitong_control', 'deadline 0')`);
    await vi.waitFor(async () => expect(await found()).toMatchObject({ file: 'half.tar', problem: 'unusable' }), {
      timeout: 60_000,
      interval: 500,
    });
  } finally {
    await nightly.stop();
  }
  expect(readdirSync(ground.config.dataFolder).filter((name) => name.startsWith('verify-'))).toEqual([]);
});

test('more than twelve within an hour are refused', async () => {
  const answers: number[] = [];
  for (let n = 0; n < 13; n++) {
    const response = await ask(people.operatorKey);
    await response.arrayBuffer();
    answers.push(response.status);
    if (response.status === 429) {
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(minutes(30) / 1000);
      break;
    }
  }
  expect(answers.at(-1)).toBe(429);
  expect(answers.length).toBeGreaterThan(5);
});
