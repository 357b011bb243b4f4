import { connect as connectTcp } from 'node:net';
import { downFilter, downTopic, hours, MAX_PAYLOAD_BYTES, minutes, seconds, upTopic } from '@kaitong/contract';
import { sql } from 'kysely';
import type { IClientOptions, MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Camera, dial, goOnline, type Phone, pairNew, signUp, tokenOf } from '../http/region/test-people.ts';
import { openTestRegion, type TestRegion } from '../http/region/testing.ts';
import { createLog, silentLog } from '../log.ts';
import { awaitReply } from '../region/commands/await-reply.ts';
import { sendCommand } from '../region/commands/send-command.ts';
import type { RepliedCommand } from '../region/context.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { startBroker } from './start-broker.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
let stranger: Camera;
const replied: RepliedCommand[] = [];
const presences: { deviceId: string; presence: string }[] = [];

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, {
    hooks: {
      commandReplied: async (_, reply) => void replied.push(reply),
      presenceChanged: async (_, change) => void presences.push(change),
    },
  });
  await region.startBroker();
  phone = await signUp(region, 'wang');
  stranger = await pairNew(region, phone);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const presenceOf = async ({ deviceId }: Camera) =>
  (await phone.getDevice({ params: { deviceId: deviceId as never } })).presence;

const closeOf = (client: MqttClient): Promise<string> =>
  new Promise((resolve) => client.once('close', () => resolve('closed')));

/** Resolves once the device's presence is stored as this. */
async function becomes(camera: Camera, presence: string): Promise<void> {
  const { notifications } = region.context;
  let wake = (): void => {};
  const off = notifications.on('owner', () => wake());
  try {
    while (true) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if ((await presenceOf(camera)) === presence) return;
      await news;
    }
  } finally {
    off();
  }
}

/** `connected`, or the reason why not. */
function tryToConnect(camera: Camera, token: string, options: IClientOptions = {}): Promise<string> {
  const client = dial(region.context.mqttUrl, camera, token, options);
  return new Promise((resolve) => {
    client.once('connect', () => {
      client.end(true);
      resolve('connected');
    });
    client.once('error', (error) => {
      client.end(true);
      resolve(error.message);
    });
  });
}

const BAD_LOGIN = /Bad username or password/;

test('a device connects with its id and its own token only', async () => {
  const camera = await pairNew(region, phone);
  const token = await tokenOf(region, camera);
  const { deviceId } = camera;
  expect(await tryToConnect(camera, token)).toBe('connected');
  expect(await tryToConnect(camera, token, { clientId: `${deviceId}.tool-1` })).toBe('connected');
  expect(await tryToConnect(camera, token, { protocolId: 'MQIsdp', protocolVersion: 3 })).toBe('connected');
  expect(await tryToConnect(camera, 'no token')).toMatch(BAD_LOGIN);
  expect(await tryToConnect(camera, await tokenOf(region, stranger))).toMatch(BAD_LOGIN);
  for (const clientId of [stranger.deviceId, `${deviceId}tool`, `${deviceId}.`, `${deviceId}.a/b`, 'x']) {
    expect(await tryToConnect(camera, token, { clientId })).toMatch(/Identifier rejected/);
  }
  expect(await tryToConnect(camera, token, { username: stranger.deviceId })).toMatch(/Identifier rejected/);
  expect(await tryToConnect(stranger, token)).toMatch(BAD_LOGIN);
});

test('a will is a status of the device itself that says offline, and nothing else', async () => {
  const camera = await pairNew(region, phone);
  const token = await tokenOf(region, camera);
  const status = { id: 'w', session: 1, sequence: 9, state: 'offline', firmware: '2.3.0' };
  const own = upTopic(camera.deviceId, 'status');
  const withWill = (topic: string, payload: string, retain = false) =>
    tryToConnect(camera, token, { will: { topic, payload: Buffer.from(payload), qos: 1, retain } });
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
  expect(await tryToConnect(camera, second.token, { clientId: `${camera.deviceId}.8` })).toMatch(/Not authorized/);
  for (const { client } of [second, ...tools]) client.end(true);
});

