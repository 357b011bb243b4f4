import { type DeviceId, hours, seconds, upTopic } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { becomes, goOnline, type Phone, pairNew, presenceOf, signUp } from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
const presences: { deviceId: DeviceId; presence: string }[] = [];

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, {
    hooks: { presenceChanged: async (_, change) => void presences.push(change) },
  });
  await region.startBroker();
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

/** Resolves when the end of this device's newest connection is stored. */
const goneOf = (deviceId: DeviceId): Promise<void> =>
  vi.waitFor(
    async () => {
      const row = await region.context.db
        .selectFrom('device_presence')
        .select('hold')
        .where('device_id', '=', deviceId)
        .executeTakeFirst();
      expect(row?.hold).toBe('gone');
    },
    { timeout: 30_000 },
  );

const status = { id: 'm', session: 1, sequence: 1, state: 'online', firmware: '2.3.0' };

test('a status is stored when it is acknowledged: presence, firmware and settings are there at once', async () => {
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera);
  expect(await presenceOf(phone, camera)).toBe('online');
  const motionDetection = { enabled: true, sensitivity: 'low', schedule: { from: 60, to: 120 } };
  await online.say({ firmware: '2.4.0', motionDetection, privacyMode: true });
  const shown = await phone.getDevice({ params: { deviceId: camera.deviceId as never } });
  expect(shown).toMatchObject({ firmware: '2.4.0', settings: { motionDetection, privacyMode: true } });
  expect(presences).toContainEqual({ deviceId: camera.deviceId, presence: 'online', isOurs: false });
  online.client.end(true);
});

test('what was said earlier, or twice, changes nothing: the later session and sequence win', async () => {
  const camera = await pairNew(region, phone);
  const deviceId = camera.deviceId as never;
  const firmwareNow = async () => (await phone.getDevice({ params: { deviceId } })).firmware;
  const online = await goOnline(region, camera, { status: { session: 50, sequence: 5, firmware: '5.0' } });
  await online.say({ session: 50, sequence: 5, firmware: '1.0' });
  await online.say({ session: 50, sequence: 4, firmware: '2.0' });
  await online.say({ session: 49, sequence: Number.MAX_SAFE_INTEGER, firmware: '3.0' });
  expect(await firmwareNow()).toBe('5.0');
  await online.say({ session: 51, sequence: 0, firmware: '6.0' });
  expect(await firmwareNow()).toBe('6.0');
  await online.say({ session: 50, sequence: 6, firmware: '5.1' });
  expect(await firmwareNow()).toBe('6.0');
  online.client.end(true);
});

test('a line that breaks makes the device offline, with or without a will, and so does a goodbye when the line ends', async () => {
  const camera = await pairNew(region, phone);
  const will = { ...status, session: 7000, sequence: Number.MAX_SAFE_INTEGER, state: 'offline' };
  const payload = Buffer.from(JSON.stringify(will));
  const willing = { will: { topic: upTopic(camera.deviceId, 'status'), payload, qos: 1 as const, retain: false } };
  for (const options of [willing, {}]) {
    const online = await goOnline(region, camera, { ...options, status: { session: 7000 } });
    expect(await presenceOf(phone, camera)).toBe('online');
    online.client.stream.destroy();
    await becomes(region, phone, camera, 'offline');
  }
  const again = await goOnline(region, camera, { status: { session: 7001 } });
  await again.say({ state: 'offline', sequence: 2 });
  expect(await presenceOf(phone, camera)).toBe('online'); // an earlier will, or a goodbye: its line tells which
  again.client.end();
  await becomes(region, phone, camera, 'offline');
});

test('a sleepy camera stays dormant when its line ends, however it ends, and is online when it wakes', async () => {
  const camera = await pairNew(region, phone, undefined, true);
  const features = { sleepy: true, probe: false };
  const will = { ...status, session: 8000, sequence: Number.MAX_SAFE_INTEGER, state: 'offline', features };
  const payload = Buffer.from(JSON.stringify(will));
  const willing = { will: { topic: upTopic(camera.deviceId, 'status'), payload, qos: 1 as const, retain: false } };
  for (const end of ['goodbye', 'broken']) {
    const online = await goOnline(region, camera, { ...willing, status: { session: 8000, features } });
    expect(await presenceOf(phone, camera)).toBe('online');
    await online.say({ state: 'dormant', sequence: 5 });
    expect(await presenceOf(phone, camera)).toBe('dormant');
    const gone = goneOf(camera.deviceId);
    if (end === 'goodbye') online.client.end();
    else online.client.stream.destroy();
    await gone;
    expect(await presenceOf(phone, camera)).toBe('dormant');
  }
});

test('silence makes a device offline after 75 s; one that may sleep stays dormant for a day', async () => {
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera);
  const sleeper = await goOnline(region, await pairNew(region, phone, undefined, true), {
    status: { features: { sleepy: true, probe: false }, state: 'dormant' },
  });
  const wakeful = await goOnline(region, await pairNew(region, phone), { status: { state: 'dormant' } });
  expect(await presenceOf(phone, sleeper)).toBe('dormant');
  expect(await presenceOf(phone, wakeful)).toBe('online'); // it never said that it sleeps, and it is there
  await region.clock.advance(seconds(60));
  await online.say({});
  await region.clock.advance(seconds(70));
  expect(await presenceOf(phone, camera)).toBe('online');
  await region.clock.advance(seconds(10));
  await becomes(region, phone, camera, 'offline');
  expect(await presenceOf(phone, sleeper)).toBe('dormant');
  await online.say({});
  expect(await presenceOf(phone, camera)).toBe('online');
  await region.clock.advance(hours(25));
  await becomes(region, phone, sleeper, 'offline');
});

test('a broker that is shut down makes nobody offline, not even by wills', async () => {
  const camera = await pairNew(region, phone);
  const broker = await region.startBroker(0);
  const will = { ...status, session: 1e9, sequence: 1, state: 'offline' };
  const payload = Buffer.from(JSON.stringify(will));
  const online = await goOnline(region, camera, {
    url: `mqtt://127.0.0.1:${broker.port}`,
    will: { topic: upTopic(camera.deviceId, 'status'), payload, qos: 1, retain: false },
  });
  expect(broker.connections()).toBe(1);
  await broker.close();
  await online.closed;
  expect(await presenceOf(phone, camera)).toBe('online');
});
