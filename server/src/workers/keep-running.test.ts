import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { milliseconds, minutes, seconds } from '@kaitong/contract';
import { afterEach, expect, test } from 'vitest';
import { type Death, type KeepOptions, KeptProcesses, pauseAfter } from './keep-running.ts';

const NEVER_ENDS = 'process.stdin.resume(); process.stdin.on("end", () => process.exit()); console.log("ready")';
const DEAF = 'setInterval(() => {}, 1e6); console.log("ready")';
const HANGS = 'setInterval(() => {}, 1e6)';
const FAILS = 'process.exit(3)';

let open: KeptProcesses[] = [];
afterEach(async () => {
  await Promise.all(open.map((kept) => kept.stop((child) => child.kill('SIGKILL'), minutes(1))));
  open = [];
});

/** Processes of Node that run this program, at work once they say so; `next` resolves with the next death. */
function keep(program: string, options: Partial<KeepOptions> = {}) {
  const started: ChildProcess[] = [];
  const deaths: Death[] = [];
  const hearing: ((death: Death) => void)[] = [];
  const kept = new KeptProcesses({
    many: 2,
    start(_number, onReady) {
      const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'ignore'] });
      started.push(child);
      child.stdout.once('data', onReady);
      return child;
    },
    onDeath(death) {
      deaths.push(death);
      hearing.shift()?.(death);
    },
    pauseAfter: () => milliseconds(0),
    ...options,
  });
  open.push(kept);
  return { kept, started, deaths, next: () => new Promise<Death>((resolve) => hearing.push(resolve)) };
}

const untilReady = async (kept: KeptProcesses, many: number): Promise<void> => {
  await expect.poll(() => kept.ready.length, { timeout: 30_000 }).toBe(many);
};

test('so many are at work, and one that is killed is started again', async () => {
  const { kept, started, next } = keep(NEVER_ENDS);
  await kept.tried();
  expect(kept.ready).toEqual(started);
  const death = next();
  started[0]?.kill('SIGKILL');
  expect(await death).toMatchObject({ number: 1, how: 'SIGKILL' });
  await untilReady(kept, 2);
  expect(started).toHaveLength(3);
  expect(kept.ready).not.toContain(started[0]);
});

test('those that never come to work have been tried, and are tried again', async () => {
  const { kept, deaths, next } = keep(FAILS, { many: 1 });
  await kept.tried();
  expect(deaths[0]).toMatchObject({ number: 1, how: 'exit code 3' });
  expect(kept.ready).toEqual([]);
  expect(await next()).toMatchObject({ how: 'exit code 3' });
});

test('one that hangs at its start is killed, and started again', async () => {
  const { kept, next } = keep(HANGS, { many: 1, patience: milliseconds(300) });
  const death = next();
  await kept.tried();
  expect(await death).toMatchObject({ number: 1, how: 'SIGKILL' });
  expect(await next()).toMatchObject({ how: 'SIGKILL' });
});

test('one that cannot be started at all is like one that died', async () => {
  const { kept, deaths } = keep('', {
    many: 1,
    start: () => spawn('/nowhere/node', []),
    pauseAfter: () => minutes(1),
  });
  await kept.tried();
  expect(deaths[0]?.how).toContain('ENOENT');
});

test('the pause between tries grows up to a limit, which is lower for what was at work', () => {
  expect([1, 2, 3, 4, 20].map((deaths) => pauseAfter(deaths, true))).toEqual([200, 400, 800, 1600, 2000]);
  expect([1, 2, 3, 8, 20].map((deaths) => pauseAfter(deaths, false))).toEqual([200, 400, 800, 25_600, 30_000]);
});

test('all end when they are told to, those that do not hear it too, and none is started again', async () => {
  const obedient = keep(NEVER_ENDS);
  await obedient.kept.tried();
  await obedient.kept.stop((child) => child.stdin?.end(), minutes(1));
  expect(obedient.started.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const deaf = keep(DEAF, { many: 1 });
  await deaf.kept.tried();
  await deaf.kept.stop(() => {}, milliseconds(1));
  expect(deaf.started.map(({ signalCode }) => signalCode)).toEqual(['SIGKILL']);
  expect([...obedient.deaths, ...deaf.deaths]).toEqual([]);
});

test('one that waits for its next start is not started once all are stopped', async () => {
  const { kept, started, deaths } = keep(FAILS, { many: 1, pauseAfter: () => seconds(0) });
  await kept.tried();
  await kept.stop(() => {}, minutes(1));
  const many = started.length;
  await Promise.all(started.map(async (child) => child.exitCode === null && (await once(child, 'exit'))));
  expect([started.length, deaths.length > 0]).toEqual([many, true]);
});
