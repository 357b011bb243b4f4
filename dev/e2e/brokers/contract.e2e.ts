// The contract of brokers, as it holds for our own one, on a cluster of somebody else's: three nodes of Debian's RabbitMQ.
import { type Duration, minutes, seconds } from '@kaitong/contract';
import {
  becomes,
  type ContractBroker,
  describeBroker,
  findDeadline,
  goOnline,
  openTestRegion,
  pairNew,
  presenceOf,
  sendCommand,
  signUp,
} from '@kaitong/server/broker-contract';
import { readCluster, startTestDatabase, type TestDatabase } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Cluster, startCluster } from './rabbitmq.ts';

let cluster: Cluster;
let server: TestDatabase;
let opened: ContractBroker;
beforeAll(async () => {
  [cluster, server] = await Promise.all([startCluster(), startTestDatabase()]);
  const { url, apis, hook } = cluster.settings;
  const named = readCluster(url);
  if (!named) throw new Error(`${url} names no cluster`);
  const region = await openTestRegion(server, { mqttUrl: cluster.mqttUrls[0] });
  await region.startRabbitMq({ ...named, apis, hook });
  opened = { region, readsFirst: false };
});
afterAll(async () => {
  await opened?.region.close();
  await cluster?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

describeBroker(() => opened);

test('commands reach a device on whichever node it is, and a newer connection on another one takes its place', async () => {
  const { region } = opened;
  const phone = await signUp(region, 'li');
  const camera = await pairNew(region, phone);
  for (const url of cluster.mqttUrls) {
    const online = await goOnline(region, camera, { url });
    await becomes(region, phone, camera, 'online');
    const id = await region.context.db
      .transaction()
      .execute((trx) => sendCommand(trx, { deviceId: camera.deviceId, name: 'ping', payload: {} }));
    expect(await online.nextCommand()).toEqual({ name: 'ping', id });
    await online.reply({ id, ok: true });
    expect(await presenceOf(phone, camera)).toBe('online');
  }
});

const nextSweep = async (): Promise<number> =>
  (await findDeadline(opened.region.context.db, 'device.presence', 'all'))?.getTime() ?? 0;

const rowOf = ({ deviceId }: { deviceId: string }) =>
  opened.region.context.db
    .selectFrom('device_presence')
    .select(['broker', 'hold', 'seen_at'])
    .where('device_id', '=', deviceId as never)
    .executeTakeFirstOrThrow();

const isAsked = async (broker: string): Promise<boolean> => {
  const { db } = opened.region.context;
  const lease = await db.selectFrom('broker_lease').select('asked_at').where('broker', '=', broker).executeTakeFirst();
  return lease?.asked_at !== null;
};

/** Lets time pass in which a sweep asks for leases, is answered or not, and looks again. */
async function pass(step: Duration): Promise<void> {
  const before = await nextSweep();
  await opened.region.clock.advance(step);
  await vi.waitFor(async () => expect(await nextSweep()).toBeGreaterThan(before), { timeout: 30_000 });
}

test(
  'a killed node tells no ends: what it held is offline when its lease ends, unless it came back on another one',
  async () => {
    const { region } = opened;
    const phone = await signUp(region, 'zhao');
    const [lost, returned] = [await pairNew(region, phone), await pairNew(region, phone)];
    const url = cluster.mqttUrls[2] ?? '';
    const lines = [await goOnline(region, lost, { url }), await goOnline(region, returned, { url })];
    await becomes(region, phone, lost, 'online');
    await cluster.kill(2);
    await Promise.all(lines.map(({ closed }) => closed));
    const { broker: killed } = await rowOf(returned);
    const again = await goOnline(region, returned);
    await expect.poll(async () => (await rowOf(returned)).broker).not.toBe(killed); // the queue may have to find a new leader
    expect(await presenceOf(phone, lost)).toBe('online'); // nobody knows better yet
    await pass(seconds(61)); // its lease is asked for, and nobody answers
    const { broker: holder, seen_at: before } = await rowOf(returned);
    await expect.poll(() => isAsked(holder ?? '')).toBe(false); // the node that lives answers, in its own time
    await again.say({});
    await expect.poll(async () => (await rowOf(returned)).seen_at).not.toEqual(before);
    await pass(seconds(14));
    await becomes(region, phone, lost, 'offline');
    expect((await rowOf(lost)).hold).toBe('lapsed');
    expect(await presenceOf(phone, returned)).toBe('online');
    await cluster.start(2);
    const home = await goOnline(region, lost, { url });
    await becomes(region, phone, lost, 'online');
    for (const { client } of [again, home]) client.end(true);
  },
  minutes(5),
);
