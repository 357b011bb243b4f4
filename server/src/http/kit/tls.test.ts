// HTTPS: HTTP/2, with HTTP/1.1 beside it on the same port.
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { days, seconds } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../log.ts';
import { issueCertificate, makeAuthority } from '../../tls/issue.ts';
import type { Pair } from '../../tls/pair.ts';
import { mountStream } from '../sse.ts';
import { createApp, presentCertificate } from './app.ts';

const HOST = '127.0.0.1';
const VALID = { from: Date.now(), length: days(1) };
let authority: Pair;
let app: FastifyInstance;
let port: number;
const news = Promise.withResolvers<void>();

beforeAll(async () => {
  authority = await makeAuthority('test', VALID);
  app = await serve();
  port = (app.server.address() as AddressInfo).port;
});
afterAll(() => app.close());

async function serve(): Promise<FastifyInstance> {
  const tls = await issueCertificate(authority, [HOST, 'localhost'], VALID);
  const made = createApp({ log: silentLog, tls, headMs: 500, idleMs: 300 });
  made.get('/version', async (request, reply) => {
    reply.header('connection', 'close');
    return request.raw.httpVersion;
  });
  made.post('/echo', async (request) => request.body);
  mountStream(made, {
    path: '/events',
    caller: 'public',
    authenticate: {},
    open: async () =>
      async function* () {
        yield [{ id: 1, data: 'first' }];
        await news.promise;
        yield [{ id: 2, data: 'second' }];
      },
  });
  await made.listen({ host: HOST, port: 0 });
  return made;
}

const session = (at = port): ClientHttp2Session => connectHttp2(`https://${HOST}:${at}`, { ca: authority.cert });
const ask = async (client: ClientHttp2Session, path: string): Promise<string> =>
  await text(client.request({ ':path': path }));
const askHttp1 = async (path: string): Promise<string> => {
  const sent = httpsRequest({ host: HOST, port, path, ca: authority.cert }).end();
  const [answer] = await once(sent, 'response');
  return await text(answer);
};

test('whoever knows HTTP/2 speaks it, the others HTTP/1.1, and a Connection header reaches only those', async () => {
  const client = session();
  expect(await ask(client, '/version')).toBe('2.0');
  client.close();
  expect(await askHttp1('/version')).toBe('1.1');
});

test.each([
  ['TLSv1.1', false],
  ['TLSv1.2', true],
  ['TLSv1.3', true],
] as const)('%s is spoken: %s', async (version, isSpoken) => {
  const options = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  const socket = connectTls({ host: HOST, port, ca: authority.cert, ...options });
  const said = await Promise.race([
    once(socket, 'secureConnect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  expect(said).toBe(isSpoken);
});

test('twenty streams of events and a request share one connection', async () => {
  const client = session();
  const streams = Array.from({ length: 20 }, () => client.request({ ':path': '/events' }).setEncoding('utf8'));
  const read = streams.map(async (stream) => {
    let all = '';
    stream.on('data', (piece: string) => {
      all += piece;
    });
    await once(stream, 'data');
    return async () => {
      await once(stream, 'end');
      return all;
    };
  });
  const rest = await Promise.all(read);
  expect(await ask(client, '/version')).toBe('2.0');
  news.resolve();
  for (const finish of rest) expect(await finish()).toContain('data: "second"');
  client.close();
});

test('a body that stops coming is answered as a problem on its stream, and the others go on', async () => {
  const client = session();
  const stream = client.request({ ':method': 'POST', ':path': '/echo', 'content-type': 'application/json' });
  stream.write('{"a":');
  const [headers] = await once(stream, 'response');
  expect(headers[constants.HTTP2_HEADER_STATUS]).toBe(400);
  expect(JSON.parse(await text(stream))).toMatchObject({ code: 'size_mismatch' });
  expect(await ask(client, '/version')).toBe('2.0');
  client.close();
});

test('whoever shakes hands for HTTP/1.1 and asks nothing is disconnected', async () => {
  const socket = connectTls({ host: HOST, port, ca: authority.cert });
  await once(socket.resume(), 'close');
});

/** A client of HTTP/2 that says what no library would. */
const sayRaw = (...frames: Buffer[]) => {
  const socket = connectTls({ host: HOST, port, ca: authority.cert, ALPNProtocols: ['h2'] });
  for (const frame of frames) socket.write(frame);
  return { socket: socket.resume().on('error', () => {}), closed: once(socket, 'close') };
};
const frame = (type: number, flags: number, stream: number, payload: number[] = []) =>
  Buffer.from([0, payload.length >> 8, payload.length & 255, type, flags, 0, 0, 0, stream, ...payload]);
const PREFACE = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(4, 0, 0)]);
const PING = frame(
  6,
  0,
  0,
  Array.from({ length: 8 }, () => 0),
);
/** HPACK: GET / by https at `x`, and the first of these alone. */
const GET = [0x82, 0x84, 0x87, 0x01, 0x01, 0x78];
const HEADERS = 1;

test.each([
  ['says nothing', [], undefined],
  ['says no more than that it speaks it', [PREFACE], undefined],
  ['only pings', [PREFACE], PING],
  ['never ends the head of its first request', [PREFACE, frame(HEADERS, 1, 1, GET.slice(0, 1))], undefined],
  [
    'never ends that of a later one',
    [PREFACE, frame(HEADERS, 5, 1, GET), frame(HEADERS, 1, 3, GET.slice(0, 1))],
    undefined,
  ],
] as const)('whoever shakes hands for HTTP/2 and %s is disconnected, however busily', async (_what, frames, again) => {
  const { socket, closed } = sayRaw(...frames);
  const trickle = setInterval(() => again && socket.writable && socket.write(again), 20);
  await closed;
  clearInterval(trickle);
});

test('a session that asked in time stays, asking or idle, longer than a head may take', async () => {
  const client = session();
  expect(await ask(client, '/version')).toBe('2.0');
  const stream = client.request({ ':path': '/events' });
  await once(stream, 'response');
  await sayRaw(PREFACE).closed;
  await sayRaw(PREFACE).closed;
  expect(await ask(client, '/version')).toBe('2.0');
  client.destroy();
});

test('a certificate that is presented later is that of the connections from then on', async () => {
  const client = session();
  expect(await ask(client, '/version')).toBe('2.0');
  const next = await makeAuthority('next', VALID);
  presentCertificate(app, await issueCertificate(next, [HOST], VALID));
  expect(await ask(client, '/version')).toBe('2.0');
  client.close();
  const later = connectTls({ host: HOST, port, ca: next.cert, servername: '' });
  await once(later, 'secureConnect');
  later.destroy();
  presentCertificate(app, await issueCertificate(authority, [HOST], VALID));
});

test('closing ends connections on which nothing is asked', async () => {
  const other = await serve();
  const client = session((other.server.address() as AddressInfo).port);
  expect(await ask(client, '/version')).toBe('2.0');
  const closed = once(client, 'close');
  const from = performance.now();
  await other.close();
  await closed;
  expect(performance.now() - from).toBeLessThan(seconds(30)); // its patience with idle ones is 72 s
});
