import { type DeviceFilter, DeviceId, type MakerDevice, type Pid, products, Region, Uuid } from '@kaitong/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { activateProduct } from '../testing/activate.ts';
import { type ControlRig, startControl } from '../testing/control.ts';
import type { RegionHandlers } from '../testing/region-peer.ts';

let rig: ControlRig;
const answers: { cn: Partial<RegionHandlers>; eu: Partial<RegionHandlers> } = { cn: {}, eu: {} };

beforeAll(async () => {
  rig = await startControl({ answers });
});
afterEach(() => {
  answers.cn = {};
  answers.eu = {};
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

type Listed = z.input<typeof MakerDevice>;

/** Newest first; three of them paired in each minute. */
const deviceFleet = (pid: Pid, region: 'cn' | 'eu', many: number): Listed[] =>
  Array.from({ length: many }, (_, n) => ({
    ...{
      pid,
      region: Region.parse(region),
      uuid: Uuid.parse(`uuid${region}${String(n).padStart(14, '0')}`),
      firmware: '2.3.0',
      lastSeenAt: null,
    },
    ...{
      deviceId: DeviceId.parse(`6c${region}${String(n).padStart(18, '0')}`),
      pairedAt: `2026-01-02T03:0${Math.floor(n / 3)}:00.000Z`,
    },
    ...{ presence: n % 2 ? ('online' as const) : ('offline' as const), tester: n % 2 === 0, motionDetection: null },
  })).reverse();

test('pages over all regions show each device once in one order, with ties, other filters and regions of before', async () => {
  const client = (await rig.maker('pages')).client(products);
  const { pid } = await client.createProduct({ body: { name: 'many' } });
  const fleets = { cn: deviceFleet(pid, 'cn', 11), eu: deviceFleet(pid, 'eu', 7) };
  const asked: number[] = [];
  answers.cn.listProductDevices = async (_caller, { body: { limit, after } }) => {
    asked.push(limit);
    const place = ({ pairedAt, deviceId }: { pairedAt: string; deviceId: string }) => `${pairedAt} ${deviceId}`;
    const rest = fleets.cn.filter((device) => after === undefined || place(device) < place(after));
    return { items: rest.slice(0, limit) };
  };
  answers.eu.listProductDevices = async () => ({ items: fleets.eu }); // says all that it has, whatever it is asked for
  const idsBy = async (query: { limit: number; only?: DeviceFilter }) => {
    const ids: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const { items, next } = await client.listDevices({ query: { ...query, ...(cursor ? { cursor } : {}) } });
      expect(items.length).toBeLessThanOrEqual(query.limit);
      ids.push(...items.map(({ deviceId }) => deviceId));
      if (next === null) return ids;
      cursor = next;
    }
  };
  const all = [...fleets.cn, ...fleets.eu].sort((a, b) =>
    `${a.pairedAt} ${a.deviceId}` < `${b.pairedAt} ${b.deviceId}` ? 1 : -1,
  );
  for (const limit of [1, 2, 3, 5, 18, 200])
    expect(await idsBy({ limit })).toEqual(all.map(({ deviceId }) => deviceId));
  expect(Math.max(...asked)).toBe(201);
  const testers = fleets.eu.filter(({ tester }) => tester).map(({ deviceId }) => deviceId);
  answers.cn.listProductDevices = async () => ({ items: [] });
  expect(await idsBy({ limit: 2, only: 'testers' })).toEqual(testers);
  expect((await client.listDevices({ query: { cursor: 'made up' } })).items).toEqual([]);
});

test('a list of what can be verified asks for no product that has the service already', async () => {
  const maker = await rig.maker('to-verify');
  const client = maker.client(products);
  const [done, open] = [
    (await client.createProduct({ body: { name: 'done' } })).pid,
    (await client.createProduct({ body: { name: 'open' } })).pid,
  ];
  await activateProduct(rig, maker, done);
  const asked: string[][] = [];
  answers.cn.listProductDevices = async (_caller, { body: { pids } }) => {
    asked.push([...pids].sort());
    return { items: [] };
  };
  await client.listDevices({ query: { only: 'to_verify' } });
  await client.listDevices({ query: { only: 'to_verify', pid: done } });
  await client.listDevices({ query: {} });
  expect(asked).toEqual([[open], [done, open].sort()]);
});
