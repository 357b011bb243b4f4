// npm run bench -- strangers [seconds] [--no-docs]: what a hundred sign-ins a second from a hundred addresses, and more from
// addresses that come once, cost those who are let in already, beside the same minute without them. Needs Linux, where all of 127/8 is this machine.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type Ground, openGround, peopleAround } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { conclude } from '../conclude.ts';
import { timeOf } from '../samples.ts';
import type { Flood, Seen } from './flood.ts';
import { openBrowser, type SignedIn } from './people.ts';
import { openPutting, type Putting } from './putting.ts';
import { type Measured, type Results, reportText, verdictsOf, writeReport } from './report.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const given = process.argv.slice(2);
const seconds = Number(given.find((one) => /^\d+$/.test(one)) ?? 30);
/** A device gets twenty tokens a minute, so these take turns. */
const UNITS = 8;
const CALLS_EVERY_MS = 500;
const KNOWN_EVERY_MS = 2000;
const NEW_EVERY_MS = 3000;

const start = (program: URL, environment: Record<string, string> = {}): ChildProcess =>
  fork(fileURLToPath(program), { env: { ...process.env, ...environment } });

async function startServer(ground: Ground): Promise<{ url: string; stop(): Promise<void> }> {
  const child = start(new URL('./server.ts', import.meta.url), {
    ...ground.environment,
    KAITONG_PORT: String(await freePorts()),
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    async stop() {
      if (!child.connected) throw new Error('the server ended while it was measured');
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** Does it again and again, and notes how long each took; one that fails ends the bench. */
async function repeat(signal: AbortSignal, everyMs: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    times.push(await timeOf(work));
    await sleep(everyMs);
  }
  return times;
}

/** What cameras ask before they may send anything, each time as after a power cut. */
function callsOf(units: readonly Unit[]): () => Promise<void> {
  let turn = 0;
  return async () => {
    const api = await units[turn++ % units.length]?.api(); // challenge and token
    await api?.getRecordingGrant({});
  };
}

async function measure(putting: Putting, calls: () => Promise<void>, ms: number): Promise<Measured> {
  const signal = AbortSignal.timeout(ms);
  const [puts, rounds] = await Promise.all([putting.putUntil(signal), repeat(signal, CALLS_EVERY_MS, calls)]);
  return { puts, calls: rounds };
}

const ground = await openGround({ KAITONG_ROLES: 'control,cn,eu' });
const server = await startServer(ground);
const rig = await peopleAround(ground, server.url);
const putting = await openPutting(ground.environment.KAITONG_DATA ?? '', server.url);
try {
  const { login } = rig.owners.cn;
  const home = openBrowser(server.url, '127.8.0.1', login, PASSWORD);
  await home.signIn(); // from here on it is known
  const sample = await rig.unit();
  const units: Unit[] = [];
  for (let n = 0; n < UNITS; n++) units.push(await rig.unit({ pid: sample.pid }));
  const calls = callsOf(units);
  await sample.camera();
  say('people and cameras are there');
  await measure(putting, calls, 3000); // everything is loaded
  const before = await measure(putting, calls, (seconds / 2) * 1000);

  say('measured without strangers');
  const flood = start(new URL('./flood.ts', import.meta.url));
  const told: Flood = { url: server.url, logins: [login, rig.maker.login, 'nobody@example.com'] };
  flood.send(told);
  await sleep(2000); // each stranger has come twice
  const until = AbortSignal.timeout(seconds * 1000);
  const known: SignedIn[] = [];
  const fresh: SignedIn[] = [];
  const mistyped: SignedIn[] = [];
  const activation = { ms: 0, state: '' };
  const [during] = await Promise.all([
    measure(putting, calls, seconds * 1000),
    repeat(until, KNOWN_EVERY_MS, async () => known.push(await home.signIn())),
    repeat(until, NEW_EVERY_MS, async () => {
      const elsewhere = openBrowser(server.url, `127.9.0.${fresh.length + 1}`, login, PASSWORD);
      fresh.push(await elsewhere.signIn());
    }),
    repeat(until, NEW_EVERY_MS, async () => {
      const elsewhere = openBrowser(server.url, `127.10.0.${mistyped.length + 1}`, login, PASSWORD);
      await elsewhere.mistype();
      mistyped.push(await elsewhere.signIn());
    }),
    timeOf(async () => {
      activation.state = (await rig.maker.activate(sample.deviceId)).application.state;
    }).then((ms) => {
      activation.ms = ms;
    }),
  ]);
  say('measured with them');
  flood.send('stop');
  const [seen] = (await once(flood, 'message')) as [Seen];
  const after = await measure(putting, calls, (seconds / 2) * 1000);
  const quiet = { puts: [...before.puts, ...after.puts], calls: [...before.calls, ...after.calls] };
  const results: Results = { quiet, during, known, fresh, mistyped, activation, seen };
  conclude(results, { reportText, verdictsOf, writeReport }, given);
} finally {
  await Promise.all(rig.closers.map((close) => close()));
  await putting.close();
  await server.stop();
  await ground.close();
}
