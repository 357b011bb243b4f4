// npm run bench -- starts [--no-docs]: from the command to Ready, in a clone of what is committed: once with nothing in
// it, then with everything there. The packages come from npm's cache where it has them.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from '@kaitong/server/testing';
import { conclude } from '../conclude.ts';
import { countProcesses, sumOf } from '../counting/count-processes.ts';
import { commandOf, type Pids, pidsBelow, startMeter } from '../machine.ts';
import { startPeer } from './peer.ts';
import { type Results, reportText, type Started, verdictsOf, writeReport } from './report.ts';

const given = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const ROUNDS = 3;
/** HTTP, MQTT, room, impostors and start page stand side by side. */
const PORTS = 8;
const READY = /^Ready, ([\d.]+) s after the command/;
const STEP = /^ *([\d.]+) s {2}(.+)$/;
const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What a shell has, and none of what npm told this program. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|KAITONG_|NODE_)/i.test(name)),
);

const POSTGRES = /^(?:postgres:|\S*\/postgres )/;
const JUDGE = /\/judge\//;
const whatIs = (pid: number): keyof Started['processor'] => {
  const command = commandOf(pid);
  if (POSTGRES.test(command)) return 'database';
  return JUDGE.test(command) ? 'judge' : 'server';
};

async function startOnce(folder: string, port: number, counting: Record<string, string> = {}): Promise<Started> {
  const env = { ...environment, ...counting, KAITONG_PORT: String(port) };
  const child: ChildProcess = spawn('npm', ['start', '--silent'], {
    ...{ cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const all: Pids = () => (child.pid === undefined ? [] : [child.pid, ...pidsBelow(child.pid)]);
  const those = (what: keyof Started['processor']) => () => all().filter((pid) => whatIs(pid) === what);
  const meter = startMeter({ server: those('server'), database: those('database'), judge: those('judge') });
  const ended = once(child, 'exit');
  const steps: Started['steps'] = [];
  try {
    if (!child.stdout) throw new Error('npm start has no output');
    for await (const line of createInterface({ input: child.stdout })) {
      const [, at, what = ''] = STEP.exec(line) ?? [];
      if (at !== undefined && !what.endsWith('…')) steps.push({ what, at: Number(at) });
      const [, seconds] = READY.exec(line) ?? [];
      if (seconds === undefined) continue;
      const spent = meter.take();
      return { seconds: Number(seconds), processor: spent.by, others: spent.others / spent.seconds, steps };
    }
    throw new Error('npm start ended before it was ready');
  } finally {
    child.kill('SIGTERM');
    child.stdout?.resume();
    await ended;
  }
}

const clone = mkdtempSync(path.join(tmpdir(), 'kaitong-starts-'));
try {
  const cloned = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone], { stdio: 'inherit' });
  if (cloned.status !== 0) throw new Error('what is committed could not be cloned');
  // Cameras keep the address that they were paired by: every start has the same.
  const port = await findFreePort('127.0.0.1', { inARow: PORTS });
  const cold = await startOnce(clone, port);
  say(`cold: ${cold.seconds} s`);
  const warm: Started[] = [];
  while (warm.length < ROUNDS) {
    warm.push(await startOnce(clone, port));
    say(`warm: ${warm.at(-1)?.seconds} s`);
  }
  using counting = countProcesses();
  await startOnce(clone, port, counting.environment);
  const statements = sumOf(counting.take());
  const peers = [await startPeer(), await startPeer(), await startPeer()].sort((a, b) => a - b);
  const results: Results = { cold, warm, statements, peer: peers[1] ?? Number.NaN };
  conclude(results, { reportText, verdictsOf, writeReport }, given);
} finally {
  rmSync(clone, { recursive: true, force: true });
}
