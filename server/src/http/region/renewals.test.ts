import { days, hours, type OrderId } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RENEWAL } from '../../region/selling/renewals/renewal-row.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { openShop, type Shop } from '../testing/open-shop.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import {
  becomes,
  CATALOGUE,
  CONTINUOUS30,
  type Device,
  EVENT7,
  newDevice,
  once,
  payAt,
  publish,
  requestId,
} from '../testing/shop.ts';

let shop: Shop;
let control: Shop['control'];
let region: Shop['region'];
let wang: Phone;
let catalogue = CATALOGUE;
beforeAll(async () => {
  shop = await openShop();
  ({ control, region } = shop);
  wang = await signUp(region, 'wang');
});
afterAll(() => shop?.[Symbol.asyncDispose]());
const signIn = () => wang.signIn({ body: { login: 'wang@example.com', password: 'ten letters' } });
beforeEach(async () => {
  await sql`DELETE FROM rate_limit`.execute(region.context.db);
  await signIn(); // weeks go by between tests
});

const of = ({ deviceId }: Device) => ({ params: { deviceId } });
const named = (orderId: OrderId) => ({ params: { orderId } });
const subscriptionOf = (device: Device) => wang.getSubscription(of(device));

/** From now to so long before (below 0: after) the end that was seen last. */
async function goTo(until: string | null, before: number): Promise<void> {
  const target = Date.parse(String(until)) - before;
  await region.clock.advance(Math.max(0, target - region.clock.now().getTime()) as never);
  await signIn();
}

const setPrice = (amount: number) => {
  const plans = CATALOGUE.plans.map((plan) =>
    plan.id === EVENT7 ? { ...plan, price: { ...plan.price, amount } } : plan,
  );
  catalogue = { ...catalogue, version: catalogue.version + 1, plans };
  return region.plane.publishCatalogue({ body: catalogue });
};

type Manner = 'pay' | 'refuse' | 'late' | 'twice';
async function buy({ deviceId }: Device, planId: typeof EVENT7, how: { use?: 'change'; renew?: true } = {}) {
  const made = await wang.createOrder({ body: { requestId: requestId(), deviceId, purchase: { planId }, ...how } });
  await payAt(made.checkoutUrl);
  await becomes(region, wang, made.orderId, 'paid');
  return made;
}
/** Once it stands when something is done next: a clock that is moved meanwhile would move that, too. */
async function decided({ deviceId }: Pick<Device, 'deviceId'>): Promise<void> {
  const next = async () => (await findDeadline(region.context.db, RENEWAL, deviceId))?.getTime() ?? 0;
  await expect.poll(next, { timeout: 10_000 }).toBeGreaterThan(region.clock.now().getTime() + hours(1));
}
/** A camera with auto-renewal on, and how its charges are to end. */
async function subscribe(manner: Manner = 'pay', planId = EVENT7) {
  const device = await newDevice(region, wang);
  const first = await buy(device, planId, { renew: true });
  const say = (renewals: Manner) => payAt(first.checkoutUrl, { act: 'renewals', renewals } as never);
  await say(manner);
  await decided(device);
  const { until } = await subscriptionOf(device);
  return { device, first, say, until };
}

const noticesOf = async ({ deviceId }: Device) =>
  (await wang.listNotices({ query: {} })).items.filter((notice) => notice.deviceId === deviceId);
/** Once the owner was told this. */
const told = (device: Device, type: string) =>
  once(region.context, async () => (await noticesOf(device)).find((notice) => notice.type === type));
const ordersOf = async ({ deviceId }: Device) => (await wang.listOrders({ query: { deviceId } })).items;
const mandateOf = async (device: Device) => {
  const { db } = region.sandbox;
  const [order] = (await ordersOf(device)).slice(-1);
  const mandates = db.selectFrom('mandate').innerJoin('checkout', 'checkout.id', 'mandate.checkout_id');
  return await mandates.select(['ended_at']).where('reference', '=', String(order?.orderId)).executeTakeFirst();
};
/** Once the provider was asked to charge. */
async function charged(device: Device): Promise<OrderId> {
  const orderId = await once(region.context, async () => {
    const [first, second] = await ordersOf(device);
    return second && first?.orderId;
  });
  const charges = region.sandbox.db.selectFrom('charge').select('attempt').where('reference', '=', orderId);
  await expect.poll(() => charges.execute()).toHaveLength(1);
  return orderId;
}
/** Once a charge of this order was refused so many times, and it is decided when it is tried again. */
async function refusals({ deviceId }: Pick<Device, 'deviceId'>, n: number): Promise<void> {
  const { db } = region.context;
  await once(region.context, async () => {
    const row = await db.selectFrom('renewal').select('refused').where('device_id', '=', deviceId).executeTakeFirst();
    return row && row.refused >= n ? row : undefined;
  });
  await decided({ deviceId });
}

