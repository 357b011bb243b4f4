import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { closeSync, openSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { ProcessPool } from ${JSON.stringify(path.join(import.meta.dirname, 'process-pool.ts'))};
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

test.runIf(process.platform === 'linux')(
  'a process that ends while there are no file descriptors is replaced when there are some again',
  () => {
    const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', PROGRAM];
    const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -n 64; exec "$@"', 'sh', ...node], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['no program can be started: no file descriptors are left\ntrue\n', '']);
  },
);
