// Control and two regions that share nothing but addresses and public keys: each is killed in turn, the others go on, and
// when all are back nothing is lost and nothing is there twice.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DeviceId, type OrderId, Pid } from '@kaitong/contract';
import { pairDevice } from '@kaitong/device';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { refusedCode } from '../../src/activation/testing/expectations.ts';
import { forgetRates, type Maker, type Owner, signInOwner } from '../../src/activation/testing/people.ts';
import { pairedUnit, type Unit } from '../../src/activation/testing/units.ts';
import { type Apart, startApart } from '../../src/service/testing/apart.ts';
import { completeEvents, expectPlayable, listEvents } from '../../src/service/testing/footage.ts';
import { record } from '../../src/service/testing/record.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';

const LICENCES = 8;
const UNKNOWN = DeviceId.parse('6c00000000000000000000');
const movie = readFileSync(path.join(import.meta.dirname, '../../../media/fixtures/clips/h264-faststart.mp4'));

let apart: Apart;
let maker: Maker;
let owners: Record<'cn' | 'eu', Owner>;
let pid: Pid;
let licences: readonly { uuid: string; authKey: string }[];
let camera: Unit;

beforeAll(async () => {
  apart = await startApart();
  maker = await apart.newMaker();
  owners = { cn: await apart.newOwner('cn'), eu: await apart.newOwner('eu') };
  pid = Pid.parse((await maker.createProduct({ body: { name: '看家' } })).pid);
  ({ licences } = await maker.issueLicences({ params: { pid }, body: { count: LICENCES } }));
  await eventually(async () => {
    const { rows } = await apart.control.pool.query('SELECT FROM licence_delivery WHERE delivered_at IS NULL');
    expect(rows).toEqual([]);
  });
  camera = await pair(owners.cn, 0);
});
afterAll(() => apart?.stop());

async function tryToPair(owner: Owner, licence: { uuid: string; authKey: string }) {
  await forgetRates({ ...apart, url: '' });
  const { text: pairingText } = await owner.createPairingToken({});
  return await pairDevice({ pairingText, ...licence, firmware: '2.3.0' });
}

async function pair(owner: Owner, n: number): Promise<Unit> {
  const paired = await tryToPair(owner, licences[n] as { uuid: string; authKey: string });
  if (!paired.ok) throw new Error(paired.problem.code);
  return pairedUnit(apart, { pid, owner, firmware: '2.3.0', sleepy: false, credentials: paired.value });
}

const devices = async () => {
  const { items, unreachable } = await maker.listDevices({ query: {} });
  return { ids: items.map(({ deviceId }) => deviceId).sort(), unreachable };
};

const order = (purchase: { trial: true } | { planId: never }, requestId: string) =>
  owners.cn.createOrder({ body: { requestId, deviceId: camera.deviceId, purchase } });

async function pay(checkoutUrl: string | null): Promise<void> {
  const body = new URLSearchParams({ act: 'pay', copies: '2' });
  expect((await fetch(checkoutUrl ?? '', { method: 'POST', body, redirect: 'manual' })).status).toBe(303);
}

const sold = async (orderId: OrderId): Promise<unknown[]> =>
  (await apart.control.pool.query('SELECT FROM sold_order WHERE id = $1', [orderId])).rows;

test('no deployment knows a secret of another', async () => {
  const secretOf = (name: keyof Apart['environments']): string[] => {
    const {
      KAITONG_PLANE_KEY: file = '',
      KAITONG_DATA: data = '',
      KAITONG_DATABASE_URL: database = '',
    } = apart.environments[name];
    const lines = [file, `${data}.key`].flatMap((one) => readFileSync(one, 'utf8').split('\n'));
    return [...lines.filter((line) => /^[\w+/=-]{40,}$/.test(line)), database];
  };
  const names = ['control', 'cn', 'eu'] as const;
  for (const name of names)
    for (const other of names)
      if (other !== name)
        for (const secret of secretOf(other)) expect(JSON.stringify(apart.environments[name])).not.toContain(secret);
  expect(names.flatMap(secretOf)).toHaveLength(9);
});

test('a region is killed: it is named, the others go on, and what waited for it comes by itself', async () => {
  const far = await pair(owners.eu, 1);
  await far.camera();
  await camera.camera();
  const held = await maker.submit(far.deviceId);
  await apart.kill('eu');
  expect(await devices()).toEqual({ ids: [camera.deviceId], unreachable: ['eu'] });
  for (const deviceId of [UNKNOWN, far.deviceId])
    expect((await maker.activate(deviceId)).refused?.problem).toMatchObject({
      code: expect.stringMatching(/^(region_unreachable|run_in_progress)$/),
    });
  expect((await maker.activate(UNKNOWN)).refused?.problem).toMatchObject({
    code: 'region_unreachable',
    params: { region: 'eu' },
  });
  await record(apart, camera);

  await apart.start('eu');
  expect((await held.ended()).application).toMatchObject({ state: 'approved', region: 'eu' });
  await eventually(async () =>
    expect(await devices()).toEqual({ ids: [camera.deviceId, far.deviceId].sort(), unreachable: [] }),
  );
  await eventually(async () => expect((await maker.getApplication({ params: { id: held.id } })).lagging).toEqual([]));
});