describe('auto-renewal', () => {
  test('is told a week before, charged a day before the end, and extends once it is paid', async () => {
    const { device, until } = await subscribe();
    expect((await subscriptionOf(device)).renewal).toMatchObject({ price: { amount: 1000 }, refused: false });
    await goTo(until, days(7.99));
    const due = await told(device, 'renewal_due');
    expect(due.about).toMatchObject({ price: { amount: 1000 }, before: null });
    // Told some minutes late, it is charged as late.
    const chargeAt = Date.parse(String(due.about?.at)) - (Date.parse(String(until)) - days(1));
    expect(chargeAt).toBeGreaterThanOrEqual(0);
    expect(chargeAt).toBeLessThan(hours(1));
    expect((await subscriptionOf(device)).renewal?.chargeAt).toBe(due.about?.at);
    await goTo(until, days(1.1));
    expect(await subscriptionOf(device)).toMatchObject({ until });
    await goTo(until, hours(23));
    await told(device, 'renewal_paid');
    const after = await subscriptionOf(device);
    expect(after.queued).toMatchObject([{ startsAt: until }]);
    const [renewed, first] = await ordersOf(device);
    expect(renewed).toMatchObject({ state: 'paid', renewal: 'charged', price: { amount: 1000 }, checkoutUrl: null });
    expect(first).toMatchObject({ renewal: 'asked' });
    expect(await control.reported('order.paid', renewed?.orderId as OrderId)).toMatchObject({ paid: { amount: 1000 } });
    // Nobody is reminded to do what is done for them.
    expect((await noticesOf(device)).map(({ type }) => type)).toEqual(['renewal_paid', 'renewal_due']);
    await decided(device);
    await goTo(after.until, days(7.99));
    await once(region.context, async () => ((await noticesOf(device)).length === 3 ? true : undefined));
  });

  test('that is refused is tried again and extends nothing until it is paid; paid after the end it begins then', async () => {
    const { device, until, say } = await subscribe('refuse');
    await goTo(until, days(7.99));
    await told(device, 'renewal_due');
    await goTo(until, hours(23));
    await told(device, 'renewal_refused');
    await refusals(device, 1);
    expect(await subscriptionOf(device)).toMatchObject({ until, renewal: { refused: true } });
    await goTo(until, hours(10.9));
    await refusals(device, 2);
    await goTo(until, hours(-1));
    await told(device, 'subscription_expired');
    expect(await subscriptionOf(device)).toMatchObject({ state: 'expired', until });
    await say('pay');
    await goTo(until, hours(-14));
    await told(device, 'renewal_paid');
    const { current } = await subscriptionOf(device);
    expect(Date.parse(String(current?.startsAt)) - Date.parse(String(until))).toBeGreaterThan(hours(12));
    expect((await noticesOf(device)).filter(({ type }) => type === 'renewal_refused')).toHaveLength(1);
  });

  test('that is refused each time ends, tells so, and leaves its mandate', async () => {
    const { device, until } = await subscribe('refuse');
    await goTo(until, days(7.99));
    await told(device, 'renewal_due');
    for (const [n, before] of [23, 10.9, -13.2, -61.3, -109.4].entries()) {
      await goTo(until, hours(before));
      if (n < 4) await refusals(device, n + 1);
    }
    await told(device, 'renewal_ended');
    const [order] = await ordersOf(device);
    expect(order).toMatchObject({ renewal: 'charged', state: 'cancelled' });
    expect((await subscriptionOf(device)).renewal).toBeNull();
    await expect.poll(async () => (await mandateOf(device))?.ended_at).toBeInstanceOf(Date);
  });

  test('of which the provider tells late is honoured from when it is told, and is charged once', async () => {
    const { device, until } = await subscribe('late');
    await goTo(until, days(7.99));
    await told(device, 'renewal_due');
    await goTo(until, hours(23));
    await charged(device);
    await goTo(until, hours(-1));
    await told(device, 'subscription_expired');
    await goTo(until, hours(-13.2));
    await told(device, 'renewal_paid');
    const [renewed] = await ordersOf(device);
    expect(renewed).toMatchObject({ state: 'paid', returns: [] });
    const { current } = await subscriptionOf(device);
    expect(Date.parse(String(current?.startsAt))).toBeGreaterThan(Date.parse(String(until)) + hours(12));
  });

  test('that the provider charges twice gives one of them back and tells so', async () => {
    const { device, until } = await subscribe('twice');
    await goTo(until, days(7.99));
    await told(device, 'renewal_due');
    await goTo(until, hours(23));
    await told(device, 'renewal_returned');
    const [renewed] = await ordersOf(device);
    await control.reported('payment.returned', renewed?.orderId as OrderId);
    expect(await wang.getOrder(named(renewed?.orderId as OrderId))).toMatchObject({
      state: 'paid',
      returns: [{ amount: { amount: 1000 }, returned: true }],
    });
    expect((await subscriptionOf(device)).queued).toHaveLength(1);
  });

  test('at a price that rose after it was told is not charged before that was told, and then a week later', async () => {
    const { device, until } = await subscribe();
    await goTo(until, days(7.99));
    await told(device, 'renewal_due');
    await setPrice(1200);
    try {
      await goTo(until, hours(23));
      const risen = await told(device, 'renewal_price');
      expect(risen.about).toMatchObject({ price: { amount: 1200 }, before: { amount: 1000 } });
      expect(await ordersOf(device)).toHaveLength(1);
      await goTo(until, days(-5.9));
      expect(await ordersOf(device)).toHaveLength(1);
      await goTo(until, days(-6.2));
      await told(device, 'renewal_paid');
      expect((await ordersOf(device))[0]).toMatchObject({ price: { amount: 1200 }, state: 'paid' });
    } finally {
      await setPrice(1000);
    }
  });

  test('is ended by its owner at any time: nothing is charged, and what was paid for stays', async () => {
    const { device, until } = await subscribe();
    expect(await wang.endRenewal(of(device))).toMatchObject({ renewal: null, until, state: 'active' });
    expect(await wang.endRenewal(of(device))).toMatchObject({ renewal: null });
    await expect.poll(async () => (await mandateOf(device))?.ended_at).toBeInstanceOf(Date);
    await goTo(until, days(6.9));
    await told(device, 'subscription_expiring');
    await goTo(until, hours(-1));
    await told(device, 'subscription_expired');
    expect(await ordersOf(device)).toHaveLength(1);
  });

  test('that is ended while a charge is under way gives that money back', async () => {
    const { device, until } = await subscribe('late');
    await goTo(until, days(7.99));
    await told(device, 'renewal_due');
    await goTo(until, hours(23));
    const orderId = await charged(device);
    await wang.endRenewal(of(device));
    expect(await wang.getOrder(named(orderId))).toMatchObject({ state: 'cancelled' });
    await goTo(until, hours(-13.2));
    await control.reported('payment.returned', orderId);
    expect(await subscriptionOf(device)).toMatchObject({ state: 'expired', until });
  });

  test('ends with a refund, a change of plan, and the camera’s removal', async () => {
    const refunded = await subscribe();
    await wang.refundOrder(named(refunded.first.orderId));
    expect((await subscriptionOf(refunded.device)).renewal).toBeNull();
    const changed = await subscribe();
    const { deviceId } = changed.device;
    const purchase = { planId: CONTINUOUS30 };
    const made = await wang.createOrder({ body: { requestId: requestId(), deviceId, purchase, use: 'change' } });
    expect((await subscriptionOf(changed.device)).renewal).not.toBeNull();
    await payAt(made.checkoutUrl);
    await becomes(region, wang, made.orderId, 'paid');
    expect((await subscriptionOf(changed.device)).renewal).toBeNull();
    const removed = await subscribe();
    await wang.removeDevice(of(removed.device));
    for (const { device } of [refunded, changed, removed])
      await expect.poll(async () => (await mandateOf(device))?.ended_at, { timeout: 10_000 }).toBeInstanceOf(Date);
    const left = region.context.db.selectFrom('renewal').select('device_id');
    const ids = [refunded, changed, removed].map(({ device }) => device.deviceId);
    expect(await left.where('device_id', 'in', ids).execute()).toEqual([]);
  });

  test.each([
    ['its owner changes to more', CONTINUOUS30, { use: 'change' }],
    ['its owner begins it anew with a purchase by hand', EVENT7, { renew: true }],
  ] as const)('charges for nothing while %s: what is charged just then goes back', async (_, planId, how) => {
    const { device, until } = await subscribe('late');
    await goTo(until, days(7.99));
    await told(device, 'renewal_due');
    await goTo(until, hours(23));
    const orderId = await charged(device);
    await buy(device, planId, how);
    await becomes(region, wang, orderId, 'cancelled');
    const after = (await subscriptionOf(device)).until;
    await goTo(until, hours(-14));
    await control.reported('payment.returned', orderId);
    expect((await subscriptionOf(device)).until).toBe(after);
  });

  test('ends with a change to less, which begins later', async () => {
    const { device } = await subscribe('pay', CONTINUOUS30);
    await buy(device, EVENT7, { use: 'change' });
    expect((await subscriptionOf(device)).renewal).toBeNull();
    await expect.poll(async () => (await mandateOf(device))?.ended_at, { timeout: 10_000 }).toBeInstanceOf(Date);
  });

  test('goes on where a refund gives nothing, or is asked for once more after it was given', async () => {
    const device = await newDevice(region, wang);
    const first = await buy(device, EVENT7);
    const { until } = await subscriptionOf(device);
    const taken = await buy(device, EVENT7);
    await wang.refundOrder(named(taken.orderId));
    await buy(device, EVENT7, { renew: true });
    await wang.refundOrder(named(taken.orderId));
    expect((await subscriptionOf(device)).renewal).not.toBeNull();
    await goTo(until, hours(12));
    expect(await codeOf(wang.refundOrder(named(first.orderId)))).toBe('refund_nothing_left');
    expect((await subscriptionOf(device)).renewal).not.toBeNull();
  });

  test('ends with a payment that its payer had given back by the provider', async () => {
    const device = await newDevice(region, wang);
    await buy(device, EVENT7);
    const disputed = await buy(device, EVENT7, { renew: true });
    await payAt(disputed.checkoutUrl, { act: 'charge-back' } as never);
    await becomes(region, wang, disputed.orderId, 'refunded');
    expect(await subscriptionOf(device)).toMatchObject({ state: 'active', renewal: null });
  });

  test('that is agreed to with a payment which goes back leaves no mandate', async () => {
    const device = await newDevice(region, wang);
    const body = { requestId: requestId(), deviceId: device.deviceId, purchase: { planId: EVENT7 }, renew: true };
    const made = await wang.createOrder({ body });
    await wang.cancelOrder(named(made.orderId));
    await payAt(made.checkoutUrl);
    await control.reported('payment.returned', made.orderId);
    await expect.poll(async () => (await mandateOf(device))?.ended_at, { timeout: 10_000 }).toBeInstanceOf(Date);
    expect((await subscriptionOf(device)).renewal).toBeNull();
  });

  test('of a suspended owner, whose camera may not record, ends before anything is charged', async () => {
    const { device, until } = await subscribe();
    await goTo(until, days(7.99));
    await told(device, 'renewal_due');
    const rows = region.context.db.selectFrom('device').select('owner_id').where('device_id', '=', device.deviceId);
    const { owner_id: ownerId } = await rows.executeTakeFirstOrThrow();
    const suspend = (suspended: boolean) =>
      region.plane.suspendOwner({ params: { ownerId }, body: { suspended, reason: 'payments are examined' } });
    await suspend(true);
    try {
      await goTo(until, hours(23));
      await told(device, 'renewal_ended');
      expect(await ordersOf(device)).toHaveLength(1);
    } finally {
      await suspend(false);
    }
  });

  test('of a plan that is sold no more ends before anything is charged', async () => {
    const { device, until } = await subscribe();
    await publish(region, device.pid, { onSale: false });
    await goTo(until, days(7.99));
    await told(device, 'renewal_ended');
    expect(await ordersOf(device)).toHaveLength(1);
  });

  test('of what was paid by hand meanwhile charges nothing, and goes by the new end', async () => {
    const { device, until } = await subscribe();
    const body = { requestId: requestId(), deviceId: device.deviceId, purchase: { planId: EVENT7 } };
    const made = await wang.createOrder({ body });
    await payAt(made.checkoutUrl);
    await becomes(region, wang, made.orderId, 'paid');
    await decided(device);
    await goTo(until, hours(23));
    const { until: later, renewal } = await subscriptionOf(device);
    expect(Date.parse(String(renewal?.chargeAt))).toBe(Date.parse(String(later)) - days(1));
    expect(await noticesOf(device)).toEqual([]);
  });

  test('is its owner’s to begin: a member who pays may not agree in their stead, nor end it', async () => {
    const { device } = await subscribe();
    const { deviceId } = device;
    const lin = await signUp(region, 'lin');
    const { url } = await wang.createHouseholdInvitation({ body: { cameras: [{ deviceId, rights: ['pay'] }] } });
    await lin.acceptHouseholdInvitation({ body: { token: new URL(url).hash.slice(1) } });
    const body = { requestId: requestId(), deviceId, purchase: { planId: EVENT7 }, renew: true };
    expect(await codeOf(lin.createOrder({ body }))).toBe('household_right_missing');
    expect(await codeOf(lin.endRenewal(of(device)))).toBe('household_right_missing');
    expect((await lin.getSubscription(of(device))).renewal).not.toBeNull();
    const zhou = await signUp(region, 'zhou');
    expect(await codeOf(zhou.endRenewal(of(device)))).toBe('not_found');
  });
});
