import { milliseconds, minutes, type StatusMessage, seconds, upTopic } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Camera, type Phone, pairNew, presenceOf, signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { silentLog } from '../../log.ts';
import { listDeviceLog } from '../../region/device-log/list-device-log.ts';
import { enterFarLine } from '../../region/presence/far-lines.ts';
import { openPresence, type Presence } from '../../region/presence/open-presence.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import type { ServedRegion } from '../line.ts';
import { type FarDevice, FarDevices } from './far-devices.ts';
import { endLeftLines, hearQueue, type QueueHearer } from './hear-queue.ts';
import { EVENTS } from './read-event.ts';

let server: TestDatabase;
let region: TestRegion;
let presence: Presence;
let phone: Phone;
let served: ServedRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  phone = await signUp(region, 'wang');
  presence = await openPresence(region.context, { held: () => [], onReplaced() {} });
  served = { context: region.context, presence };
});
afterAll(async () => {
  presence.lease.close();
  await region.close();
  await server[Symbol.asyncDispose]();
});

const hearerOf = (devices: FarDevices, tryEvery = seconds(1)): QueueHearer => {
  const outlet = { reaches: () => true, deviceIds: () => [], send: () => false, end() {} };
  const far = { region: served, outlet, delivery: { deliver: async () => {} } };
  const regions = new Map([[served, far]]);
  return hearQueue({ devices, regions, onHolder: async () => {}, log: silentLog, tryEvery });
};

/** As RabbitMQ lets it in, before it tells of the connection. */
const enter = async ({ deviceId }: Camera): Promise<void> => {
  const until = new Date(region.clock.now().getTime() + minutes(60));
  expect(await enterFarLine(region.context, { deviceId, clientId: deviceId }, until, 8)).toBe(true);
};

const told = (type: 'created' | 'closed', { deviceId }: Camera, n: number) => ({
  ...{ exchange: EVENTS, routingKey: `connection.${type}`, body: '' },
  headers: {
    user: deviceId,
    pid: `<r1@localhost.1764633600.${n}.0>`,
    client_properties: [`{client_id,longstr,<<"${deviceId}">>}`],
  },
});

async function storyOf({ deviceId }: Camera): Promise<string[]> {
  await region.context.deviceLog.flush();
  const lines = await listDeviceLog(region.context.db, deviceId, { limit: 100 });
  return lines.reverse().flatMap(({ code, reason }) => (/connected$/.test(code) ? `${code} ${reason}`.trim() : []));
}

test('of a takeover the end may be told before the beginning: the device is there all along', async () => {
  const camera = await pairNew(region, phone);
  const { hear } = hearerOf(new FarDevices([served]));
  await enter(camera);
  await hear(told('created', camera, 1));
  expect(await presenceOf(phone, camera)).toBe('online');
  await enter(camera);
  await hear(told('closed', camera, 1));
  expect(await presenceOf(phone, camera)).toBe('online');
  await hear(told('created', camera, 2));
  await region.clock.advance(seconds(16));
  await endLeftLines(served);
  expect(await presenceOf(phone, camera)).toBe('online');
  await enter(camera);
  await hear(told('created', camera, 3)); // or the other way round
  await hear(told('closed', camera, 2));
  expect(await presenceOf(phone, camera)).toBe('online');
  expect(new Set(await storyOf(camera))).toEqual(new Set(['connected', 'disconnected replaced']));
  await hear(told('closed', camera, 3));
  expect(await presenceOf(phone, camera)).toBe('offline');
  expect(await storyOf(camera)).toContain('disconnected line_lost');
});

test('a device whose login came to nothing is gone when its older connection has ended', async () => {
  const [soon, late] = [await pairNew(region, phone), await pairNew(region, phone)];
  const { hear } = hearerOf(new FarDevices([served]));
  for (const [n, camera] of [soon, late].entries()) {
    await enter(camera);
    await hear(told('created', camera, 10 + n));
    await enter(camera);
  }
  await hear(told('closed', soon, 10));
  await endLeftLines(served);
  expect(await presenceOf(phone, soon)).toBe('online');
  await region.clock.advance(seconds(16));
  await endLeftLines(served);
  expect(await presenceOf(phone, soon)).toBe('offline');
  expect(await presenceOf(phone, late)).toBe('online');
  await hear(told('closed', late, 11)); // nobody is awaited any more
  expect(await presenceOf(phone, late)).toBe('offline');
});

/** A database that is away the first times that a device is looked for. */
class Forgetful extends FarDevices {
  isAwayFor = 1;
  override async find(deviceId: Camera['deviceId']): Promise<FarDevice | undefined> {
    if (this.isAwayFor-- > 0) throw new Error('the database is away');
    return await super.find(deviceId);
  }
}

test('what came first is stored first, also where it had to be tried again', async () => {
  const camera = await pairNew(region, phone);
  const { deviceId } = camera;
  const { hear } = hearerOf(new Forgetful([served]));
  const status = { id: 'm', session: 1, sequence: 1, state: 'online', firmware: '2.4.0' } as unknown as StatusMessage;
  await enter(camera);
  const heard = [
    hear(told('created', camera, 20)),
    hear({
      ...{ exchange: 'amq.topic', routingKey: upTopic(deviceId, 'status').replaceAll('/', '.') },
      body: Buffer.from(JSON.stringify(status)),
    }),
    hear(told('closed', camera, 20)),
  ];
  await Promise.all(heard);
  expect(await presenceOf(phone, camera)).toBe('offline');
  expect(await storyOf(camera)).toEqual(['connected', 'disconnected line_lost']);
});

test('the end of a connection is stored however long the database was away', async () => {
  const camera = await pairNew(region, phone);
  const devices = new Forgetful([served]);
  const { hear } = hearerOf(devices, milliseconds(1));
  await enter(camera);
  await hear(told('created', camera, 30));
  expect(await presenceOf(phone, camera)).toBe('online');
  devices.isAwayFor = 1000; // more often than anything that a device says is tried
  await hear(told('closed', camera, 30));
  expect(devices.isAwayFor).toBeLessThan(0);
  expect(await presenceOf(phone, camera)).toBe('offline');
});
