// What HAProxy does as the guide sets it up, before processes of which only their health and their lines are there.
import { EventEmitter, once } from 'node:events';
import { createServer as createHealth } from 'node:http';
import { createServer as createLines } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { openBalancer } from './balancer.ts';

const ASKED = 'asked';
const CALLED = 'called';
const stack = new AsyncDisposableStack();
const checks = new EventEmitter();
let isDatabaseThere = true;
let mqttUrl: URL;
let url: string;
/** Those that say that they leave, and what ends each. */
const leaving = new Set<string>();
const doors = new Map<string, () => Promise<void>>();

/** Says how it is, and what it hears. */
async function openProcess(name: string): Promise<number> {
  const port = await freePorts();
  const health = createHealth(({ url: path }, reply) => {
    const isWell = path !== '/healthz' || (isDatabaseThere && !leaving.has(name));
    reply.writeHead(isWell ? 200 : 503, { connection: 'close' }).end(name);
    checks.emit(path === '/healthz' ? ASKED : CALLED, name);
  });
  const lines = createLines((line) => line.on('error', () => line.destroy()).pipe(line));
  for (const [server, at] of [
    [health, port],
    [lines, port + 1],
  ] as const) {
    await once(server.listen(at, '127.0.0.1'), 'listening');
    stack.defer(() => void server.close());
  }
  doors.set(name, async () => {
    health.close();
    health.closeAllConnections();
    await once(health, 'close');
  });
  return port;
}

beforeAll(async () => {
  const api = [await openProcess('a1'), await openProcess('a2')];
  const broker = [await openProcess('b1'), await openProcess('b2')];
  const front = await openBalancer({ api, broker, judge: [], timers: [] });
  stack.defer(() => front.close());
  mqttUrl = new URL(front.mqttUrl);
  url = front.url;
});
afterAll(() => stack.disposeAsync());

/** Until each was asked so often how it is. */
async function whenAsked(times: number, names = ['b1', 'b2']): Promise<void> {
  const left = new Map(names.map((name) => [name, times]));
  while ([...left.values()].some((count) => count > 0)) {
    const [name] = await once(checks, ASKED);
    left.set(name, (left.get(name) ?? 0) - 1);
  }
}

test('one slow answer takes nobody out, and a process that leaves is sent nobody any more before its door closes', async () => {
  const called = new Map<string, number>();
  checks.on(CALLED, (name: string) => void called.set(name, (called.get(name) ?? 0) + 1));
  const stop = new AbortController();
  const answers: number[] = [];
  const ask = async (): Promise<void> => {
    while (!stop.signal.aborted)
      answers.push(
        await fetch(`${url}/x`, { method: 'POST' }).then(
          ({ status }) => status,
          () => 0,
        ),
      );
  };
  const asking = [ask(), ask(), ask(), ask()];
  await whenAsked(2, ['a1', 'a2']);
  leaving.add('a1');
  await whenAsked(1, ['a1']);
  leaving.delete('a1'); // it was slow, once
  called.clear();
  await whenAsked(3, ['a1']);
  expect(called.get('a1')).toBeGreaterThan(0);
  leaving.add('a1');
  await whenAsked(3, ['a1']);
  await whenAsked(1, ['a2']); // what was under way has been answered
  called.clear();
  await doors.get('a1')?.();
  await whenAsked(3, ['a2']);
  stop.abort();
  await Promise.all(asking);
  expect(called.get('a1') ?? 0).toBe(0);
  expect(called.get('a2')).toBeGreaterThan(0);
  expect([...new Set(answers)]).toEqual([200]);
});

test('lines of cameras stay while the database is away', async () => {
  const line = connect({ port: Number(mqttUrl.port), host: mqttUrl.hostname });
  stack.defer(() => void line.destroy());
  line.on('error', () => line.destroy());
  await once(line, 'secureConnect');
  const closed = once(line, 'close');
  const isAnswered = async (): Promise<boolean> => {
    const answered = once(line, 'data');
    line.write('?');
    return (await Promise.race([closed, answered]))[0] instanceof Buffer;
  };
  expect(await isAnswered()).toBe(true);
  isDatabaseThere = false;
  await whenAsked(5);
  expect(await isAnswered()).toBe(true);
});
