import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { seconds } from '@kaitong/contract/durations';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnTied } from './limited-spawn.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-spawn-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a program of ours writes no file, neither a new one nor into one that is there', async () => {
  const [there, made] = [path.join(folder, 'there'), path.join(folder, 'new')];
  writeFileSync(there, 'sources');
  const program = `
    const { openSync, writeSync, appendFileSync } = require('node:fs');
    const codeOf = (work) => { try { work(); return 'written'; } catch ({ code }) { return code; } };
    const [there, made] = process.argv.slice(1);
    console.log(codeOf(() => writeSync(openSync(there, 'r+'), 'X', 0)), codeOf(() => appendFileSync(there, 'X')),
      codeOf(() => writeSync(openSync(made, 'w'), 'X')));`;
  const child = spawnTied(seconds(60), ['-e', program, there, made], { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
  expect(child.stdout && (await text(child.stdout))).toBe('EFBIG EFBIG EFBIG\n');
});

test('a program of ours that is deaf ends with the process that started it, however that ended', async () => {
  const parent = `
    import { spawnTied } from ${JSON.stringify(path.join(import.meta.dirname, 'limited-spawn.ts'))};
    spawnTied(60_000, [process.argv[1]], { stdio: ['ignore', 'inherit', 'inherit', 'ignore', 'pipe'], env: {} });
    setInterval(() => {}, 1000);`;
  const hanging = path.join(import.meta.dirname, '../testing/hanging-child.ts');
  expect(existsSync(hanging)).toBe(true);
  const child = spawn(process.execPath, ['--input-type=module', '-e', parent, hanging], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = child;
  await once(stdout, 'readable');
  child.kill('SIGKILL');
  // Both hold its other end.
  expect((await buffer(stdout)).toString()).toBe('hangs');
});
