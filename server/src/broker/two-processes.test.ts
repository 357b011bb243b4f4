import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type DeviceId, type Duration, seconds, upTopic } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { becomes, goOnline, type Phone, pairNew, presenceOf, signUp } from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { createKeyRing } from '../secrets/wrapping.ts';
import { findDeadline } from '../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';

const PROGRAM = fileURLToPath(new URL('./testing/broker-process.ts', import.meta.url));
const key = randomBytes(32);

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
let elsewhere: { url: string; kill(): Promise<void> };

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { keys: createKeyRing(key) });
  await region.startBroker();
  phone = await signUp(region, 'wang');
  elsewhere = await spawnBroker();
});
afterAll(async () => {
  await elsewhere.kill();
  await region.close();
  await server[Symbol.asyncDispose]();
});

async function spawnBroker(): Promise<typeof elsewhere> {
  const settings = JSON.stringify({ connection: server.connection, key: key.toString('hex') });
  const child = fork(PROGRAM, { env: { ...process.env, BROKER_PROCESS: settings } });
  const exited = once(child, 'exit');
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `mqtt://127.0.0.1:${port}`,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

const rowOf = (deviceId: DeviceId) =>
  region.context.db
    .selectFrom('device_presence')
    .selectAll()
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow();

/** Lets time pass in steps in which a sweep asks, is answered, and looks again. */
async function pass(steps: Duration[]): Promise<void> {
  for (const step of steps) {
    const before = await nextSweep();
    await region.clock.advance(step);
    await vi.waitFor(async () => expect(await nextSweep()).toBeGreaterThan(before), { timeout: 30_000 });
  }
}

const nextSweep = async (): Promise<number> =>
  (await findDeadline(region.context.db, 'device.presence', 'all'))?.getTime() ?? 0;

test('of two lines in two processes the older is closed where it is, and its end changes nothing', async () => {
  const camera = await pairNew(region, phone);
  const first = await goOnline(region, camera, { url: elsewhere.url });
  const second = await goOnline(region, camera);
  await first.closed;
  const back = await goOnline(region, camera, { url: elsewhere.url });
  await second.closed;
  const { connection, broker, hold } = await rowOf(camera.deviceId);
  expect([connection?.startsWith(broker ?? '-'), hold]).toEqual([true, 'there']);
  await back.say({});
  expect(await presenceOf(phone, camera)).toBe('online');
  back.client.end(true);
  await becomes(region, phone, camera, 'offline');
});

test('a process that was only asleep takes its devices back when it is asked or wakes', async () => {
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera);
  const { broker } = await rowOf(camera.deviceId);
  const { db } = region.context;
  // As a sweep leaves it that asked in vain.
  await db
    .deleteFrom('broker_lease')
    .where('broker', '=', broker ?? '')
    .execute();
  await db
    .updateTable('device_presence')
    .set({ hold: 'lapsed', presence: 'offline' })
    .where('device_id', '=', camera.deviceId)
    .execute();
  await region.clock.advance(seconds(20));
  await becomes(region, phone, camera, 'online');
  expect(await rowOf(camera.deviceId)).toMatchObject({ broker, hold: 'there' });
  online.client.end(true);
});

test('devices of a process that was killed are offline 75 s later, unless they came back, whatever tools say', async () => {
  const [lost, returned] = [await pairNew(region, phone), await pairNew(region, phone)];
  const lines = [
    await goOnline(region, lost, { url: elsewhere.url }),
    await goOnline(region, returned, { url: elsewhere.url }),
  ];
  await elsewhere.kill();
  await Promise.all(lines.map(({ closed }) => closed));
  const again = await goOnline(region, returned);
  const tool = await goOnline(region, lost, { clientId: `${lost.deviceId}.say` });
  expect(await presenceOf(phone, lost)).toBe('online');
  await pass([seconds(61)]);
  await Promise.all([again.say({}), tool.say({})]);
  await pass([seconds(14)]);
  await becomes(region, phone, lost, 'offline');
  expect(await presenceOf(phone, returned)).toBe('online');
  await tool.say({});
  expect(await presenceOf(phone, lost)).toBe('offline');
  const home = await goOnline(region, lost);
  expect(await presenceOf(phone, lost)).toBe('online');
  for (const { client } of [again, tool, home]) client.end(true);
});

test('a process that is killed while it stores statuses has acknowledged none that is not stored', async () => {
  const broker = await spawnBroker();
  const cameras = await Promise.all([1, 2, 3, 4].map(() => pairNew(region, phone)));
  const lines = await Promise.all(cameras.map((camera) => goOnline(region, camera, { url: broker.url })));
  const acknowledged = new Map<DeviceId, number>();
  const killed = new Promise<void>((resolve) => {
    let many = 0;
    const goOn = async ({ client, deviceId }: (typeof lines)[number]): Promise<void> => {
      for (let sequence = 1; ; sequence++) {
        const status = { id: `m${sequence}`, session: 9e9, sequence, state: 'online', firmware: '2.3.0' };
        await client.publishAsync(upTopic(deviceId, 'status'), JSON.stringify(status), { qos: 1 });
        acknowledged.set(deviceId, sequence);
        many += 1;
        if (many === 10) resolve(broker.kill());
      }
    };
    for (const line of lines) goOn(line).catch(() => {}); // its line is gone
  });
  await killed;
  await Promise.all(lines.map(({ closed }) => closed));
  expect(acknowledged.size).toBeGreaterThan(0);
  for (const [deviceId, sequence] of acknowledged)
    expect((await rowOf(deviceId)).sequence).toBeGreaterThanOrEqual(sequence);
});
