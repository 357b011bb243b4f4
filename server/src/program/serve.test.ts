import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
