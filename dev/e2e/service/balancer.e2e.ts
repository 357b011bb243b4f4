// What HAProxy does as the guide sets it up, before processes of which only their health and their lines are there.
import { EventEmitter, once } from 'node:events';
import { createServer as createHealth } from 'node:http';
import { createServer as createLines } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { openBalancer } from './balancer.ts';

const ASKED = 'asked';
const stack = new AsyncDisposableStack();
const checks = new EventEmitter();
let isDatabaseThere = true;
let mqttUrl: URL;

/** Says how it is, and what it hears. */
async function openProcess(name: string): Promise<number> {
  const port = await freePorts();
  const health = createHealth((_request, reply) => {
    reply.writeHead(isDatabaseThere ? 200 : 503, { connection: 'close' }).end();
    checks.emit(ASKED, name);
  });
  const lines = createLines((line) => line.on('error', () => line.destroy()).pipe(line));
  for (const [server, at] of [
    [health, port],
    [lines, port + 1],
  ] as const) {
    await once(server.listen(at, '127.0.0.1'), 'listening');
    stack.defer(() => void server.close());
  }
  return port;
}

beforeAll(async () => {
  const api = [await openProcess('a1'), await openProcess('a2')];
  const broker = [await openProcess('b1'), await openProcess('b2')];
  const front = await openBalancer({ api, broker, judge: [], timers: [] });
  stack.defer(() => front.close());
  mqttUrl = new URL(front.mqttUrl);
});
afterAll(() => stack.disposeAsync());

/** Until each broker was asked so often how it is. */
async function whenAsked(times: number): Promise<void> {
  const left = new Map(['b1', 'b2'].map((name) => [name, times]));
  while ([...left.values()].some((count) => count > 0)) {
    const [name] = await once(checks, ASKED);
    left.set(name, (left.get(name) ?? 0) - 1);
  }
}

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
