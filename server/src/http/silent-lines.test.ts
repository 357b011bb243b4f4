// Every port of ours: a line that comes to nothing costs a place for some seconds, and no longer.
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { type Duration, days, milliseconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBroker } from '../broker/start-broker.ts';
import { silentLog } from '../log.ts';
import { issueSelfSigned } from '../tls/issue.ts';
import type { Pair } from '../tls/pair.ts';
import { listenForCertificates } from './certificate-listener.ts';
import { startImpostor } from './impostor.ts';
import { createApp } from './kit/app.ts';

const host = '127.0.0.1';
const patience: Duration = milliseconds(300);
const log = silentLog;
const ports = new Map<string, number>();
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const tls = await issueSelfSigned([host], { from: Date.now(), length: days(1) });
  const add = (name: string, port: number, close: () => Promise<void>): void => {
    ports.set(name, port);
    closers.push(close);
  };
  const addBroker = async (name: string, pair?: Pair): Promise<void> => {
    const broker = await startBroker({ host, port: 0, regions: [], tls: pair, patience, log });
    add(name, broker.port, () => broker.close());
  };
  await addBroker('MQTTS', tls);
  await addBroker('MQTT');
  const app = createApp({ log, tls, headMs: patience });
  await app.listen({ host, port: 0 });
  add('HTTPS', (app.server.address() as AddressInfo).port, () => app.close());
  for (const [name, pair] of [['the port of certificates', tls], ['the same behind a proxy']] as const) {
    const door = await listenForCertificates(app, { host, port: 0, tls: pair, proxies: [], patience, log });
    add(name, door.port, () => door.close());
  }
  const impostor = await startImpostor({ host, port: 0, certificate: tls, log, patience });
  add('an impostor', impostor.port, () => impostor.close());
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

const TLS_PORTS = ['MQTTS', 'HTTPS', 'the port of certificates', 'an impostor'];
const PORTS = [...TLS_PORTS, 'MQTT', 'the same behind a proxy'];

/** Resolves when the other side has closed it, however busily this one says these bytes again and again. */
async function closed(socket: Socket, again?: Buffer): Promise<'closed'> {
  socket.resume().on('error', () => {});
  const trickle = setInterval(() => again && socket.writable && socket.write(again), 20);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(trickle);
  return 'closed';
}
const dial = (port: string): Socket => connect({ host, port: ports.get(port) ?? 0 });
const shake = (port: string) => connectTls({ host, port: ports.get(port) ?? 0, rejectUnauthorized: false });

/** The first message of a handshake. */
async function sayHello(): Promise<Buffer> {
  return await new Promise((resolve) => {
    const line = new Duplex({ read: () => {}, write: (chunk: Buffer) => resolve(chunk) });
    connectTls({ socket: line });
  });
}

test.each(PORTS)('%s closes a line that says nothing', async (port) => {
  expect(await closed(dial(port))).toBe('closed');
});

test.each(TLS_PORTS)('%s closes a line whose handshake is not ended, however busily it goes on', async (port) => {
  const hello = await sayHello();
  const waiting = dial(port);
  waiting.write(hello);
  const slow = dial(port);
  slow.write(hello.subarray(0, 40));
  expect(await Promise.all([closed(waiting), closed(slow, Buffer.of(0))])).toEqual(['closed', 'closed']);
});

test.each(TLS_PORTS)('%s closes a line that says nothing after its handshake', async (port) => {
  expect(await closed(shake(port))).toBe('closed');
});

test.each(['MQTTS', 'MQTT'])(
  '%s closes a line that never ends its CONNECT, however busily it goes on',
  async (port) => {
    const socket = port === 'MQTTS' ? shake(port) : dial(port);
    socket.write(Buffer.of(0x10, 0xff, 0x01));
    expect(await closed(socket, Buffer.of(0))).toBe('closed');
  },
);
