import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { findFreePort } from '../free-port.ts';
import { defaultKeyFile, openMasterKey } from '../secrets/master-key.ts';
import { startTestDatabase } from '../store/testing.ts';

const PROGRAM = fileURLToPath(new URL('../main.ts', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (environment: Record<string, string>) =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM], {
    env: { PATH: process.env.PATH, KAITONG_DATA: path.join(folder, 'data'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

test('wrong settings are told in sentences on standard error, with the exit code that asks nobody to try again', async () => {
  const server = start({ KAITONG_ROLES: 'cn:web', KAITONG_CONTROL_URL: 'https://cam.example.com' });
  const [said, logged, [code]] = await Promise.all([text(server.stderr), text(server.stdout), once(server, 'exit')]);
  expect([code, logged]).toEqual([78, '']);
  expect(said).toBe('KAITONG_ROLES is "cn:web"; cn:web is no part of cn, which has api, broker, judge, timers.\n');
});

test('it logs to standard output, keeps the first operator’s link out of it, and ends when it is told to', async () => {
  await using database = await startTestDatabase();
  openMasterKey(defaultKeyFile(path.join(folder, 'data')), { mayCreate: true });
  const server = start({
    KAITONG_DATABASE_URL: database.url,
    KAITONG_ROLES: 'control',
    KAITONG_PORT: String(await findFreePort('127.0.0.1', { inARow: 2 })),
  });
  const lines: { msg: string; file?: string }[] = [];
  let output = '';
  const ended = once(server, 'exit');
  for await (const line of createInterface({ input: server.stdout })) {
    output += line;
    lines.push(JSON.parse(line));
    if (lines.some(({ file }) => file !== undefined) && !server.killed) server.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
  expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['server.started', 'server.stopped']));
  const file = path.join(folder, 'data', 'first-operator.txt');
  const link = readFileSync(file, 'utf8').trim();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup/);
  expect(output).not.toContain(link.slice(-16));
});

/** A control plane of the database, and what it has logged so far. */
async function startControl(url: string, environment: Record<string, string> = {}) {
  const port = await findFreePort('127.0.0.1', { inARow: 2 });
  const server = start({
    KAITONG_DATABASE_URL: url,
    KAITONG_ROLES: 'control',
    KAITONG_PORT: String(port),
    ...environment,
  });
  const log = new EventEmitter();
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of createInterface({ input: server.stdout })) {
      const { msg, file } = JSON.parse(line) as { msg: string; file?: string };
      lines.push(file === undefined ? msg : 'link');
      log.emit(lines.at(-1) ?? '');
    }
  })();
  const said = async (what: string): Promise<void> => void (lines.includes(what) || (await once(log, what)));
  const ended = once(server, 'exit');
  return {
    ...{ server, lines, said, ended, url: `http://127.0.0.1:${port}` },
    async end(signal: NodeJS.Signals = 'SIGTERM') {
      server.kill(signal);
      await ended;
      await reading;
    },
  };
}

test('told to end it says for as long as it is set to that it leaves, answers all the same, and ends then', async () => {
  await using database = await startTestDatabase();
  openMasterKey(defaultKeyFile(path.join(folder, 'data')), { mayCreate: true });
  const { server, said, ended, url } = await startControl(database.url, { KAITONG_LEAVE: '2' });
  await said('link');
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  server.kill('SIGTERM');
  const asked = performance.now();
  await said('server.leaving');
  const [health, ready, call] = await Promise.all(
    ['/healthz', '/readyz', '/api/v1/session'].map((place) => fetch(url + place)),
  );
  expect([health?.status, ready?.status, call?.status]).toEqual([503, 503, 401]);
  expect(await health?.json()).toMatchObject({ ok: false, leaving: true });
  expect(call?.headers.get('connection')).toBe('close');
  expect(await ended).toEqual([0, null]);
  expect(performance.now() - asked).toBeGreaterThanOrEqual(2000);
});

test('of several processes that start without an operator one makes the link; the next does when that one has died', async () => {
  await using database = await startTestDatabase();
  openMasterKey(defaultKeyFile(path.join(folder, 'data')), { mayCreate: true });
  const first = await startControl(database.url);
  await first.said('link');
  const link = readFileSync(path.join(folder, 'data', 'first-operator.txt'), 'utf8');
  const second = await startControl(database.url);
  await second.said('operator.link_elsewhere');
  await second.end();
  expect(second.lines).not.toContain('link');
  expect(readFileSync(path.join(folder, 'data', 'first-operator.txt'), 'utf8')).toBe(link);
  await first.end('SIGKILL');
  const third = await startControl(database.url);
  await third.said('link');
  await third.end();
});