test('a status is stored when it is acknowledged: presence, firmware and settings are there at once', async () => {
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera);
  expect(await presenceOf(camera)).toBe('online');
  const motionDetection = { enabled: true, sensitivity: 'low', schedule: { from: 60, to: 120 } };
  await online.say({ firmware: '2.4.0', motionDetection, privacyMode: true });
  const shown = await phone.getDevice({ params: { deviceId: camera.deviceId as never } });
  expect(shown).toMatchObject({ firmware: '2.4.0', settings: { motionDetection, privacyMode: true } });
  expect(presences).toContainEqual({ deviceId: camera.deviceId, presence: 'online' });
  online.client.end(true);
});

test('what was said earlier, or twice, changes nothing: later sessions win, and the will of an old one loses', async () => {
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera, { status: { session: 50, sequence: 5 } });
  await online.say({ session: 50, sequence: 5, state: 'offline' });
  await online.say({ session: 50, sequence: 4, state: 'offline' });
  await online.say({ session: 49, sequence: Number.MAX_SAFE_INTEGER, state: 'offline' });
  expect(await presenceOf(camera)).toBe('online');
  await online.say({ session: 51, sequence: 0, state: 'offline' });
  expect(await presenceOf(camera)).toBe('offline');
  await online.say({ session: 50, sequence: 6 });
  expect(await presenceOf(camera)).toBe('offline');
  online.client.end(true);
});

test('a line that breaks makes the device offline by its will; a goodbye does so at once', async () => {
  const camera = await pairNew(region, phone);
  const will = { ...status, session: 7000, sequence: Number.MAX_SAFE_INTEGER, state: 'offline' };
  const payload = Buffer.from(JSON.stringify(will));
  const willing = { will: { topic: upTopic(camera.deviceId, 'status'), payload, qos: 1 as const, retain: false } };
  const online = await goOnline(region, camera, { ...willing, status: { session: 7000 } });
  online.client.stream.destroy();
  await becomes(camera, 'offline');
  const again = await goOnline(region, camera, { status: { session: 7001 } });
  expect(await presenceOf(camera)).toBe('online');
  await again.say({ state: 'offline', sequence: 2 });
  expect(await presenceOf(camera)).toBe('offline');
  again.client.end(true);
});

test('silence makes a device offline after 75 s; one that may sleep stays dormant for a day', async () => {
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera);
  const sleeper = await goOnline(region, await pairNew(region, phone, undefined, true), {
    status: { features: { sleepy: true, probe: false }, state: 'dormant' },
  });
  const wakeful = await goOnline(region, await pairNew(region, phone), { status: { state: 'dormant' } });
  expect(await presenceOf(sleeper)).toBe('dormant');
  expect(await presenceOf(wakeful)).toBe('offline'); // it never said that it sleeps
  await region.clock.advance(seconds(60));
  await online.say({});
  await region.clock.advance(seconds(70));
  expect(await presenceOf(camera)).toBe('online');
  await region.clock.advance(seconds(10));
  await becomes(camera, 'offline');
  expect(await presenceOf(sleeper)).toBe('dormant');
  await online.say({});
  expect(await presenceOf(camera)).toBe('online');
  await region.clock.advance(hours(25));
  await becomes(sleeper, 'offline');
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
  expect(await presenceOf(camera)).toBe('online');
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
  expect(await tryToConnect(camera, online.token)).toMatch(BAD_LOGIN);
});

const command = (deviceId: string, life = seconds(60)) =>
  region.context.db.transaction().execute((trx) => sendCommand(trx, { deviceId, name: 'ping', payload: {}, life }));

test('a command reaches its device, and whoever waits in another process hears the reply', async () => {
  const camera = await goOnline(region, await pairNew(region, phone));
  const elsewhere = await openTestRegion(server, { keys: region.context.secrets });
  const id = await elsewhere.context.db
    .transaction()
    .execute((trx) => sendCommand(trx, { deviceId: camera.deviceId, name: 'ping', payload: {} }));
  const reply = awaitReply(elsewhere.context, id, seconds(20));
  expect(await camera.nextCommand()).toEqual({ name: 'ping', id });
  await camera.reply({ id, ok: false, reason: 'busy', firmware: '2.3.0' });
  expect(await reply).toEqual({ ok: false, reason: 'busy', firmware: '2.3.0' });
  expect(replied.filter((one) => one.commandId === id)).toEqual([
    { deviceId: camera.deviceId, commandId: id, name: 'ping', ok: false, reason: 'busy', firmware: '2.3.0' },
  ]);
  await elsewhere.close();
  camera.client.end(true);
});

