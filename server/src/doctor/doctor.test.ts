import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { days, minutes } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { BUCKET, startFlawedStore } from '../objects/testing/flawed-store.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { makeLocalCertificate } from '../tls/testing.ts';
import { type DoctorOptions, doctor } from './doctor.ts';
import { VERDICTS } from './findings.ts';
import { en } from './texts.en.ts';
import { zhCN } from './texts.zh-CN.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-doctor-'));
const data = path.join(folder, 'data');
for (const name of [data, `${data}.keys`, `${data}.keys-copy`]) mkdirSync(name);
let database: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  database = await startTestDatabase();
  region = await openTestRegion(database);
});
afterAll(async () => {
  await region.close();
  await database[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

type Options = Partial<Omit<DoctorOptions, 'environment'>>;

async function look(environment: Record<string, string>, options: Options = {}) {
  const lines: string[] = [];
  const code = await doctor({
    args: ['--json'],
    environment: { KAITONG_DATA: data, KAITONG_PORT: '1', KAITONG_DATABASE_URL: database.url, ...environment },
    line: (one) => void lines.push(one),
    error: (one) => void lines.push(one),
    ...options,
  });
  return { code, output: lines.join('\n'), codes: lines.map((one) => JSON.parse(one).code as string) };
}

const later = (by: number) => ({ now: () => new Date(systemClock.now().getTime() + by) });

/** What listens on loopback until the test is over. */
async function listen(server: Server): Promise<AsyncDisposable & { port: number }> {
  server.on('connection', (socket) => socket.on('error', () => {}));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: async () => void server.close() };
}

test('folders, database, news, clocks and broker are tried; the exit code is 0 where nothing fails', async () => {
  const broker = await region.startBroker();
  const { code, codes } = await look({ KAITONG_MQTT_URL: `mqtt://127.0.0.1:${broker.port}` });
  const wanted = ['folder_keeps', 'space_enough', 'transaction_kept', 'news_heard', 'database_clock_agrees'];
  expect(codes).toEqual(expect.arrayContaining([...wanted, 'certificate_none', 'broker_asks']));
  expect(codes).toContain('database_forgetful'); // as databases of tests are
  expect(code).toBe(0);
});

test('a wrong password of the database fails, and no secret stands in any line', async () => {
  const store = await startFlawedStore({ accessKey: 'KEY', secretKey: 'store-secret', region: 'us-east-1' });
  const secrets = ['wrong-pass', 'store-secret', 'a secret that only the planes share', 'mail-secret'];
  const [url, bucketSecret = '', planes = ''] = [
    database.url.replace(/:[^:@/]*@/, ':wrong-pass@'),
    ...secrets.slice(1),
  ];
  const environment = {
    KAITONG_DATABASE_URL: url,
    KAITONG_PLANE_TOKEN: planes,
    KAITONG_SMTP_URL: 'smtps://me:mail-secret@mail.example.com',
    KAITONG_MAIL_FROM: 'me@example.com',
    KAITONG_S3_ENDPOINT: store.endpoint,
    KAITONG_S3_BUCKET: BUCKET,
    KAITONG_S3_ACCESS_KEY: 'KEY',
    KAITONG_S3_SECRET_KEY: bucketSecret,
  };
  const { code, codes, output } = await look(environment);
  await store[Symbol.asyncDispose]();
  expect(code).toBe(1);
  expect(codes).toContain('database_unusable');
  expect(codes).toContain('object_kept');
  for (const secret of secrets) expect(output).not.toContain(secret);
});

test('what an engine repeats of a secret is left out of the line', async () => {
  const url = database.url.replace(/\/\/[^@]*@/, '//secret-user:secret-user@');
  const { output } = await look({ KAITONG_DATABASE_URL: url });
  expect(output).toContain('database_unusable');
  expect(output).toContain('…');
  expect(output).not.toContain('secret-user');
});

test('a clock that is off the database’s is told, with how far', async () => {
  const { codes, output } = await look({}, { clock: later(minutes(3)) });
  expect(codes).toContain('database_clock_off');
  expect(output).toMatch(/180(\.\d)? s off/);
});

test.each([
  [3, 'space_enough'],
  [1.5, 'space_little'],
  [0.5, 'space_full'],
])('with %s times what uploads stop at, the disk is %s', async (times, found) => {
  const measureDisk = async () => ({ free: times * 2 ** 30, total: 2 ** 40 });
  const { code, codes } = await look({ KAITONG_LEAST_FREE: '1 GB' }, { measureDisk });
  expect(codes).toContain(found);
  expect(code).toBe(found === 'space_full' ? 1 : 0);
});

test('a folder that takes no file fails, one that is not there yet does not', async () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  expect((await look({ KAITONG_KEYS: file })).codes).toContain('folder_refuses');
  expect((await look({ KAITONG_KEYS: path.join(folder, 'nothing') })).codes).toContain('folder_not_yet');
});

test('a certificate is told from its file and from the line, as it nears its end and after', async () => {
  const { pair } = await makeLocalCertificate();
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  writeFileSync(cert, pair.cert);
  writeFileSync(key, pair.key);
  await using server = await listen(createTlsServer(pair));
  const settings = {
    KAITONG_TLS_CERT: cert,
    KAITONG_TLS_KEY: key,
    KAITONG_PUBLIC_URL: `https://127.0.0.1:${server.port}`,
    KAITONG_ROLES: 'control',
  };
  const ofCertificates = ({ codes }: { codes: string[] }) => codes.filter((one) => one.startsWith('certificate'));
  const soon = ['certificate_ends_soon', 'certificate_ends_soon', 'certificate_untrusted'];
  expect(ofCertificates(await look(settings))).toEqual(soon);
  const ended = await look(settings, { clock: later(days(3)) });
  expect(ofCertificates(ended)).toEqual(['certificate_ended', 'certificate_ended', 'certificate_untrusted']);
  expect(ended.code).toBe(1);
  const early = await look(settings, { clock: later(-days(30)) });
  expect(ofCertificates(early)).toEqual(['certificate_good', 'certificate_good', 'certificate_untrusted']);
});

test('a broker that lets in a stranger fails, and what speaks no MQTT is no broker', async () => {
  const answering = (bytes: number[]) =>
    listen(createServer((socket) => void socket.once('data', () => socket.end(Buffer.from(bytes)))));
  await using open = await answering([0x20, 2, 0, 0]);
  await using other = await answering([...Buffer.from('HTTP/1.1 400')]);
  expect((await look({ KAITONG_MQTT_URL: `mqtt://127.0.0.1:${open.port}` })).codes).toContain('broker_lets_in');
  expect((await look({ KAITONG_MQTT_URL: `mqtt://127.0.0.1:${other.port}` })).codes).toContain('broker_away');
});

test('settings that are wrong are told each, with the exit code of a start with them', async () => {
  const { code, codes } = await look({ KAITONG_PORT: 'x', KAITONG_DATABASE_URL: 'mysql://me:secret@db/x' });
  expect([code, codes]).toEqual([78, ['settings_wrong', 'settings_wrong']]);
});

test('lines are in the terminal’s language; a flag that is not there is wrong usage', async () => {
  const lines: string[] = [];
  const line = (one: string) => void lines.push(one);
  const environment = { KAITONG_PORT: 'x', LANG: 'zh_CN.UTF-8' };
  expect(await doctor({ args: [], environment, line, error: line })).toBe(78);
  expect(lines[0]).toMatch(/^异常 {2}配置有误.*settings_wrong$/);
  expect(await doctor({ args: ['--all'], environment, line, error: line })).toBe(64);
  expect(lines[1]).toMatch(/^用法/);
});

test('every finding has a text in both languages that names the same', () => {
  const names = (said: string) => [...new Set(said.match(/\{\w+\}/g))].sort();
  for (const code of Object.keys(VERDICTS) as (keyof typeof VERDICTS)[])
    expect([code, names(zhCN[code])]).toEqual([code, names(en[code])]);
});

test('whoever reads it may have seen enough: the program ends without a word', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const program = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'doctor'], {
    env: { PATH: process.env.PATH, KAITONG_DATA: data, KAITONG_PORT: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  program.stdout.destroy();
  const [said, [code]] = await Promise.all([text(program.stderr), once(program, 'exit')]);
  expect([said, code]).toEqual(['', 141]);
});
