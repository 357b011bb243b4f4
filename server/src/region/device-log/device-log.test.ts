import { DeviceId, days, downFilter, hours, minutes, upTopic } from '@kaitong/contract';
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
import type { DeviceLogCode } from './codes.ts';
import { listDeviceLog } from './list-device-log.ts';
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

async function logOf({ deviceId }: Camera): Promise<[DeviceLogCode, string, number][]> {
  const { deviceLog, db } = region.context;
  await deviceLog.flush();
  const lines = await listDeviceLog(db, deviceId, { limit: 100 });
  return lines.map(({ code, detail, count }) => [code, detail, count]);
}

const lines = async (deviceId: DeviceId): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM device_log WHERE device_id = ${deviceId}`.execute(region.context.db);
  return rows[0]?.n ?? 0;
};

test('what MQTT ignores or refuses of a device is kept for it, and what it takes is not', async () => {
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
  const log = await logOf(camera);
  expect(log).toEqual(
    expect.arrayContaining([
      ['status_late', '8 2', 2],
      ['reply_unknown', 'nothing-we-asked', 1],
      ['reply_repeated', asked, 1],
      ['subscription_refused', 'kt/d/#', 1],
      ['line_status_invalid', '', 1],
      ['connect_client_id', 'camera', 1],
      ['connect_token', deviceId, 1],
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
  expect((await logOf(mine)).sort()).toEqual([
    ['call_refused', 'closeEvent event_unknown', 1],
    ['call_refused', 'input_invalid objects', 1],
    ['reply_of_another', asked, 1],
  ]);
  expect(await logOf(other)).toEqual([]);
  online.client.end(true);
});

test('of a device that storms one line a minute is kept and all is counted; text of any kind is stored', async () => {
  const camera = await pairNew(region, phone);
  const { deviceLog } = region.context;
  const before = deviceLog.counts().get('line_protocol') ?? 0;
  for (let n = 0; n < 500; n++) deviceLog.note(camera.deviceId, 'line_protocol', 'x');
  for (let n = 0; n < 500; n++) deviceLog.note(camera.deviceId, 'line_protocol', `${n}\u0000\ud800${'y'.repeat(999)}`);
  deviceLog.note(NOBODY, 'line_protocol', 'x');
  const log = await logOf(camera);
  expect(log.find(([, detail]) => detail === 'x')).toEqual(['line_protocol', 'x', 500]);
  expect(log).toHaveLength(50);
  expect((deviceLog.counts().get('line_protocol') ?? 0) - before).toBe(1001);
  expect(await lines(NOBODY)).toBe(0);
});

test('a device keeps 10,000 lines, the newest; a week later it keeps none, and none after it was removed', async () => {
  const [camera, removed] = [await pairNew(region, phone), await pairNew(region, phone)];
  const { db } = region.context;
  const { deviceId } = camera;
  const now = region.clock.now().getTime();
  const line = (n: number) => {
    const at = new Date(now - minutes(1) * n);
    return { deviceId, code: 'status_late' as const, detail: '', firstAt: at, lastAt: at, count: 1 };
  };
  await storeLines(
    db,
    Array.from({ length: MOST_LINES + 20 }, (_, n) => line(n)),
  );
  expect(await lines(deviceId)).toBe(MOST_LINES);
  expect((await listDeviceLog(db, deviceId, { limit: 1 }))[0]?.lastAt).toEqual(new Date(now));
  region.context.deviceLog.note(removed.deviceId, 'status_late');
  await region.context.deviceLog.flush();
  await phone.removeDevice({ params: { deviceId: removed.deviceId as never } });
  expect(await lines(removed.deviceId)).toBe(0);
  await region.clock.advance((days(7) + hours(1)) as never);
  await vi.waitFor(async () => expect(await lines(deviceId)).toBe(0), { timeout: 20_000 });
});