test('a reply that comes twice, or from another device, counts once, or not at all', async () => {
  const camera = await goOnline(region, await pairNew(region, phone));
  const other = await goOnline(region, await pairNew(region, phone));
  const id = await command(camera.deviceId);
  await other.reply({ id, ok: false });
  await camera.reply({ id, ok: true });
  await camera.reply({ id, ok: false });
  await camera.reply({ id: 'nothing-we-asked', ok: true });
  expect(await awaitReply(region.context, id, seconds(1))).toEqual({ ok: true });
  expect(replied.filter((one) => one.commandId === id)).toHaveLength(1);
  camera.client.end(true);
  other.client.end(true);
});

test('a command waits for its device, comes again on a new line until it is answered, and not after its life', async () => {
  const camera = await pairNew(region, phone);
  const stale = await command(camera.deviceId, seconds(5));
  await region.clock.advance(seconds(5));
  const waiting = await command(camera.deviceId);
  const first = await goOnline(region, camera);
  expect(await first.nextCommand()).toEqual({ name: 'ping', id: waiting });
  const second = await goOnline(region, camera);
  expect(await second.nextCommand()).toEqual({ name: 'ping', id: waiting });
  await second.reply({ id: waiting, ok: true });
  const third = await goOnline(region, camera);
  const next = await command(camera.deviceId);
  expect(await third.nextCommand()).toEqual({ name: 'ping', id: next });
  expect(await awaitReply(region.context, stale, seconds(0))).toBeUndefined();
  third.client.end(true);
});

test('commands asked for while no notification came through are found when the session is back', async () => {
  const camera = await goOnline(region, await pairNew(region, phone));
  const { db } = region.context;
  // Nobody is told of this one: as if its notification had fallen into the gap.
  const id = 'cm-in-the-gap';
  const expires_at = new Date(region.clock.now().getTime() + minutes(1));
  const reply = { sent_at: null, reply: null, replied_at: null };
  await db
    .insertInto('command')
    .values({ id, device_id: camera.deviceId, name: 'ping', payload: {}, expires_at, ...reply })
    .execute();
  await sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'kaitong-region_cn-listen' AND datname = current_database()`.execute(db);
  expect(await camera.nextCommand()).toEqual({ name: 'ping', id });
  camera.client.end(true);
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
  expect(text).toContain('device refused');
  for (const secret of [online.token, camera.secret, 'private words']) expect(text).not.toContain(secret);
});

test('a hook that fails undoes the reply, and the device is not acknowledged: it says it again', async () => {
  const failing = await openTestRegion(server, {
    keys: region.context.secrets,
    hooks: {
      commandReplied: async () => {
        throw new Error('the database went away');
      },
    },
  });
  const broker = await failing.startBroker();
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera, { url: `mqtt://127.0.0.1:${broker.port}` });
  const id = await command(camera.deviceId);
  await online.nextCommand();
  void online.reply({ id, ok: true }).catch(() => {});
  await online.closed;
  expect(await awaitReply(region.context, id, seconds(0))).toBeUndefined();
  const again = await goOnline(region, camera);
  await again.nextCommand();
  await again.reply({ id, ok: true });
  expect(await awaitReply(region.context, id, seconds(0))).toEqual({ ok: true });
  again.client.end(true);
  await failing.close();
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
  expect(await presenceOf(chinese)).toBe('online');
  const foreign = dial(url, chinese, european.token, { username: chinese.deviceId });
  await closeOf(foreign);
  const alone = await startBroker({ host: '127.0.0.1', port: 0, regions: [other.context], log: silentLog });
  const lost = dial(`mqtt://127.0.0.1:${alone.port}`, chinese, chinese.token);
  expect(await closeOf(lost)).toBe('closed');
  await alone.close();
  await broker.close();
  await other.close();
});
