import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-end-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const module = (name: string) => JSON.stringify(path.join(import.meta.dirname, name));

/** A program whose last line this is: its exit code, and what its log says. */
function end(line: string) {
  const data = mkdtempSync(path.join(folder, 'data-'));
  const program = `
    import { openLogFile } from ${module('log-file.ts')};
    import { tellEnd } from ${module('tell-end.ts')};
    tellEnd(openLogFile({ dataFolder: ${JSON.stringify(data)}, logLevel: 'info' }));
    ${line}`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    stdio: 'ignore',
  });
  const lines = readFileSync(path.join(data, 'kaitong.log'), 'utf8').trim().split('\n');
  return { status, log: lines.map((text) => JSON.parse(text) as Record<string, unknown>) };
}

test.each([
  ['an error that nobody caught', `setImmediate(() => { throw new Error('broken') });`, 'uncaughtException'],
  ['a promise that nobody waited for', `Promise.reject(new Error('broken'));`, 'unhandledRejection'],
])('%s ends the process, with a code and its reason in the log', (_, line, origin) => {
  const { status, log } = end(line);
  expect(status).toBe(1);
  expect(log).toMatchObject([
    { msg: 'process.failed', origin, err: { message: 'broken', stack: expect.any(String) } },
    { msg: 'process.ended', code: 1 },
  ]);
});

test('one that has nothing left to do says that, too', () => {
  expect(end('').log).toMatchObject([{ msg: 'process.ended', code: 0 }]);
});
