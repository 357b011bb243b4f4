import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { createApp } from '../http/kit/app.ts';
import { silentLog } from '../log.ts';
import { makeLocalCertificate } from '../tls/testing.ts';
import { boundRequests } from './bound-requests.ts';

const host = '127.0.0.1';
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function serve(tls?: {
  cert: string;
  key: string;
}): Promise<{ app: FastifyInstance; port: number; answer: () => void }> {
  const app = createApp({ log: silentLog, tls });
  boundRequests(app.server, { most: 8, mostIdleOfNetwork: 4, log: silentLog });
  const asked = Promise.withResolvers<void>();
  app.get('/now', async () => 'done');
  app.get('/later', async () => {
    await asked.promise;
    return 'done';
  });
  await app.listen({ host, port: 0 });
  opened.push(app);
  return { app, port: (app.server.address() as AddressInfo).port, answer: asked.resolve };
}

/** So many connections over which nothing is said, the first of them first. */
async function idle(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let n = 0; n < count; n++) {
    const socket = connect({ host, port }).on('error', () => {});
    socket.resume();
    await once(socket, 'connect');
    sockets.push(socket);
    opened.push({ close: () => socket.destroy() });
  }
  return sockets;
}
async function isClosed(socket: Socket): Promise<boolean> {
  if (!socket.closed) await once(socket, 'close');
  return true;
}

test('a request that waits for its answer stays while idle connections come and go, and is idle after it', async () => {
  const { port, answer } = await serve();
  const agent = new Agent({ keepAlive: true });
  opened.push({ close: () => agent.destroy() });
  const asking = request({ host, port, path: '/later', agent }).end();
  const [line] = (await once(asking, 'socket')) as [Socket];
  await once(line, 'connect');
  const sockets = await idle(port, 9);
  expect(await isClosed(sockets[4] as Socket)).toBe(true);
  answer();
  const [response] = await once(asking, 'response');
  expect(await text(response)).toBe('done');
  const ended = once(line, 'close');
  await idle(port, 5);
  await ended;
});

test('the same holds for HTTP/2, whose connection is asked for many things at once', async () => {
  const { authority, pair } = await makeLocalCertificate();
  const { port, answer } = await serve(pair);
  const session = connectHttp2(`https://${host}:${port}`, { ca: authority.cert });
  session.on('error', () => {});
  opened.push({ close: () => session.destroy() });
  expect(await text(session.request({ ':path': '/now' }))).toBe('done');
  const later = session.request({ ':path': '/later' });
  expect(await text(session.request({ ':path': '/now' }))).toBe('done');
  const sockets = await idle(port, 9);
  expect(await isClosed(sockets[4] as Socket)).toBe(true);
  answer();
  expect(await text(later)).toBe('done');
  const ended = once(session, 'close');
  await idle(port, 5);
  await ended;
});