test('control is killed: regions pair, record, show, share and sell; what needs control says so, and is had later', async () => {
  const [plan] = await eventually(async () => {
    const { plans } = await owners.cn.listOffers({ params: { deviceId: camera.deviceId } });
    expect(plans).not.toEqual([]);
    return plans;
  });
  const late = await maker.issueLicences({ params: { pid }, body: { count: 1 } });
  await apart.kill('control');

  // Who is signed in stays so, who is not signs in, and whoever is new signs up.
  await owners.cn.getOwner({});
  await signInOwner(apart.urls.cn, owners.cn);
  await apart.newOwner('cn');
  // A new camera, its token, its recordings.
  const unit = await pair(owners.cn, 2);
  expect(await owners.cn.getDevice({ params: { deviceId: unit.deviceId } })).toMatchObject({ provisional: true });
  await unit.api();
  await record(apart, unit, 2);
  const events = await completeEvents(unit, 2);
  for (const event of events) await expectPlayable(unit, event);
  const { deviceId } = unit;
  const [first] = events;
  if (!first || !plan) throw new Error('nothing was recorded');
  const [from, to] = [-1, 1].map((by) => new Date(Date.parse(first.startedAt) + by * 3_600_000).toISOString());
  const { spans } = await owners.cn.footage.getTimeline({
    params: { deviceId },
    query: { from: from as never, to: to as never },
  });
  expect(spans.length).toBeGreaterThan(0);
  const { playlistUrl } = await owners.cn.footage.createShare({
    params: { deviceId, eventId: first.eventId },
    body: { hours: 1 },
  });
  expect((await fetch(playlistUrl ?? '')).status).toBe(200);
  // A stock tool.
  const tool = await owners.cn.createPushDevice({ body: { name: 'ffmpeg' } });
  const toolUnit: Unit = { ...unit, deviceId: tool.device.deviceId };
  await subscribe(apart, toolUnit);
  const pushed = await fetch(`${tool.token.pushUrl}/clip.mp4`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${tool.token.token}` },
    body: new Uint8Array(movie),
  });
  expect(pushed.status).toBeLessThan(300);
  // A plan is sold; what is there once in the world is not.
  const bought = await order({ planId: plan.id as never }, 'bought_without_control');
  await pay(bought.checkoutUrl);
  await eventually(async () =>
    expect((await owners.cn.getOrder({ params: { orderId: bought.orderId } })).state).toBe('paid'),
  );
  expect(await refusedCode(order({ trial: true }, 'trial_without_control_'))).toBe('control_unreachable');
  const unknown = await tryToPair(owners.eu, { uuid: 'b'.repeat(20), authKey: 'a'.repeat(32) });
  expect(unknown).toMatchObject({ ok: false, problem: { code: 'licence_unconfirmed' } });

  await apart.start('control');
  await eventually(async () =>
    expect(await owners.cn.getDevice({ params: { deviceId } })).toMatchObject({ provisional: false }),
  );
  await eventually(async () => expect(await sold(bought.orderId)).toHaveLength(1));
  expect((await devices()).ids).toContain(deviceId);
  const [licence] = late.licences;
  await eventually(async () => expect(await tryToPair(owners.eu, licence as never)).toMatchObject({ ok: true }));
});

test('all are back: nothing is lost, and nothing is there twice', async () => {
  const { rows: claims } = await apart.control.pool.query<{ uuid: string; n: number }>(
    "SELECT uuid, count(*)::int AS n FROM unit_claim WHERE state = 'held' GROUP BY uuid",
  );
  expect(claims.map(({ n }) => n)).toEqual(Array.from({ length: 4 }, () => 1));
  const { rows: postings } = await apart.control.pool.query<{ orders: number; ids: number }>(
    'SELECT count(*)::int AS orders, count(DISTINCT id)::int AS ids FROM sold_order',
  );
  expect(postings).toEqual([{ orders: 1, ids: 1 }]);
  const [event, ...more] = await listEvents(camera);
  expect([event?.state, more]).toEqual(['complete', []]);
  if (event) await expectPlayable(camera, event);
  const { items } = await maker.listApplications({ query: {} });
  expect(items.filter(({ state }) => state === 'approved')).toHaveLength(1);
  expect((await devices()).unreachable).toEqual([]);
});
