import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient, milliseconds, op } from '@kaitong/contract';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { createLog } from '../log.ts';
import { PlaneAway, sayBroken } from '../plane-away.ts';
import { planeSend } from './plane-send.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function startPlane(answer: Answer): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const reply = z.object({});
const calls = {
  read: op({ method: 'GET', path: '/read', summary: '', caller: 'plane', reply }),
  put: op({ method: 'PUT', path: '/put', summary: '', caller: 'plane', body: z.object({}), reply }),
  make: op({ method: 'POST', path: '/make', summary: '', caller: 'plane', body: z.object({}), reply }),
  find: op({ method: 'POST', path: '/find', summary: '', caller: 'plane', mayRepeat: true, body: z.object({}), reply }),
};

test('hundreds of calls of one moment arrive so many at once, and all are answered', async () => {
  const most = 8;
  const held: ServerResponse[] = [];
  let [underWay, highest, answered] = [0, 0, 0];
  const url = await startPlane((_request, response) => {
    highest = Math.max(highest, ++underWay);
    held.push(response);
    setImmediate(() => {
      underWay -= 1;
      answered += 1;
      held.shift()?.end('{}');
    });
  });
  const send = planeSend(url, 'token', { most, patience: milliseconds(30_000) });
  const answers = Array.from({ length: 300 }, () => send({ method: 'POST', path: '/', body: {} }));
  expect((await Promise.all(answers)).every(({ status }) => status === 200)).toBe(true);
  expect(answered).toBe(300);
  expect(highest).toBeLessThanOrEqual(most);
});

test('the patience of a call begins when it leaves, not while it stands in line', async () => {
  const begins = vi.spyOn(AbortSignal, 'timeout');
  onTestFinished(() => begins.mockRestore());
  const first = Promise.withResolvers<ServerResponse>();
  const url = await startPlane((request, response) => {
    if (request.url === '/first') first.resolve(response);
    else response.end('{}');
  });
  const send = planeSend(url, 'token', { most: 1, patience: milliseconds(30_000) });
  const slow = send({ method: 'GET', path: '/first' });
  const waiting = send({ method: 'GET', path: '/second' });
  (await first.promise).end('{}');
  expect(begins).toHaveBeenCalledTimes(1);
  await slow;
  expect((await waiting).status).toBe(200);
  expect(begins).toHaveBeenCalledTimes(2);
});

test('whether a plane is there is asked past those who stand in line', async () => {
  const first = Promise.withResolvers<ServerResponse>();
  const url = await startPlane((request, response) => {
    if (request.url === '/first') first.resolve(response);
    else response.end('{}');
  });
  const send = planeSend(url, 'token', { most: 1, patience: milliseconds(30_000) });
  const slow = send({ method: 'GET', path: '/first' });
  const held = await first.promise;
  expect((await send({ method: 'GET', path: '/plane/v1/there' })).status).toBe(200);
  held.end('{}');
  await slow;
});

test('where the line broke, a call is sent again that may be said twice, and no other', async () => {
  const seen: string[] = [];
  const url = await startPlane((request, response) => {
    const path = request.url ?? '';
    seen.push(path);
    if (seen.filter((one) => one === path).length < 3) request.socket.resetAndDestroy();
    else response.end('{}');
  });
  const client = createClient(calls, planeSend(url, 'token'));
  await client.read({});
  await client.put({ body: {} });
  await client.find({ body: {} });
  await expect(client.make({ body: {} })).rejects.toThrow('fetch failed');
  expect(seen).toEqual([...['/read', '/put', '/find'].flatMap((path) => [path, path, path]), '/make']);
});

test('an answer that breaks off is asked for again, and a line that breaks every time is an outage', async () => {
  let asked = 0;
  const url = await startPlane((request, response) => {
    asked += 1;
    if (request.url === '/put') request.socket.destroy();
    else if (asked > 1) response.end('{}');
    else {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => request.socket.destroy());
    }
  });
  const client = createClient(calls, planeSend(url, 'token'));
  await client.read({});
  expect(asked).toBe(2);
  await expect(client.put({ body: {} })).rejects.toThrow('fetch failed');
  expect(asked).toBe(5);
});

test('a plane that does not answer in time is away, and a deadline that asked it warns', async () => {
  const url = await startPlane(() => {});
  const client = createClient(calls, planeSend(url, 'token', { patience: milliseconds(50) }));
  const error = await client.make({ body: {} }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(PlaneAway);
  const lines: string[] = [];
  const say = sayBroken(createLog({}, { write: (line) => void lines.push(line) }), { region: 'cn' });
  for (const one of [error, new Error('a bug')]) say(one);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, region: 'cn', err: { message: expect.stringContaining(url) }, msg: 'deadline.broke' },
    { level: 50, region: 'cn', err: { message: 'a bug' }, msg: 'deadline.broke' },
  ]);
});
