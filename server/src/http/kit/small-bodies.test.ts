import { once } from 'node:events';
import { type ClientHttp2Stream, connect as connectHttp2, constants } from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { days, milliseconds, minutes, op } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { silentLog } from '../../log.ts';
import { issueCertificate, makeAuthority } from '../../tls/issue.ts';
import { takeRawBodies } from '../raw-message.ts';
import { saidUntilClosed, trickleUntil } from '../testing/trickle.ts';
import { createApp } from './app.ts';
import { mountContract } from './mount.ts';
import type { SmallBodiesRule } from './small-bodies.ts';

const VALID = { from: Date.now(), length: days(1) };
const authority = await makeAuthority('test', VALID);
const tls = await issueCertificate(authority, ['127.0.0.1'], VALID);
const nothing = z.object({});
const knock = op({ method: 'POST', path: '/knock', summary: 'Knock', caller: 'public', body: nothing, reply: nothing });

type Room = { app: FastifyInstance; port: number; awaited: () => number };
const rooms: FastifyInstance[] = [];
afterAll(() => Promise.all(rooms.map((app) => app.close())));

/** A server behind a proxy on this machine, which says for whom it speaks. */
async function openRoom(rule: Partial<SmallBodiesRule>, isEncrypted = false): Promise<Room> {
  let awaited = 0;
  const app = createApp({
    log: silentLog,
    trustProxy: ['127.0.0.1'],
    smallBodies: { time: minutes(5), each: 100, inAll: 100, ...rule },
    restMs: 100,
    ...(isEncrypted ? { tls } : {}),
  });
  app.addHook('preParsing', async () => void awaited++);
  mountContract(app, { knock }, { knock: async () => ({}) }, { authenticate: {} });
  app.register((scope, _options, done) => {
    takeRawBodies(scope, 1000);
    scope.post('/raw', async () => 'read');
    done();
  });
  app.put('/refused', { onRequest: async (_, reply) => reply.code(401).send() }, async () => 'read');
  await app.listen({ host: '127.0.0.1', port: 0 });
  rooms.push(app);
  return { app, port: (app.server.address() as AddressInfo).port, awaited: () => awaited };
}

/** Sends the head of a call and one byte of its body. */
function begin(port: number, { from = '192.0.2.1', path = '/knock', method = 'POST' } = {}): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  const lines = [`${method} ${path} HTTP/1.1`, 'host: x', `x-forwarded-for: ${from}`, 'content-type: application/json'];
  socket.write(`${lines.join('\r\n')}\r\ncontent-length: 100\r\n\r\n{`);
  return socket;
}

/** The same, and the server knows of it. */
async function crawl(room: Room, from: string): Promise<Socket> {
  const before = room.awaited();
  const socket = begin(room.port, { from });
  while (room.awaited() === before) await new Promise(setImmediate);
  return socket;
}

/** The status that the rest of the body is answered with; a body that was given up has one already. */
async function finish(socket: Socket): Promise<number> {
  socket.write('}'.padStart(99));
  const [said] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return Number(String(said).slice(9, 12));
}

test.each(['/knock', '/raw'])('a body for %s has so long to come, however busily it crawls', async (path) => {
  const { port } = await openRoom({ time: milliseconds(100) });
  const socket = begin(port, { path });
  const said = await trickleUntil(socket, saidUntilClosed(socket));
  expect(said).toMatch(/^HTTP\/1\.1 400 /);
  expect(said).toContain('size_mismatch');
});

test('where a network has more on the way than it may, the oldest of its own is given up, and who comes next is answered', async () => {
  const room = await openRoom({ each: 3 });
  const other = await crawl(room, '198.51.100.1');
  const crawling: Socket[] = [];
  for (let n = 0; n < 5; n++) crawling.push(await crawl(room, '192.0.2.1'));
  const statuses: number[] = [];
  for (const socket of [...crawling, other]) statuses.push(await finish(socket));
  expect(statuses).toEqual([400, 400, 200, 200, 200, 200]);
});

test('where all networks together have more, the oldest of all is given up', async () => {
  const room = await openRoom({ inAll: 3 });
  const crawling: Socket[] = [];
  for (let n = 0; n < 5; n++) crawling.push(await crawl(room, `192.0.2.${n}`));
  const statuses: number[] = [];
  for (const socket of crawling) statuses.push(await finish(socket));
  expect(statuses).toEqual([400, 400, 200, 200, 200]);
});

test('the streams of one connection are counted like connections, and given up one by one', async () => {
  const { port } = await openRoom({ each: 3 }, true);
  const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: authority.cert });
  const stream = (): ClientHttp2Stream =>
    session.request({ ':method': 'POST', ':path': '/knock', 'content-type': 'application/json' });
  const crawling = Array.from({ length: 70 }, stream);
  for (const one of crawling) one.write('{');
  const late = stream();
  late.end('{}');
  const [answer] = await once(late, 'response');
  expect(answer[constants.HTTP2_HEADER_STATUS]).toBe(200);
  const oldest = crawling[0] as ClientHttp2Stream;
  expect(JSON.parse(await text(oldest))).toMatchObject({ code: 'size_mismatch' });
  session.destroy();
});

test.each([
  ['HTTP/1.1', false],
  ['HTTP/2', true],
] as const)('whoever is refused before the body is there cannot send it for ever over %s', async (_, isEncrypted) => {
  const { port } = await openRoom({}, isEncrypted);
  if (isEncrypted) {
    const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: authority.cert });
    const stream = session.request({ ':method': 'PUT', ':path': '/refused' }).on('error', () => {});
    stream.write('{');
    expect((await once(stream, 'response'))[0][constants.HTTP2_HEADER_STATUS]).toBe(401);
    await once(stream.resume(), 'close');
    session.destroy();
    return;
  }
  const socket = begin(port, { path: '/refused', method: 'PUT' });
  expect(await trickleUntil(socket, saidUntilClosed(socket))).toMatch(/^HTTP\/1\.1 401 /);
});
