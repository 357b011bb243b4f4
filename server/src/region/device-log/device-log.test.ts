import { randomBytes } from 'node:crypto';
import {
  DeviceId,
  type DeviceLogCode,
  days,
  downFilter,
  hours,
  isRefusedLogCode,
  minutes,
  upTopic,
} from '@kaitong/contract';
import { SILENCE } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type Camera,
  closeOf,
  codeOf,
  deviceApi,
  goOnline,
  type Phone,
  pairNew,
  signUp,
  tryToConnect,
} from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { sendCommand } from '../commands/send-command.ts';
import { countDeviceLog, listDeviceLog } from './list-device-log.ts';
import { storable } from './storable.ts';
import { MOST_LINES, storeLines } from './store-lines.ts';

const NOBODY = DeviceId.parse('6cnobody00000000000000');

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.startBroker();
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

/** What was refused, oldest first: its reason, what it was about, and how often. */
async function refusalsOf({ deviceId }: Camera): Promise<[DeviceLogCode, string, number][]> {
  const { deviceLog, db } = region.context;
  await deviceLog.flush();
  const told = new Map<string, [DeviceLogCode, string, number]>();
  for (const { code, name, reason, detail, count } of (await listDeviceLog(db, deviceId, { limit: 100 })).reverse()) {
    if (!isRefusedLogCode(code)) continue;
    const about = [reason && `${name} ${reason}`, detail].filter(Boolean).join(' ');
    const line = told.get(`${code} ${about}`) ?? [code, about, 0];
    line[2] += count; // alike ones may come in two seconds
    told.set(`${code} ${about}`, line);
  }
  return [...told.values()];
}

async function storyOf({ deviceId }: Camera): Promise<string[]> {
  const { deviceLog, db } = region.context;
  await deviceLog.flush();
  const lines = await listDeviceLog(db, deviceId, { limit: 100 });
  return lines.reverse().map(({ code, name, reason }) => [code, name, reason].filter(Boolean).join(' '));
}

/** How many statuses it tells of; alike ones of a second are one line. */
async function statusesOf({ deviceId }: Camera): Promise<number> {
  const { deviceLog, db } = region.context;
  await deviceLog.flush();
  const told = await listDeviceLog(db, deviceId, { limit: 100 });
  return told
    .filter(({ code, name }) => code === 'message_taken' && name === 'status')
    .reduce((sum, { count }) => sum + count, 0);
}

