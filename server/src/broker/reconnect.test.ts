import { upTopic } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { becomes, dial, goOnline, type Phone, pairNew, presenceOf, signUp, tokenOf } from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import type { ListeningBroker } from './start-broker.ts';

let server: TestDatabase;
let region: TestRegion;
let broker: ListeningBroker;
let phone: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  broker = await region.startBroker();
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const LAST = Number.MAX_SAFE_INTEGER;
const status = { id: 'm', session: 1_800_000_000, sequence: 1, state: 'online', firmware: '2.3.0' };

test('a camera whose library reconnects by itself, with the will and session that it had, is online again and heard', async () => {
  const camera = await pairNew(region, phone);
  const topic = upTopic(camera.deviceId, 'status');
  const will = { ...status, sequence: LAST, state: 'offline' };
  const client = dial(region.context.mqttUrl, camera, await tokenOf(region, camera), {
    reconnectPeriod: 200,
    will: { topic, payload: Buffer.from(JSON.stringify(will)), qos: 1, retain: false },
  });
  const connected = () => new Promise<void>((resolve) => client.once('connect', () => resolve()));
  await connected();
  await client.publishAsync(topic, JSON.stringify(status), { qos: 1 });
  const again = connected();
  client.stream.destroy();
  await again;
  await vi.waitFor(() => expect(broker.connections()).toBe(1), { timeout: 30_000 }); // the end and the will of the first are heard
  expect(await presenceOf(phone, camera)).toBe('online');
  await client.publishAsync(topic, JSON.stringify({ ...status, sequence: 2, privacyMode: true }), { qos: 1 });
  const { settings, presence } = await phone.getDevice({ params: { deviceId: camera.deviceId as never } });
  expect([presence, settings.privacyMode]).toEqual(['online', true]);
  client.end(true);
});

test('a session in milliseconds, said once, does not silence the sessions in seconds of a later connection', async () => {
  const camera = await pairNew(region, phone);
  const first = await goOnline(region, camera, { status: { session: 1_800_000_000_000 } });
  first.client.end(true);
  const second = await goOnline(region, camera, { status: { session: 1_800_000_060 } });
  await second.say({ privacyMode: true });
  const { settings } = await phone.getDevice({ params: { deviceId: camera.deviceId as never } });
  expect(settings.privacyMode).toBe(true);
  second.client.end(true);
});

test('a session in milliseconds silences the seconds of the same connection for 75 s at most', async () => {
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera, { status: { session: 1_800_000_000_000 } });
  await region.clock.advance(75_000 as never);
  await online.say({ session: 1_800_000_060, privacyMode: true });
  const { settings, presence } = await phone.getDevice({ params: { deviceId: camera.deviceId as never } });
  expect([presence, settings.privacyMode]).toEqual(['online', true]);
  online.client.end(true);
});

test('a status over a suffixed client id says what is set, never whether the camera is there', async () => {
  const camera = await pairNew(region, phone);
  const tool = await goOnline(region, camera, { clientId: `${camera.deviceId}.say`, status: { firmware: '2.9.0' } });
  const deviceId = camera.deviceId as never;
  expect(await phone.getDevice({ params: { deviceId } })).toMatchObject({ presence: 'offline', firmware: '2.9.0' });
  const bare = await goOnline(region, camera);
  tool.client.end(true);
  await tool.closed;
  expect(await presenceOf(phone, camera)).toBe('online');
  bare.client.end(true);
  await becomes(region, phone, camera, 'offline');
});
