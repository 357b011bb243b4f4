import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { milliseconds, minutes, seconds } from '@kaitong/contract/durations';
import { afterEach, expect, test } from 'vitest';
import { LimitWatch, type WatchTools } from './limit-watch.ts';
import { spawnLimited, wasRun } from './limited-spawn.ts';
import type { DecodeLimits } from './limits.ts';

const limits: DecodeLimits = {
  processor: milliseconds(300),
  patience: minutes(4),
  quiet: milliseconds(400),
  maxFrames: 0,
  maxMemoryBytes: Number.POSITIVE_INFINITY,
};

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(program: string): ChildProcess {
  const child = spawn('sh', ['-c', program], { stdio: 'ignore' });
  children.push(child);
  return child;
}
const SLEEPS = 'exec sleep 600';
const SPINS = 'while :; do :; done';

/** What a watch with these limits says of a process that is left to itself. */
async function watched(child: ChildProcess, changed: Partial<DecodeLimits> = {}, tools: Partial<WatchTools> = {}) {
  const watch = new LimitWatch(child.pid, { ...limits, ...changed }, () => child.kill('SIGKILL'), tools);
  watch.start();
  await watch.delivered();
  await once(child, 'exit');
  await watch.finish();
  return watch;
}
const keep = { stop: () => undefined, end: () => undefined };
const nobodysTurn: Partial<WatchTools> = { startYardstick: () => ({ pid: undefined, ...keep }) };

test('a process that sleeps is told from one that works, and both are ended', async () => {
  const [sleeps, spins] = [await watched(start(SLEEPS)), await watched(start(SPINS), { processor: seconds(1) })];
  expect([sleeps.ended, spins.ended]).toEqual(['asleep', 'time']);
  expect(spins.used).toBeGreaterThan(1000);
  expect(sleeps.used).toBeLessThan(100);
});

test('one that somebody has stopped has starved, and so has one that sleeps where nobody gets a turn', async () => {
  const stopped = start(SPINS);
  stopped.kill('SIGSTOP');
  expect((await watched(stopped)).ended).toBe('starved');
  expect((await watched(start(SLEEPS), { patience: seconds(1) }, nobodysTurn)).ended).toBe('starved');
});

test('bytes that do not get into a process are never held against them', async () => {
  const child = start(SPINS);
  const watch = new LimitWatch(child.pid, { ...limits, patience: seconds(1) }, () => child.kill('SIGKILL'));
  watch.start();
  await once(child, 'exit');
  expect(watch.ended).toBe('starved');
});

test('a limit on work that has ended already ends nobody', async () => {
  const child = start(SLEEPS);
  let kills = 0;
  const waits: (() => void)[] = [];
  const after = (_: number, work: () => void) => {
    waits.push(work);
    return keep;
  };
  const watch = new LimitWatch(child.pid, { ...limits, patience: milliseconds(0) }, () => kills++, {
    clock: { now: () => 0, after },
  });
  watch.start();
  const looking = watch.delivered();
  watch.stop();
  await looking;
  for (const work of waits) work();
  await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
  expect([kills, watch.ended]).toEqual([0, undefined]);
});

test('with a clock of its own a watch asks for a yardstick, and judges by its turn', async () => {
  let now = 0;
  const used = { child: 0, yardstick: 0 };
  const started: string[] = [];
  let wake: () => void = () => undefined;
  const watch = new LimitWatch(1, { ...limits, quiet: seconds(5) }, () => started.push('killed'), {
    gauge: {
      every: milliseconds(50),
      step: milliseconds(10),
      read: async (pid) => ({ processorMs: pid === 1 ? used.child : used.yardstick, memoryBytes: 0, isStopped: false }),
    },
    startYardstick() {
      started.push('yardstick');
      used.yardstick = 0;
      return { pid: 2, end: () => started.push('ended') };
    },
    clock: {
      now: () => now,
      after(_, work) {
        wake = work;
        return keep;
      },
    },
  });
  const pass = async (time: number): Promise<void> => {
    for (const until = now + time; now < until; ) {
      now += 50;
      wake();
      for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  watch.start();
  await watch.delivered();
  await pass(4900);
  expect({ ended: watch.ended, started }).toEqual({ ended: undefined, started: ['yardstick'] });
  used.child = 10; // its own turn came late: it starved
  await pass(50);
  used.yardstick = 10; // in a quiet that is over
  await pass(5200);
  expect(watch.ended).toBeUndefined();
  await pass(1500);
  used.yardstick = 10;
  await pass(5000);
  expect(watch.ended).toBe('asleep');
  expect(started.filter((what) => what === 'killed')).toHaveLength(1);
  expect(started.filter((what) => what === 'yardstick').length).toBe(started.filter((what) => what === 'ended').length);
});

test('the system ends a process that has used its whole life’s time, whoever watches', async () => {
  const child = spawnLimited(seconds(1), process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  children.push(child);
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
});

test('a lower limit that stands already stays, and the process is the one that was started', async () => {
  const inner = 'ulimit -t 400; exec "$0" "$@"';
  const child = spawn('sh', ['-c', `${inner}`, 'sh', '-c', 'ulimit -t'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [given] = await once(child.stdout, 'data');
  expect(String(given)).toBe('400\n');
  const limited = spawnLimited(seconds(500), '/bin/sh', ['-c', 'ulimit -t; echo $$'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  limited.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(limited, 'close');
  expect(Buffer.concat(chunks).toString()).toBe(`500\n${limited.pid}\n`);
});

test('a program that is not there is told from one that failed', async () => {
  const child = spawnLimited(seconds(5), '/nonexistent/ffmpeg', [], { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  expect(wasRun(code)).toBe(false);
  expect(wasRun(1)).toBe(true);
});