const lines = async (deviceId: DeviceId): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM device_log WHERE device_id = ${deviceId}`.execute(region.context.db);
  return rows[0]?.n ?? 0;
};

test('what MQTT ignores or refuses of a device is kept for it, with what it is about', async () => {
  const camera = await pairNew(region, phone);
  const { deviceId } = camera;
  const online = await goOnline(region, camera, { status: { session: 9 } });
  await online.say({ session: 8 });
  await online.say({ session: 8, sequence: 2 });
  await online.reply({ id: 'nothing-we-asked', ok: true });
  const asked = await region.context.db
    .transaction()
    .execute((trx) => sendCommand(trx, { deviceId, name: 'ping', payload: {} }));
  await online.reply({ id: asked, ok: true });
  await online.reply({ id: asked, ok: true });
  await online.client.subscribeAsync('kt/d/#').catch(() => {});
  await online.client.subscribeAsync(downFilter(deviceId));
  const closed = closeOf(online.client);
  online.client.publish(upTopic(deviceId, 'status'), '{', { qos: 1 }, () => {});
  await closed;
  await tryToConnect(region, camera, online.token, { clientId: 'camera' });
  await tryToConnect(region, camera, `${online.token}x`);
  const log = await refusalsOf(camera);
  expect(log).toEqual(
    expect.arrayContaining([
      ['status_late', '8 2', 2],
      ['reply_unknown', 'nothing-we-asked', 1],
      ['reply_repeated', asked, 1],
      ['subscription_refused', 'kt/d/#', 1],
      ['line_status_invalid', '', 1],
      ['connect_client_id', 'camera 127.0.0.1', 1],
      ['connect_token', `${deviceId} 127.0.0.1`, 1],
    ]),
  );
  expect(log).toHaveLength(7);
  expect(region.context.deviceLog.counts().get('status_late')).toBe(2);
});

test('a reply to another device’s command and a refused HTTP call are noted for who made them', async () => {
  const [mine, other] = [await pairNew(region, phone), await pairNew(region, phone)];
  const online = await goOnline(region, mine);
  const asked = await region.context.db
    .transaction()
    .execute((trx) => sendCommand(trx, { deviceId: other.deviceId, name: 'ping', payload: {} }));
  await online.reply({ id: asked, ok: true });
  const api = deviceApi(region, online.token);
  const eventId = `ev${'0'.repeat(18)}` as never;
  const close = { params: { eventId }, body: { objects: 1, durationMs: 1, firmware: '2.3.0' } };
  expect(await codeOf(api.closeEvent(close))).toBe('event_unknown');
  expect(await codeOf(api.closeEvent({ ...close, body: { ...close.body, objects: -1 } }))).toBe('input_invalid');
  expect((await refusalsOf(mine)).sort()).toEqual([
    ['call_refused', ' input_invalid objects', 1],
    ['call_refused', 'closeEvent event_unknown ev000000000000000000', 1],
    ['reply_of_another', asked, 1],
  ]);
  expect(await refusalsOf(other)).toEqual([]);
  online.client.end(true);
});

test('of a device that storms few lines a second are kept and all is counted; text of any kind is stored', async () => {
  const camera = await pairNew(region, phone);
  const { deviceLog } = region.context;
  await deviceLog.flush();
  const before = deviceLog.counts().get('line_protocol') ?? 0;
  for (let n = 0; n < 500; n++) deviceLog.note(camera.deviceId, 'line_protocol', { detail: 'x' });
  for (let n = 0; n < 500; n++)
    deviceLog.note(camera.deviceId, 'line_protocol', { detail: `${n}\u0000\ud800${'y'.repeat(999)}` });
  deviceLog.note(NOBODY, 'line_protocol', { detail: 'x' });
  deviceLog.note('nobody\u0000\ud800', 'line_protocol', { detail: 'x' }); // whoever connects calls itself anything
  const log = await refusalsOf(camera);
  expect(log.find(([, detail]) => detail === 'x')).toEqual(['line_protocol', 'x', 500]);
  expect(log).toHaveLength(51);
  expect(log.at(-1)).toEqual(['lines_dropped', '', 451]);
  expect((deviceLog.counts().get('line_protocol') ?? 0) - before).toBe(1002);
  expect(await lines(NOBODY)).toBe(0);
});

test('a device keeps 10,000 lines, the newest, and fills no other’s log; a week later it keeps none, and none after it was removed', async () => {
  const [camera, removed, quiet] = [
    await pairNew(region, phone),
    await pairNew(region, phone),
    await pairNew(region, phone),
  ];
  const { db } = region.context;
  const { deviceId } = camera;
  const now = region.clock.now().getTime();
  const line = (n: number) => {
    const at = new Date(now - minutes(1) * n);
    return { deviceId, at, code: 'status_late' as const, name: '', reason: '', detail: `${n}`, count: 1 };
  };
  await region.context.deviceLog.flush();
  const ofQuiet = await lines(quiet.deviceId);
  expect(ofQuiet).toBeGreaterThan(0);
  await storeLines(
    db,
    Array.from({ length: MOST_LINES }, (_, n) => line(MOST_LINES + 20 - n)),
  );
  await storeLines(
    db,
    Array.from({ length: 20 }, (_, n) => line(19 - n)),
  );
  expect([await lines(deviceId), await lines(quiet.deviceId)]).toEqual([MOST_LINES, ofQuiet]);
  expect((await listDeviceLog(db, deviceId, { limit: 1 }))[0]?.at).toEqual(new Date(now).toISOString());
  region.context.deviceLog.note(removed.deviceId, 'status_late');
  await region.context.deviceLog.flush();
  await phone.removeDevice({ params: { deviceId: removed.deviceId as never } });
  expect(await lines(removed.deviceId)).toBe(0);
  await region.clock.advance((days(7) + hours(1)) as never);
  await vi.waitFor(async () => expect(await lines(deviceId)).toBe(0), { timeout: 20_000 });
});

test('a camera’s log tells its pairing, its connection, what it said and was asked, and how its line ended', async () => {
  const camera = await pairNew(region, phone);
  const { deviceId } = camera;
  const online = await goOnline(region, camera);
  const asked = await region.context.db
    .transaction()
    .execute((trx) => sendCommand(trx, { deviceId, name: 'ping', payload: {} }));
  await online.nextCommand();
  await online.reply({ id: asked, ok: true });
  await online.client.endAsync();
  await vi.waitFor(async () =>
    expect(await storyOf(camera)).toEqual([
      'call_answered pairDevice',
      'call_answered getToken',
      'connected',
      'message_taken status',
      'command_sent ping',
      'message_taken reply',
      'disconnected goodbye',
    ]),
  );
});

test('of statuses a camera’s log keeps the first of each connection, those that say something else than the one before, and the one that ends a silence', async () => {
  const camera = await pairNew(region, phone);
  const first = await goOnline(region, camera);
  for (let n = 0; n < 3; n++) await first.say({});
  expect(await statusesOf(camera)).toBe(1);
  await first.say({ privacyMode: true });
  await first.say({ privacyMode: true });
  await first.say({ motionDetection: { enabled: true, sensitivity: 'low', schedule: null } });
  await first.say({});
  await first.say({ features: { sleepy: true, probe: false, simulate: false } });
  await first.say({ state: 'dormant', features: { sleepy: true, probe: false, simulate: false } });
  await first.say({ firmware: '2.4.0' });
  expect(await statusesOf(camera)).toBe(7);
  const back = await goOnline(region, camera, { status: { firmware: '2.4.0' } });
  await back.say({});
  expect(await statusesOf(camera)).toBe(8);
  await region.clock.advance(SILENCE);
  await back.say({});
  expect(await statusesOf(camera)).toBe(9);
  back.client.end(true);
});

test('two units with one id, which take each other’s place, are told from one that came back', async () => {
  const camera = await pairNew(region, phone);
  const first = await goOnline(region, camera);
  const back = await goOnline(region, camera);
  await first.closed;
  await vi.waitFor(async () => expect(await storyOf(camera)).toContain('disconnected replaced'));
  expect(await storyOf(camera)).not.toContain('id_cloned');
  const other = await goOnline(region, camera);
  await back.closed;
  await vi.waitFor(async () => expect(await storyOf(camera)).toContain('id_cloned'));
  other.client.end(true);
});

test('the log is searched by words, narrowed to refusals and read on from where a list ended', async () => {
  const camera = await pairNew(region, phone);
  const { deviceLog, db } = region.context;
  deviceLog.note(camera.deviceId, 'put_refused', { name: 'put', reason: 'hash_mismatch', detail: 'ev1 3' });
  deviceLog.note(camera.deviceId, 'put_refused', { name: 'put', reason: 'size_mismatch', detail: 'ev1 4 100%' });
  await deviceLog.flush();
  const found = async (query: object) =>
    (await listDeviceLog(db, camera.deviceId, { limit: 100, ...query })).map(({ n }) => n);
  expect(await found({})).toEqual([3, 2, 1]);
  expect(await found({ refusals: true })).toEqual([3, 2]);
  expect(await found({ search: 'PUT ev1' })).toEqual([3, 2]);
  expect(await found({ search: 'hash' })).toEqual([2]);
  expect(await found({ search: '0%' })).toEqual([3]);
  expect(await found({ before: 3, limit: 1 })).toEqual([2]);
});

test('refusals are counted by day, of days that are over, without what they were about', async () => {
  const camera = await pairNew(region, phone);
  const { deviceLog, db } = region.context;
  for (const detail of ['ev1 3', 'ev1 4'])
    deviceLog.note(camera.deviceId, 'put_refused', { name: 'put', reason: 'hash_mismatch', detail });
  await deviceLog.flush();
  expect(await countDeviceLog(db, camera.deviceId)).toEqual([]);
  const day = region.clock.now().toISOString().slice(0, 10);
  await region.clock.advance(days(1));
  expect(await countDeviceLog(db, camera.deviceId)).toEqual([
    { day, code: 'put_refused', name: 'put', reason: 'hash_mismatch', count: 2 },
  ]);
});

test('what looks like a secret or an address does not enter the log, wherever a device put it', () => {
  const token = randomBytes(32).toString('base64url');
  const told = ['kt/d/x/up', token, `http://host/cn/objects/footage/1?sig=${token}`, 'a'.repeat(100) + token].map(
    storable,
  );
  expect(told).toEqual(['kt/d/x/up', '…', '…', '…']);
});
