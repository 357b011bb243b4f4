import { type DeviceId, minutes, upTopic } from '@kaitong/contract';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Camera,
  closeOf,
  dial,
  type Phone,
  pairNew,
  presenceOf,
  signUp,
  tokenOf,
  tryToConnect,
} from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';

const CONNECTS = 12;
const AGAIN = minutes(10);

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { limits: { connectsPerDevice: { burst: CONNECTS, every: AGAIN } } });
  await region.startBroker();
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

async function connect(camera: Camera): Promise<MqttClient> {
  const client = dial(region.context.mqttUrl, camera, await tokenOf(region, camera));
  await new Promise((resolve) => client.once('connect', resolve));
  return client;
}

/** So many statuses in one write; resolves when all are acknowledged. */
function sayAtOnce(client: MqttClient, deviceId: DeviceId, count: number): Promise<unknown> {
  const status = { id: 'm', session: 99, state: 'online', firmware: '2.3.0' };
  client.stream.cork();
  const said = Array.from({ length: count }, (_, sequence) =>
    client.publishAsync(upTopic(deviceId, 'status'), JSON.stringify({ ...status, sequence }), { qos: 1 }),
  );
  client.stream.uncork();
  return Promise.all(said);
}

const lastSaid = async ({ deviceId }: Camera): Promise<number | null> => {
  const { sequence } = await region.context.db
    .selectFrom('device_presence')
    .select('sequence')
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow();
  return sequence;
};

test('sixty messages at once are stored and acknowledged', async () => {
  const camera = await pairNew(region, phone);
  const client = await connect(camera);
  await sayAtOnce(client, camera.deviceId, 60);
  expect(await lastSaid(camera)).toBe(59);
  client.end(true);
});

test('of a hundred at once the first sixty are stored, and the connection ends', async () => {
  const camera = await pairNew(region, phone);
  const client = await connect(camera);
  const closed = closeOf(client);
  sayAtOnce(client, camera.deviceId, 100).catch(() => {});
  expect(await closed).toBe('closed');
  const last = await lastSaid(camera);
  expect(last).toBeGreaterThanOrEqual(59);
  expect(last).toBeLessThan(99);
});

test('a storm of connections of one device is held and refused for now, and harms no other; one that waits gets in', async () => {
  const camera = await pairNew(region, phone);
  const token = await tokenOf(region, camera);
  const tries: string[] = [];
  for (let n = 0; n < CONNECTS; n++) {
    const clientId = n % 4 === 3 ? `${camera.deviceId}.tool${n}` : camera.deviceId;
    tries.push(await tryToConnect(region, camera, token, { clientId }));
  }
  expect(new Set(tries)).toEqual(new Set(['connected']));
  const neighbour = await pairNew(region, phone);
  const refused = tryToConnect(region, camera, token);
  const client = await connect(neighbour);
  expect(await presenceOf(phone, neighbour)).toBe('online');
  expect(await refused).toMatch(/Server unavailable/);
  const held = tryToConnect(region, camera, token);
  await region.clock.advance(AGAIN);
  expect(await held).toBe('connected');
  client.end(true);
});

test('a street of cameras that comes back at once after a power cut is let in at once', async () => {
  const street = await Promise.all(Array.from({ length: 25 }, () => pairNew(region, phone)));
  const clients = await Promise.all(street.map(connect));
  for (const camera of street) expect(await presenceOf(phone, camera)).toBe('online');
  for (const client of clients) client.end(true);
});
