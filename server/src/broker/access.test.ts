import { downFilter, downTopic, minutes, upTopic } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Camera,
  dial,
  goOnline,
  type Phone,
  pairNew,
  signUp,
  tokenOf,
  tryToConnect,
} from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { sendCommand } from '../region/commands/send-command.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';

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

const BAD_LOGIN = /Bad username or password/;

test('a device connects with its id and its own token only', async () => {
  const camera = await pairNew(region, phone);
  const token = await tokenOf(region, camera);
  const { deviceId } = camera;
  expect(await tryToConnect(region, camera, token)).toBe('connected');
  expect(await tryToConnect(region, camera, token, { clientId: `${deviceId}.tool-1` })).toBe('connected');
  expect(await tryToConnect(region, camera, token, { protocolId: 'MQIsdp', protocolVersion: 3 })).toBe('connected');
  expect(await tryToConnect(region, camera, 'no token')).toMatch(BAD_LOGIN);
  expect(await tryToConnect(region, camera, await tokenOf(region, stranger))).toMatch(BAD_LOGIN);
  for (const clientId of [stranger.deviceId, `${deviceId}tool`, `${deviceId}.`, `${deviceId}.a/b`, 'x']) {
    expect(await tryToConnect(region, camera, token, { clientId })).toMatch(/Identifier rejected/);
  }
  expect(await tryToConnect(region, camera, token, { username: stranger.deviceId })).toMatch(/Identifier rejected/);
  expect(await tryToConnect(region, stranger, token)).toMatch(BAD_LOGIN);
});

test('a will is a status of the device itself that says offline, and nothing else', async () => {
  const camera = await pairNew(region, phone);
  const token = await tokenOf(region, camera);
  const status = { id: 'w', session: 1, sequence: 9, state: 'offline', firmware: '2.3.0' };
  const own = upTopic(camera.deviceId, 'status');
  const withWill = (topic: string, payload: string, retain = false) =>
    tryToConnect(region, camera, token, { will: { topic, payload: Buffer.from(payload), qos: 1, retain } });
  expect(await withWill(own, JSON.stringify(status))).toBe('connected');
  for (const refused of [
    withWill(upTopic(stranger.deviceId, 'status'), JSON.stringify(status)),
    withWill(own, JSON.stringify(status), true),
    withWill(own, JSON.stringify({ ...status, state: 'online' })),
    withWill(own, 'bye'),
    withWill(upTopic(camera.deviceId, 'reply'), JSON.stringify({ id: 'w', ok: true })),
  ]) {
    expect(await refused).toMatch(/Not authorized/);
  }
});

test('a subscription to anything but its own commands is refused, and nothing of it is ever delivered', async () => {
  const camera = await pairNew(region, phone);
  const spy = await goOnline(region, camera, { clean: false });
  for (const filter of ['#', '+/d/#', downFilter(stranger.deviceId), 'kt/d/+/down/+', '$SYS/#', 'kt/d/#']) {
    const subscribed = spy.client.subscribeAsync([filter, downTopic(camera.deviceId, 'ping')]);
    expect(
      await subscribed.then(
        () => 'granted',
        () => 'refused',
      ),
    ).toBe('refused');
  }
  const victim = await goOnline(region, stranger);
  await region.context.db
    .transaction()
    .execute((trx) => sendCommand(trx, { deviceId: stranger.deviceId, name: 'ping', payload: {} }));
  expect(await victim.nextCommand()).toMatchObject({ name: 'ping' });
  const own = await region.context.db
    .transaction()
    .execute((trx) => sendCommand(trx, { deviceId: camera.deviceId, name: 'unpair', payload: {} }));
  expect(await spy.nextCommand()).toEqual({ name: 'unpair', id: own }); // nothing of the victim's came before it
  spy.client.end(true);
  victim.client.end(true);
});

test('no session outlives its connection: what waits for a device waits in the database', async () => {
  const camera = await pairNew(region, phone);
  const first = await goOnline(region, camera, { clean: false });
  await first.client.endAsync();
  const again = dial(region.context.mqttUrl, camera, first.token, { clean: false });
  const kept = new Promise((resolve) => again.once('connect', ({ sessionPresent }) => resolve(sessionPresent)));
  expect(await kept).toBe(false);
  again.end(true);
});

test('an expired token ends the connection', async () => {
  const online = await goOnline(region, await pairNew(region, phone));
  await region.clock.advance(minutes(59));
  await online.say({});
  await region.clock.advance(minutes(1));
  await online.closed;
});

test('a removed device is told so, put off the line, and does not come back', async () => {
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera);
  await phone.removeDevice({ params: { deviceId: camera.deviceId as never } });
  expect(await online.nextCommand()).toMatchObject({ name: 'unpair' });
  await online.closed;
  expect(await tryToConnect(region, camera, online.token)).toMatch(BAD_LOGIN);
});

test('a removal of which no notification came is found when the session is back', async () => {
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera);
  const { db } = region.context;
  const removed_at = region.clock.now();
  await db.updateTable('device').set({ removed_at }).where('device_id', '=', camera.deviceId).execute();
  await sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'kaitong-region_cn-listen' AND datname = current_database()`.execute(db);
  await online.closed;
});
