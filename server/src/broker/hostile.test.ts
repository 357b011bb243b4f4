import { connect as connectTcp } from 'node:net';
import { downFilter, downTopic, MAX_PAYLOAD_BYTES, upTopic } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type Camera,
  closeOf,
  dial,
  goOnline,
  type Phone,
  pairNew,
  presenceOf,
  signUp,
  tryToConnect,
} from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { createLog, silentLog } from '../log.ts';
import { sendCommand } from '../region/commands/send-command.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { startBroker } from './start-broker.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
let stranger: Camera;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.startBroker();
  phone = await signUp(region, 'wang');
  stranger = await pairNew(region, phone);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const status = { id: 'm', session: 1, sequence: 1, state: 'online', firmware: '2.3.0' };

test.each([
  ['to another device’s topic', (_: string, other: string) => [upTopic(other, 'status'), status, {}] as const],
  ['to its own commands', (id: string) => [downTopic(id, 'ping'), { id: 'x' }, {}] as const],
  ['to a topic that does not exist', (id: string) => [`kt/d/${id}/up/event`, status, {}] as const],
  ['with QoS 2', (id: string) => [upTopic(id, 'status'), status, { qos: 2 }] as const],
  ['retained', (id: string) => [upTopic(id, 'status'), status, { retain: true }] as const],
  ['no JSON', (id: string) => [upTopic(id, 'status'), '{', {}] as const],
  ['another shape', (id: string) => [upTopic(id, 'reply'), { id: 'x', ok: 'yes' }, {}] as const],
  ['more than 8 kB', (id: string) => [upTopic(id, 'reply'), 'x'.repeat(MAX_PAYLOAD_BYTES + 1), {}] as const],
])('a device that publishes %s is put off the line, without an acknowledgement', async (_, make) => {
  const camera = await pairNew(region, phone);
  const { client } = await goOnline(region, camera);
  const closed = closeOf(client);
  const [topic, message, options] = make(camera.deviceId, stranger.deviceId);
  const payload = typeof message === 'string' ? message : JSON.stringify(message);
  let acknowledged = false;
  client.publish(topic, payload, { qos: 1, ...options }, (error) => {
    acknowledged = !error;
  });
  expect(await closed).toBe('closed');
  expect(acknowledged).toBe(false);
});

test('a device that floods is put off the line', async () => {
  const { client, deviceId } = await goOnline(region, await pairNew(region, phone));
  const closed = closeOf(client);
  for (let sequence = 2; sequence < 200; sequence++) {
    client.publish(upTopic(deviceId, 'status'), JSON.stringify({ ...status, session: 99, sequence }), { qos: 1 });
  }
  expect(await closed).toBe('closed');
});

test('a packet that announces megabytes is not waited for, before and after the login', async () => {
  const { port } = new URL(region.context.mqttUrl);
  const socket = connectTcp(Number(port), '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', () => resolve('closed')));
  socket.on('error', () => {});
  // CONNECT with a remaining length of 268,435,455 bytes.
  socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4, 77, 81, 84, 84]));
  expect(await closed).toBe('closed');
  const { client } = await goOnline(region, await pairNew(region, phone));
  const ended = closeOf(client);
  client.stream.write(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f, 0, 1]));
  expect(await ended).toBe('closed');
});

test('a device has at most eight connections, and a new one with the same client id replaces the old', async () => {
  const camera = await pairNew(region, phone);
  const first = await goOnline(region, camera);
  const second = await goOnline(region, camera);
  await first.closed;
  const tools = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7].map((n) => goOnline(region, camera, { clientId: `${camera.deviceId}.${n}` })),
  );
  expect(await tryToConnect(region, camera, second.token, { clientId: `${camera.deviceId}.8` })).toMatch(
    /Not authorized/,
  );
  for (const { client } of [second, ...tools]) client.end(true);
});

test('no token and no message of a device stands in the log, whatever goes wrong', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'trace' }, { write: (line) => void lines.push(line) });
  const broker = await startBroker({ host: '127.0.0.1', port: 0, regions: [region.context], log });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera, { url });
  online.client.publish(upTopic(camera.deviceId, 'reply'), '{"id":"private words"}', { qos: 1 }, () => {});
  await online.closed;
  await closeOf(dial(url, stranger, online.token));
  await broker.close();
  const text = lines.join('');
  expect(text).toContain('sends a reply that is none');
  expect(text).toContain('device.refused');
  for (const secret of [online.token, camera.secret, 'private words']) expect(text).not.toContain(secret);
});

test('silent lines fill no broker: a device on its line stays, and another comes in', async () => {
  const place = { host: '127.0.0.1', port: 0, regions: [region.context], most: 12, log: silentLog };
  const broker = await startBroker(place);
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const first = await goOnline(region, await pairNew(region, phone), { url });
  const silent = Array.from({ length: 40 }, () => connectTcp(broker.port, '127.0.0.1').on('error', () => {}));
  const open = (): number => silent.filter(({ closed }) => !closed).length;
  for (const socket of silent) socket.resume();
  await vi.waitFor(() => expect(open()).toBe(11));
  const second = await goOnline(region, await pairNew(region, phone), { url });
  await vi.waitFor(() => expect(open()).toBe(10));
  expect(await presenceOf(phone, first)).toBe('online');
  expect(await presenceOf(phone, second)).toBe('online');
  expect(broker.connections()).toBe(2);
  for (const socket of silent) socket.destroy();
  await broker.close();
});

test('one listener serves several regions, and nothing goes from one to the other', async () => {
  const other = await openTestRegion(server, { region: 'eu' });
  const broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    regions: [region.context, other.context],
    log: silentLog,
  });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const chinese = await goOnline(region, await pairNew(region, phone), { url });
  const european = await goOnline(other, await pairNew(other, await signUp(other, 'wang')), { url });
  const spy = chinese.client.subscribeAsync(downFilter(european.deviceId));
  expect(
    await spy.then(
      () => 'granted',
      () => 'refused',
    ),
  ).toBe('refused');
  // The same device id known to the other region would reach nothing there: a command of it stays in its own tables.
  await other.context.db
    .transaction()
    .execute((trx) => sendCommand(trx, { deviceId: european.deviceId, name: 'ping', payload: {} }));
  expect(await european.nextCommand()).toMatchObject({ name: 'ping' });
  expect(await presenceOf(phone, chinese)).toBe('online');
  const foreign = dial(url, chinese, european.token, { username: chinese.deviceId });
  await closeOf(foreign);
  const alone = await startBroker({ host: '127.0.0.1', port: 0, regions: [other.context], log: silentLog });
  const lost = dial(`mqtt://127.0.0.1:${alone.port}`, chinese, chinese.token);
  expect(await closeOf(lost)).toBe('closed');
  await alone.close();
  await broker.close();
  await other.close();
});
