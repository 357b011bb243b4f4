import { days, type OrderId } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../testing/open-shop.ts';
import { type Phone, signUp } from '../testing/people.ts';
import { becomes, CATALOGUE, CONTINUOUS30, type Device, EVENT7, newDevice, payAt, requestId } from '../testing/shop.ts';

let shop: Shop;
let control: Shop['control'];
let region: Shop['region'];
let wang: Phone;
beforeAll(async () => {
  shop = await openShop();
  ({ control, region } = shop);
  wang = await signUp(region, 'wang');
});
afterAll(() => shop?.[Symbol.asyncDispose]());
beforeEach(async () => {
  await sql`DELETE FROM rate_limit`.execute(region.context.db);
  await wang.signIn({ body: { login: 'wang@example.com', password: 'ten letters' } }); // time goes by between tests
});

const of = ({ deviceId }: Device) => ({ params: { deviceId } });
const named = (orderId: OrderId) => ({ params: { orderId } });
type Use = 'now' | 'queue' | 'change';
const order = ({ deviceId }: Device, planId: typeof EVENT7, use: Use = 'queue') =>
  wang.createOrder({ body: { requestId: requestId(), deviceId, purchase: { planId }, use } });
async function buy(device: Device, planId: typeof EVENT7, use?: Use) {
  const made = await order(device, planId, use);
  await payAt(made.checkoutUrl);
  return await becomes(region, wang, made.orderId, 'paid');
}
const quote = (device: Device, planId: typeof EVENT7, use: Use) =>
  wang.quoteOrder({ ...of(device), body: { purchase: { planId }, use } });

describe('a change of plan', () => {
  test('to more is told in advance, takes over at once when it is paid, and gives the days not begun back', async () => {
    const device = await newDevice(region, wang);
    const first = await buy(device, EVENT7);
    await region.clock.advance(days(10.5));
    const told = await quote(device, CONTINUOUS30, 'change');
    expect(told).toMatchObject({ price: { amount: 6200 }, isUpgrade: true, credit: { orderId: first.orderId } });
    expect(told.credit?.amount).toEqual((await wang.getOrder(named(first.orderId))).refundable);
    const made = await order(device, CONTINUOUS30, 'change');
    expect(made.replaces).toEqual({ orderId: first.orderId, credit: told.credit?.amount });
    // Nothing is taken before it is paid.
    expect((await wang.getSubscription(of(device))).current?.orderId).toBe(first.orderId);
    await payAt(made.checkoutUrl);
    await becomes(region, wang, made.orderId, 'paid');
    expect(await wang.getSubscription(of(device))).toMatchObject({ current: { orderId: made.orderId }, queued: [] });
    const report = await control.reported('order.refunded', first.orderId);
    expect(report).toMatchObject({ amount: told.credit?.amount, whole: false });
    expect(await wang.getOrder(named(first.orderId))).toMatchObject({
      refunded: told.credit?.amount,
      refundable: null,
    });
  });

  test('gives back in the currency that was paid, also where prices have another one by now', async () => {
    const device = await newDevice(region, wang);
    await buy(device, EVENT7);
    const price = { amount: 700, currency: 'JPY' as const };
    const plans = CATALOGUE.plans.map((plan) => (plan.id === CONTINUOUS30 ? { ...plan, price } : plan));
    await region.plane.publishCatalogue({ body: { ...CATALOGUE, version: 2, plans } });
    const { credit } = await quote(device, CONTINUOUS30, 'change');
    const made = await order(device, CONTINUOUS30, 'change');
    await region.plane.publishCatalogue({ body: { ...CATALOGUE, version: 3 } });
    expect(made).toMatchObject({ price, replaces: { credit: { currency: 'CNY' } } });
    expect(made.replaces?.credit).toEqual(credit?.amount);
  });

  test('to less begins when all that was paid for is over, and gives nothing back', async () => {
    const device = await newDevice(region, wang);
    const first = await buy(device, CONTINUOUS30);
    const told = await quote(device, EVENT7, 'change');
    const { until } = await wang.getSubscription(of(device));
    expect(told).toMatchObject({ isUpgrade: false, credit: null, startsAt: until });
    const made = await buy(device, EVENT7, 'change');
    expect(made.replaces).toBeNull();
    const { current, queued } = await wang.getSubscription(of(device));
    expect([current?.orderId, queued.map(({ orderId }) => orderId)]).toEqual([first.orderId, [made.orderId]]);
    expect(queued[0]?.startsAt).toBe(until);
  });

  test('that is never paid takes nothing, and one that was promised keeps its promise past midnight', async () => {
    const device = await newDevice(region, wang);
    const first = await buy(device, EVENT7);
    const left = await order(device, CONTINUOUS30, 'change');
    await wang.cancelOrder(named(left.orderId));
    expect((await wang.getSubscription(of(device))).current?.orderId).toBe(first.orderId);
    await region.clock.advance(days(2.995)); // minutes before another day of it has begun
    await wang.signIn({ body: { login: 'wang@example.com', password: 'ten letters' } });
    const made = await order(device, CONTINUOUS30, 'change');
    await region.clock.advance(days(0.01));
    await payAt(made.checkoutUrl);
    const report = await control.reported('order.refunded', first.orderId);
    expect(report).toMatchObject({ amount: made.replaces?.credit });
  });

  test('of an order that was taken back meanwhile gives nothing back twice', async () => {
    const device = await newDevice(region, wang);
    const first = await buy(device, EVENT7);
    const made = await order(device, CONTINUOUS30, 'change');
    await wang.refundOrder(named(first.orderId));
    const report = await control.reported('order.refunded', first.orderId);
    await payAt(made.checkoutUrl);
    await becomes(region, wang, made.orderId, 'paid');
    const { refunded } = await wang.getOrder(named(first.orderId));
    expect('amount' in report && report.amount).toEqual(refunded);
    expect(await wang.getSubscription(of(device))).toMatchObject({ current: { orderId: made.orderId } });
  });
});
