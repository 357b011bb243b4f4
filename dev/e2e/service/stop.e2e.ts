// `npm start` in npm itself, ended in every way that people and service managers end it.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { freePorts } from '../../src/activation/testing/processes.ts';
import {
  type Ground,
  openGround,
  RUNS,
  type Started,
  serverOf,
  signalTwice,
} from '../../src/start/testing/stopping.ts';

let ground: Ground;
beforeAll(() => {
  ground = openGround();
});
afterEach(() => ground.clean());
afterAll(() => ground[Symbol.dispose]());

const startBy = async (until: string, ...args: string[]) =>
  await ground.start(['npm', 'start', '--', ...args], until, { KAITONG_PORT: String(await freePorts()) });

const group = ({ first }: Started) => [-first];
const everybody = ({ first, others }: Started) => [first, ...others.map(({ pid }) => pid)];
/** The signal itself and then the group, npm included, as `timeout` does. */
const asTimeout = (started: Started) => [started.first, ...group(started)];

test.each([
  ['SIGTERM to the group', 'SIGTERM', group],
  ['SIGINT to the group', 'SIGINT', group],
  ['SIGHUP to the group', 'SIGHUP', group],
  ['SIGTERM as timeout sends it', 'SIGTERM', asTimeout],
  ['SIGTERM to every process', 'SIGTERM', everybody],
  ['SIGINT to every process', 'SIGINT', everybody],
] as const)('%s, twice within a moment, leaves no process', async (_, signal, targets) => {
  const started = await startBy(RUNS, '--no-demo');
  signalTwice(signal, targets(started));
  await started.ended;
  // npm may end before what it started.
  await vi.waitFor(() => expect(started.left()).toEqual([]), { timeout: 60_000, interval: 200 });
});

test.each(['Starting PostgreSQL', 'Preparing the planes', 'Opening the ports'])(
  'SIGTERM to the group at “%s”, twice within a moment, leaves no process',
  async (step) => {
    const started = await startBy(step, '--no-demo');
    signalTwice('SIGTERM', group(started));
    await started.ended;
    await vi.waitFor(() => expect(started.left()).toEqual([]), { timeout: 60_000, interval: 200 });
  },
);

test('kill -9 of npm and of the bootstrap stops in order what they started', async () => {
  const started = await startBy(RUNS, '--no-demo');
  const server = serverOf(started);
  for (const { pid, command } of started.others)
    if (pid !== server && command.includes('bootstrap.mjs')) process.kill(pid, 'SIGKILL');
  process.kill(started.first, 'SIGKILL');
  await vi.waitFor(() => expect(started.left()).toEqual([]), { timeout: 60_000, interval: 200 });
});

test('the demonstration’s cameras end with it after two signals, and come back with a server that kill -9 ended', async () => {
  // One port for all: cameras remember where they were paired.
  const environment = { KAITONG_ROLES: 'control,cn,eu,us', KAITONG_PORT: String(await freePorts()) };
  const start = (until: string) => ground.start(['npm', 'start'], until, environment);
  const first = await start('Ready');
  expect(first.others.some(({ command }) => command.includes('room/main.ts'))).toBe(true);
  signalTwice('SIGTERM', group(first));
  await first.ended;
  await vi.waitFor(() => expect(first.left()).toEqual([]), { timeout: 60_000, interval: 200 });
  const second = await start('Pairing');
  signalTwice('SIGINT', group(second));
  await second.ended;
  await vi.waitFor(() => expect(second.left()).toEqual([]), { timeout: 60_000, interval: 200 });
  const third = await start('Ready');
  const again = third.again();
  process.kill(serverOf(third), 'SIGKILL');
  const back = await again;
  expect(back.others.some(({ command }) => command.includes('room/main.ts'))).toBe(true);
  signalTwice('SIGTERM', group(back));
  await back.ended;
  await vi.waitFor(() => expect(back.left()).toEqual([]), { timeout: 60_000, interval: 200 });
}, 900_000);
