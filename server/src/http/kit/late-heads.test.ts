import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../log.ts';
import { saidUntilClosed, trickleUntil } from '../testing/trickle.ts';
import { createApp } from './app.ts';

let app: FastifyInstance;
let answer: () => void = () => {};
beforeAll(async () => {
  app = createApp({ log: silentLog, headMs: 200 });
  app.get('/slowly', async () => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return 'done';
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

const connect = (): net.Socket =>
  net.connect({ host: '127.0.0.1', port: (app.server.address() as AddressInfo).port }).on('error', () => {});

test('whoever connects and says nothing is disconnected', async () => {
  await once(connect().resume(), 'close');
});

test('a head that comes byte by byte is answered as a problem when its time is over, however busily it comes', async () => {
  const socket = connect();
  socket.write('GET /slowly HTTP/1.1\r\nhost: x\r\nx-slow: ');
  const said = await trickleUntil(socket, saidUntilClosed(socket));
  expect(said).toMatch(/^HTTP\/1\.1 408 /);
  expect(said).toContain('application/problem+json');
});

test('a request whose head came in time may take longer, and so may its connection until the next one', async () => {
  const late = connect().resume(); // ends when the time for a head is over
  await once(late, 'connect');
  const socket = connect();
  socket.write('GET /slowly HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(late, 'close');
  answer();
  const [said] = (await once(socket, 'data')) as [Buffer];
  expect(String(said)).toMatch(/^HTTP\/1\.1 200 /);
  await once(connect().resume(), 'close');
  socket.write('GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(String(((await once(socket, 'data')) as [Buffer])[0])).toMatch(/^HTTP\/1\.1 404 /);
  socket.destroy();
});

test('heads have ten seconds, the look for late ones included', async () => {
  const usual = createApp({ log: silentLog });
  expect(usual.server.headersTimeout).toBe(9000);
});
