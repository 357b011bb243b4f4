import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { closeSync, openSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { ProcessPool } from ${JSON.stringify(path.join(import.meta.dirname, 'decode/process-pool.ts'))};
  const held = [];
  const takeAll = () => { try { for (;;) held.push(openSync('/dev/null', 'r')); } catch {} };
  const pool = new ProcessPool(1, { withoutNodeAv: true });
  await pool.start();
  takeAll();
  process.kill(pool.pids[0], 'SIGKILL');
  while (pool.pids.length > 0) { takeAll(); await sleep(10); }
  takeAll();
  console.log(await pool.take().then(() => 'taken', ({ message }) => message));
  for (const file of held) closeSync(file);
  while (pool.pids.length === 0) await sleep(10);
  console.log((await pool.take()).alive);
  await pool[Symbol.asyncDispose]();
`;

const INSPECTING = `
  import { closeSync, openSync } from 'node:fs';
  import { Inspector } from ${JSON.stringify(path.join(import.meta.dirname, 'inspect/inspector.ts'))};
  const held = [];
  const inspector = new Inspector();
  const object = { n: 0, kind: 'segment', bytes: 4, durationMs: 1000, md5: '', sha256: '', iv: null };
  const event = { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'none' };
  const inspect = () => inspector.inspect({ bytes: new Uint8Array(4), object, event }).then(
    ({ findings }) => findings.some(({ code }) => code === 'obj.unread') ? 'blamed' : 'read', ({ name }) => name);
  try { for (;;) held.push(openSync('/dev/null', 'r')); } catch {}
  console.log(await inspect());
  for (const file of held) closeSync(file);
  console.log(await inspect());
  await inspector[Symbol.asyncDispose]();
`;

function runWithFewFiles(program: string): string[] {
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
  const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -n 64; exec "$@"', 'sh', ...node], { encoding: 'utf8' });
  return [stdout, stderr];
}

test.runIf(process.platform === 'linux')(
  'a process that ends while there are no file descriptors is replaced when there are some again',
  () => {
    expect(runWithFewFiles(PROGRAM)).toEqual(['no program can be started: no file descriptors are left\ntrue\n', '']);
  },
);

test.runIf(process.platform === 'linux')(
  'bytes are held to nothing where no thread can be started to read them',
  () => {
    expect(runWithFewFiles(INSPECTING)).toEqual(['JudgeStarved\nread\n', '']);
  },
);
