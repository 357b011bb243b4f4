// Buying, through all planes of a whole Kaitong: what the region grants, what control books, and what a kill -9 leaves.
import { type DeviceId, minutes, type OrderId } from '@kaitong/contract';
import { pairDevice } from '@kaitong/device';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { holdRows } from '../activation/testing/holds.ts';
import { type KillableRig, startKillableRig } from '../activation/testing/killable-rig.ts';
import type { Owner } from '../activation/testing/people.ts';
import type { RegionName } from '../activation/testing/rig.ts';
import type { Unit } from '../activation/testing/units.ts';

let rig: KillableRig;
/** Of the product that is activated, and sells what the operator's defaults are. */
let sample: Unit;
beforeAll(async () => {
  rig = await startKillableRig();
  sample = await rig.unit();
  await sample.camera();
  const { application } = await rig.maker.activate(sample.deviceId);
  expect(application.state).toBe('approved');
  await eventually(async () => {
    for (const owner of [rig.owners.cn, rig.owners.eu]) await firstPlan(owner, (await pair(owner)).deviceId);
  });
});
afterAll(() => rig.stop());

type Licence = { uuid: string; authKey: string };

async function newLicence(): Promise<Licence> {
  const { licences, batch } = await rig.maker.issueLicences({ params: { pid: sample.pid }, body: { count: 1 } });
  await eventually(async () => {
    const asked = 'SELECT FROM licence_delivery WHERE batch = $1 AND delivered_at IS NOT NULL';
    expect((await rig.control.pool.query(asked, [batch])).rowCount).toBe(2);
  });
  return licences[0] as Licence;
}

async function pair(owner: Owner, licence?: Licence): Promise<{ deviceId: DeviceId }> {
  const { text: pairingText } = await owner.createPairingToken({});
  const unit = { ...(licence ?? (await newLicence())), firmware: '2.3.0', features: {} };
  const paired = await pairDevice({ pairingText, ...unit });
  if (!paired.ok) throw new Error(paired.problem.code);
  return { deviceId: paired.value.deviceId as DeviceId };
}

async function firstPlan(owner: Owner, deviceId: DeviceId) {
  const [plan] = (await owner.listOffers({ params: { deviceId } })).plans;
  if (!plan) throw new Error('nothing is on sale yet');
  return plan;
}

let requests = 0;
const order = (owner: Owner, deviceId: DeviceId, purchase: { trial: true } | { planId: never }) =>
  owner.createOrder({ body: { requestId: `a_request_of_tests_${++requests}`, deviceId, purchase } });

async function pay(checkoutUrl: string | null, act = 'pay'): Promise<void> {
  const body = new URLSearchParams({ act, copies: '2' });
  const response = await fetch(checkoutUrl ?? '', { method: 'POST', body, redirect: 'manual' });
  expect(response.status).toBe(303);
}

const isPaid = (owner: Owner, orderId: OrderId) =>
  eventually(async () => expect((await owner.getOrder({ params: { orderId } })).state).toBe('paid'));

const sold = async (orderId: OrderId) =>
  (await rig.control.pool.query('SELECT * FROM sold_order WHERE id = $1', [orderId])).rows;

async function slicesOf(region: RegionName, deviceId: DeviceId) {
  const { rows } = await rig.regions[region].pool.query(
    "SELECT subscription->'slices' AS slices FROM subscription WHERE device_id = $1",
    [deviceId],
  );
  return (rows[0]?.slices ?? []) as { orderId: OrderId }[];
}

test('one unit has one trial, in whatever region it is paired next', async () => {
  const licence = await newLicence();
  const first = await pair(rig.owners.cn, licence);
  const { orderId, price, checkoutUrl } = await order(rig.owners.cn, first.deviceId, { trial: true });
  expect(price).toEqual({ amount: 1, currency: 'CNY' });
  await pay(checkoutUrl);
  await isPaid(rig.owners.cn, orderId);
  // A trial is booked without a share of it.
  await eventually(async () => expect(await sold(orderId)).toHaveLength(1));
  await rig.owners.cn.removeDevice({ params: { deviceId: first.deviceId } });
  const next = await eventually(() => pair(rig.owners.eu, licence));
  await expect(order(rig.owners.eu, next.deviceId, { trial: true })).rejects.toMatchObject({
    problem: { code: 'trial_already_used' },
  });
});

test('prices stand in the region’s currency', async () => {
  const { deviceId } = await pair(rig.owners.eu);
  expect((await firstPlan(rig.owners.eu, deviceId)).price.currency).toBe('EUR');
});

test('a payment whose callback meets a kill -9 is granted and booked once by whoever starts next', async () => {
  const owner = rig.owners.cn;
  const { deviceId } = await pair(owner);
  const plan = await firstPlan(owner, deviceId);
  const made = await order(owner, deviceId, { planId: plan.id as never });
  const region = rig.regions.cn;
  const held = await holdRows(region, 'SELECT FROM owner_order WHERE id = $1 FOR UPDATE', [made.orderId]);
  await pay(made.checkoutUrl);
  await eventually(async () => expect(await rig.isWaitedFor('region_cn', '"owner_order"')).toBe(true));
  await rig.kill();
  await held.release();
  expect(await slicesOf('cn', deviceId)).toEqual([]);
  await rig.restart();
  await eventually(async () => {
    await rig.clock.advance(minutes(1)); // the provider's pauses grow
    expect(await slicesOf('cn', deviceId)).toMatchObject([{ orderId: made.orderId }]);
  });
  await eventually(async () => expect(await sold(made.orderId)).toHaveLength(1));
  const told = await region.pool.query(
    "SELECT data->>'type' AS type FROM topic_entry WHERE topic = 'sales' AND data->>'orderId' = $1",
    [made.orderId],
  );
  expect(told.rows).toEqual([{ type: 'order.paid' }]);
});

test('what a removed device’s order was not used for comes back, and the books say so', async () => {
  const owner = rig.owners.cn;
  const { deviceId } = await pair(owner);
  const plan = await firstPlan(owner, deviceId);
  const made = await order(owner, deviceId, { planId: plan.id as never });
  await pay(made.checkoutUrl);
  await isPaid(owner, made.orderId);
  await owner.removeDevice({ params: { deviceId } });
  await eventually(async () => {
    await rig.clock.advance(minutes(1));
    const [row] = await sold(made.orderId);
    expect(Number(row?.refunded)).toBeGreaterThan(0);
  });
});
