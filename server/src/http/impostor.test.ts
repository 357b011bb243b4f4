import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { days, milliseconds } from '@kaitong/contract';
import { generate } from 'mqtt-packet';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createLog, silentLog } from '../log.ts';
import { issueSelfSigned } from '../tls/issue.ts';
import type { Pair } from '../tls/pair.ts';
import { type Impostor, MOST_CONNECTIONS, startImpostor } from './impostor.ts';
import type { Said } from './impostor-said.ts';

const HOST = '127.0.0.1';
const LINE = 'PUT /conformance/ev1/000003?signature=x HTTP/1.1\r\nhost: x\r\n\r\n';
const onMet = vi.fn(async () => {});
const onTrusted = vi.fn(async (_said: Said) => {});

let impostor: Impostor;
let certificate: Pair;
beforeAll(async () => {
  certificate = await issueSelfSigned([HOST], { from: Date.now(), length: days(1) });
  impostor = await startImpostor({ host: HOST, port: 0, certificate, log: silentLog, patience: milliseconds(400) });
  impostor.tell({ onMet, onTrusted });
});
afterAll(() => impostor.close());
beforeEach(() => vi.clearAllMocks());

const careless = (options: ConnectionOptions = {}): TLSSocket =>
  connect({ host: HOST, port: impostor.port, rejectUnauthorized: false, ...options });

/** What it answered until it closed the connection. */
async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a client of %s that checks certificates refuses it, and was there',
  async (v) => {
    const socket = connect({ host: HOST, port: impostor.port, minVersion: v, maxVersion: v });
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await vi.waitFor(() => expect(onMet).toHaveBeenCalled(), { timeout: 30_000 });
    expect(onTrusted).not.toHaveBeenCalled();
  },
);

test('a client that trusts it is told of by the path of its request, and gets no answer', async () => {
  const socket = careless();
  socket.write(LINE.slice(0, 9));
  await once(socket, 'secureConnect');
  socket.write(LINE.slice(9));
  expect(await answerOf(socket)).toBe('');
  expect(onTrusted.mock.calls).toEqual([[{ path: 'conformance/ev1/000003' }]]);
});

test.each([1, 40, 400])(
  'one that trusts it with its CONNECT is told of by its token, in pieces of %i bytes',
  async (size) => {
    const packet = generate({
      ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 30, clientId: 'dv1' },
      ...{
        username: 'dv1',
        password: Buffer.from('a token'),
        will: { topic: 't', payload: Buffer.alloc(300), qos: 1 },
      },
    });
    const socket = careless();
    await once(socket, 'secureConnect');
    socket.setNoDelay();
    for (let at = 0; at < packet.length; at += size) socket.write(packet.subarray(at, at + size));
    expect(await answerOf(socket)).toBe('');
    expect(onTrusted.mock.calls).toEqual([[{ token: 'a token' }]]);
  },
);

test('one that refuses it has sent nothing, were it in ever such a hurry', async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = connect({ host: HOST, port: impostor.port, minVersion: version, maxVersion: version });
    socket.write(LINE);
    await once(socket, 'error');
  }
  await vi.waitFor(() => expect(onMet).toHaveBeenCalled(), { timeout: 30_000 });
  expect(onTrusted).not.toHaveBeenCalled();
});

test('the connection ends when that is written down, not before', async () => {
  const heard = Promise.withResolvers<void>();
  onTrusted.mockImplementationOnce(() => heard.promise);
  const socket = careless();
  socket.write(LINE);
  const answer = answerOf(socket);
  await vi.waitFor(() => expect(onTrusted).toHaveBeenCalled(), { timeout: 30_000 });
  expect(socket.closed).toBe(false);
  heard.resolve();
  expect(await answer).toBe('');
});

test.each([
  ['a first line without end', `PUT /${'a'.repeat(100_000)}`],
  ['bytes that are no request', '\0\x01\x02'.repeat(5000)],
  ['a CONNECT that goes on and on', `\x10\xff\xff\x7f\0\x04MQTT${'a'.repeat(100_000)}`],
  ['a CONNECT of nonsense', `\x10\x20${'\xff'.repeat(5000)}`],
  ['another protocol', 'EHLO example.com\r\n'.repeat(500)],
])('%s is closed after a few kilobytes, and nobody is told a path', async (_what, bytes) => {
  const socket = careless();
  socket.write(bytes, 'latin1');
  expect(await answerOf(socket)).toBe('');
  expect(onTrusted).not.toHaveBeenCalled();
});

test('one that says nothing, before or after the handshake, is closed', async () => {
  const silent = connectPlain({ host: HOST, port: impostor.port });
  const idle = careless();
  expect(await Promise.all([answerOf(silent), answerOf(idle)])).toEqual(['', '']);
  expect(onTrusted).not.toHaveBeenCalled();
});

test('one that speaks no TLS is closed, and has met no certificate', async () => {
  const socket = connectPlain({ host: HOST, port: impostor.port });
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await answerOf(socket);
  expect(onMet).not.toHaveBeenCalled();
});

test('beyond its limit it takes no connection, and does again afterwards', async () => {
  const held = Array.from({ length: MOST_CONNECTIONS }, () => connectPlain({ host: HOST, port: impostor.port }));
  await Promise.all(held.map((socket) => once(socket, 'connect')));
  await answerOf(careless());
  expect(onMet).not.toHaveBeenCalled();
  await Promise.all(held.map(answerOf));
  const socket = careless();
  socket.write(LINE);
  await answerOf(socket);
  expect(onTrusted).toHaveBeenCalledOnce();
});

test('what could not be written down is logged, and it goes on', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'error' }, { write: (line) => void lines.push(line) });
  const other = await startImpostor({ host: HOST, port: 0, certificate, log });
  other.tell({ onMet, onTrusted: () => Promise.reject(new Error('no database')) });
  const socket = careless({ port: other.port });
  socket.write(LINE);
  await answerOf(socket);
  expect(lines.join()).toContain('no database');
  await other.close();
});
