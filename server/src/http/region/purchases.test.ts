import { days, minutes, type OrderId, type OwnerId, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addNotice } from '../../region/news/notices.ts';
import { prepareOrder } from '../../region/selling/orders/prepare-order.ts';
import { lockSubscription } from '../../region/selling/subscriptions/lock-subscription.ts';
import { openShop, type Shop } from '../testing/open-shop.ts';
import { codeOf, makeUnit, openPhone, type Phone, signUp } from '../testing/people.ts';
import type { TestRegion } from '../testing/region.ts';
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
  YEAR,
} from '../testing/shop.ts';

let shop: Shop;
let control: Shop['control'];
let region: Shop['region'];
let wang: Phone;
let zhang: Phone;
beforeAll(async () => {
  shop = await openShop();
  ({ control, region } = shop);
  [wang, zhang] = [await signUp(region, 'wang'), await signUp(region, 'zhang')];
});
afterAll(() => shop?.[Symbol.asyncDispose]());
beforeEach(async () => void (await sql`DELETE FROM rate_limit`.execute(region.context.db)));

const of = ({ deviceId }: Device) => ({ params: { deviceId } });
type Ordering = { planId?: typeof EVENT7; trial?: boolean; coupon?: string; use?: 'now' | 'queue'; requestId?: string };
const ordering = ({ deviceId }: Device, { planId = EVENT7, trial = false, ...rest }: Ordering = {}) => ({
  body: { requestId: requestId(), deviceId, purchase: trial ? { trial: true as const } : { planId }, ...rest },
});
const order = (device: Device, options?: Ordering, phone = wang) => phone.createOrder(ordering(device, options));
const named = (orderId: OrderId) => ({ params: { orderId } });
async function buy(device: Device, options?: Ordering, form: Parameters<typeof payAt>[1] = {}) {
  const made = await order(device, options);
  await payAt(made.checkoutUrl, form);
  return await becomes(region, wang, made.orderId, 'paid');
}
const stateOf = async (device: Device) => (await wang.getSubscription(of(device))).state;
const strayOf = async (orderId: OrderId) =>
  (
    await region.context.db
      .selectFrom('owner_order')
      .select('stray')
      .where('id', '=', orderId)
      .executeTakeFirstOrThrow()
  ).stray;

describe('an order', () => {
  test('is paid at the provider’s page, grants what was bought and is reported to control', async () => {
    const device = await newDevice(region, wang);
    const offers = await wang.listOffers(of(device));
    expect(offers).toMatchObject({
      onSale: true,
      trial: { state: 'available', price: { amount: 1, currency: 'CNY' } },
    });
    expect(offers.plans.map(({ id }) => id)).toEqual(CATALOGUE.defaults);
    const made = await order(device);
    expect(made).toMatchObject({ state: 'created', price: { amount: 1000, currency: 'CNY' }, refundable: null });
    await payAt(made.checkoutUrl);
    const paid = await becomes(region, wang, made.orderId, 'paid');
    // The day that has begun is used.
    expect(paid).toMatchObject({ checkoutUrl: null, refundable: { amount: expect.any(Number) } });
    expect(await wang.getSubscription(of(device))).toMatchObject({
      state: 'active',
      current: { orderId: made.orderId, trial: false },
    });
    expect(await control.reported('order.paid', made.orderId)).toMatchObject({
      pid: device.pid,
      uuid: device.unit.uuid,
      planId: EVENT7,
      paid: { amount: 1000, currency: 'CNY' },
      provider: 'sandbox',
    });
  });

  test('asked for again with the same request id is the same order, with other content a conflict', async () => {
    const device = await newDevice(region, wang);
    const asked = ordering(device);
    const [first, second] = await Promise.all([wang.createOrder(asked), wang.createOrder(asked)]);
    expect(second).toEqual(first);
    expect(await wang.createOrder(asked)).toEqual(first);
    const other = { body: { ...asked.body, purchase: { planId: CONTINUOUS30 } } };
    expect(await codeOf(wang.createOrder(other))).toBe('order_conflict');
    // A request id is its owner's: somebody else's with the same one is another order.
    const theirs = await newDevice(region, zhang);
    const same = { body: { ...ordering(theirs).body, requestId: asked.body.requestId } };
    expect((await zhang.createOrder(same)).orderId).not.toBe(first.orderId);
  });

  test('is of what the product sells: its own plans, or the region’s defaults', async () => {
    const device = await newDevice(region, wang);
    expect(await codeOf(order(device, { planId: YEAR }))).toBe('plan_not_on_sale');
    await publish(region, device.pid, { planIds: [YEAR] });
    expect(await codeOf(order(device))).toBe('plan_not_on_sale');
    expect((await order(device, { planId: YEAR })).price.amount).toBe(10_000);
    await publish(region, device.pid, { onSale: false });
    expect(await codeOf(order(device, { planId: YEAR }))).toBe('product_not_on_sale');
    expect(await wang.listOffers(of(device))).toMatchObject({ onSale: false, plans: [] });
  });

  test('can be cancelled while it is not paid; money that comes all the same goes back', async () => {
    const device = await newDevice(region, wang);
    const made = await order(device);
    expect(await wang.cancelOrder(named(made.orderId))).toMatchObject({ state: 'cancelled', checkoutUrl: null });
    await payAt(made.checkoutUrl);
    await control.reported('payment.returned', made.orderId);
    expect(await stateOf(device)).toBe('none');
    const paid = await buy(device);
    expect(await codeOf(wang.cancelOrder(named(paid.orderId)))).toBe('order_not_open');
  });

  test('is another owner’s business in nothing', async () => {
    const device = await newDevice(region, wang);
    const made = await buy(device);
    const calls = [
      zhang.getOrder(named(made.orderId)),
      zhang.cancelOrder(named(made.orderId)),
      zhang.refundOrder(named(made.orderId)),
      zhang.listOffers(of(device)),
      zhang.quoteOrder({ ...of(device), body: { purchase: { planId: EVENT7 } } }),
      zhang.getSubscription(of(device)),
      zhang.createContactRequest({ ...of(device), body: { message: 'x' } }),
      order(device, {}, zhang),
    ];
    expect(await Promise.all(calls.map(codeOf))).toEqual(calls.map(() => 'not_found'));
    const { items } = await zhang.listOrders({ query: {} });
    expect(items.map(({ orderId }) => orderId)).not.toContain(made.orderId);
    expect(await codeOf(openPhone(region).getOrder(named(made.orderId)))).toBe('not_signed_in');
  });

  test('stands in a list by pages, newest first', async () => {
    const device = await newDevice(region, wang);
    const made = [await order(device), await order(device), await order(device)].map(({ orderId }) => orderId);
    const query = { deviceId: device.deviceId, limit: 2 };
    const first = await wang.listOrders({ query });
    const rest = await wang.listOrders({ query: { ...query, cursor: first.next ?? '' } });
    expect([...first.items, ...rest.items].map(({ orderId }) => orderId)).toEqual(made.reverse());
    expect(rest.next).toBeNull();
  });
});

describe('a second purchase', () => {
  test('queues behind the first or begins now, as it was quoted', async () => {
    const device = await newDevice(region, wang);
    const first = await buy(device);
    const quote = (use: 'now' | 'queue') =>
      wang.quoteOrder({ ...of(device), body: { purchase: { planId: CONTINUOUS30 }, use } });
    const { until } = await wang.getSubscription(of(device));
    expect((await quote('queue')).startsAt).toBe(until);
    const now = await quote('now');
    expect(Date.parse(now.startsAt)).toBeLessThan(Date.parse(until ?? ''));
    const second = await buy(device, { planId: CONTINUOUS30, use: 'now' });
    const third = await buy(device);
    const { current, queued } = await wang.getSubscription(of(device));
    expect(current).toMatchObject({ orderId: second.orderId, terms: { kind: 'continuous' } });
    expect(queued.map(({ orderId }) => orderId)).toEqual([first.orderId, third.orderId]);
  });
});

describe('the trial', () => {
  test('costs 0.01 yuan, once per unit, whoever owns it', async () => {
    const device = await newDevice(region, wang);
    const made = await order(device, { trial: true });
    expect(made).toMatchObject({ trial: true, period: null, price: { amount: 1, currency: 'CNY' } });
    // Asked for again before it is paid, it is the order that there is.
    expect((await order(device, { trial: true })).orderId).toBe(made.orderId);
    expect((await wang.listOffers(of(device))).trial.state).toBe('available');
    await payAt(made.checkoutUrl);
    await becomes(region, wang, made.orderId, 'paid');
    expect((await wang.getSubscription(of(device))).current).toMatchObject({ trial: true });
    expect((await wang.listOffers(of(device))).trial.state).toBe('used');
    const quoted = wang.quoteOrder({ ...of(device), body: { purchase: { trial: true } } });
    expect(await codeOf(quoted)).toBe('trial_already_used');
    expect(await codeOf(order(device, { trial: true }))).toBe('trial_already_used');
    await wang.removeDevice(of(device));
    const again = await newDevice(region, zhang, device.unit);
    expect(await codeOf(order(again, { trial: true }, zhang))).toBe('trial_already_used');
    expect((await zhang.listOffers(of(again))).trial.state).toBe('used');
  });

  test('is for the debug stage', async () => {
    const device = await newDevice(region, wang);
    await publish(region, device.pid, { stage: 'released' });
    expect((await wang.listOffers(of(device))).trial.state).toBe('not_in_debug');
    expect(await codeOf(order(device, { trial: true }))).toBe('trial_not_in_debug');
  });

  test('that nobody paid for is given back, and can be had again', async () => {
    const device = await newDevice(region, wang);
    const made = await order(device, { trial: true });
    await region.clock.advance(minutes(31));
    await control.reported('order.closed', made.orderId);
    expect(await wang.getOrder(named(made.orderId))).toMatchObject({ state: 'expired', checkoutUrl: null });
    await control.reported('order.paid', (await buy(device, { trial: true })).orderId);
    expect(control.trials.get(device.unit.uuid)).toMatchObject({ state: 'used' });
  });

  /** An order for the trial that waits for control. */
  async function leftOpen(device: Device) {
    const asked = ordering(device, { trial: true });
    await control.goAway();
    expect(await codeOf(wang.createOrder(asked))).toBe('control_unreachable');
    await control.comeBack();
    const { db } = region.context;
    const rows = db.selectFrom('owner_order').selectAll().where('request_id', '=', asked.body.requestId);
    return { asked, row: await rows.executeTakeFirstOrThrow() };
  }

  test('asked for by a region that control does not let in waits, and its owner stays signed in', async () => {
    const { asked, row } = await leftOpen(await newDevice(region, wang));
    const stranger = { ...region.context, control: control.clientOf('control') };
    expect(await prepareOrder(stranger, row, 'en')).toMatchObject({ code: 'control_unreachable' });
    expect(await wang.createOrder(asked)).toMatchObject({ orderId: row.id, state: 'created' });
  });

  test('refused to a request that was sent twice is not left held by the other of the two', async () => {
    const device = await newDevice(region, wang);
    const { row } = await leftOpen(device);
    const { context } = region;
    const refused = await prepareOrder(
      {
        ...context,
        control: {
          ...context.control,
          async claimTrial(claim) {
            // Refused at one moment, held for the other request at the next.
            expect(await context.control.claimTrial(claim)).toEqual({ refused: null });
            return { refused: refusal('trial_already_used') };
          },
        },
      },
      row,
      'en',
    );
    expect(refused).toMatchObject({ code: 'trial_already_used' });
    expect(await codeOf(wang.getOrder(named(row.id)))).toBe('not_found');
    await control.reported('order.closed', row.id);
    expect(control.trials.has(device.unit.uuid)).toBe(false);
    expect(await order(device, { trial: true })).toMatchObject({ state: 'created' });
  });

  test('waits for control, while plain orders go on', async () => {
    const device = await newDevice(region, wang);
    const asked = ordering(device, { trial: true });
    await control.goAway();
    try {
      expect(await codeOf(wang.createOrder(asked))).toBe('control_unreachable');
      expect(await codeOf(order(device, { coupon: 'SPRING' }))).toBe('control_unreachable');
      expect((await wang.listOffers(of(device))).plans).toHaveLength(2);
      expect((await wang.listOrders({ query: { deviceId: device.deviceId } })).items).toEqual([]);
      await buy(device);
    } finally {
      await control.comeBack();
    }
    expect(await wang.createOrder(asked)).toMatchObject({ trial: true, state: 'created' });
  });
});

describe('a coupon', () => {
  const coupon = (code: string, discount: { percent: number }, limit = 1) =>
    control.coupons.set(code, { id: `cp${'0'.repeat(18)}` as never, discount, limit, usedBy: new Set() });

  test('takes something off, is used once, and given back by an order that is not paid', async () => {
    coupon('SPRING', { percent: 25 });
    const device = await newDevice(region, wang);
    const body = { purchase: { planId: EVENT7 }, coupon: 'spring' };
    expect((await wang.quoteOrder({ ...of(device), body })).price.amount).toBe(750);
    const made = await order(device, { coupon: 'spring' });
    expect(made).toMatchObject({ coupon: 'SPRING', listPrice: { amount: 1000 }, price: { amount: 750 } });
    expect(await codeOf(order(device, { coupon: 'SPRING' }))).toBe('coupon_used_up');
    await wang.cancelOrder(named(made.orderId));
    await control.reported('order.closed', made.orderId);
    const paid = await buy(device, { coupon: 'SPRING' });
    expect(await control.reported('order.paid', paid.orderId)).toMatchObject({ paid: { amount: 750 } });
    expect(await codeOf(order(device, { coupon: 'OTHER' }))).toBe('coupon_unknown');
    expect(await codeOf(order(device, { trial: true, coupon: 'SPRING' }))).toBe('coupon_not_with_trial');
  });

  test('that takes everything off leaves nothing to pay', async () => {
    coupon('GIFT', { percent: 100 });
    const device = await newDevice(region, wang);
    const made = await order(device, { coupon: 'GIFT' });
    expect(made).toMatchObject({ state: 'paid', price: { amount: 0 }, checkoutUrl: null, refundable: null });
    expect(await stateOf(device)).toBe('active');
    expect(await control.reported('order.paid', made.orderId)).toMatchObject({ paymentId: null });
  });
});

describe('a provider that misbehaves', () => {
  test('charging twice gets one payment’s worth, the other goes back', async () => {
    const device = await newDevice(region, wang);
    const paid = await buy(device, {}, { act: 'twice', copies: '3' });
    await control.reported('payment.stray', paid.orderId);
    await control.reported('payment.returned', paid.orderId);
    expect(await strayOf(paid.orderId)).toMatchObject([{ amount: { amount: 1000 }, state: 'returned' }]);
    const told = (control.reports.get('cn') ?? []).filter((one) => 'orderId' in one && one.orderId === paid.orderId);
    expect(told.map(({ type }) => type).sort()).toEqual(['order.paid', 'payment.returned', 'payment.stray']);
    expect((await wang.getSubscription(of(device))).queued).toEqual([]);
  });

  test.each(['short', 'over'])('charging another amount (%s) gives it back', async (act) => {
    const device = await newDevice(region, wang);
    const made = await order(device);
    await payAt(made.checkoutUrl, { act });
    await control.reported('payment.returned', made.orderId);
    const amount = { amount: act === 'short' ? 999 : expect.any(Number), currency: 'CNY' };
    const shown = await wang.getOrder(named(made.orderId));
    expect(shown).toMatchObject({ state: 'created', returns: [{ amount, returned: true }] });
    await payAt(made.checkoutUrl);
    await becomes(region, wang, made.orderId, 'paid');
  });

  test('refusing a payment leaves the order open for another try', async () => {
    const device = await newDevice(region, wang);
    const made = await order(device);
    await payAt(made.checkoutUrl, { act: 'refuse' });
    await payAt(made.checkoutUrl);
    await becomes(region, wang, made.orderId, 'paid');
  });

  test('telling of a payment when the order has expired is believed if it was made in time', async () => {
    const device = await newDevice(region, wang);
    const made = await order(device);
    await payAt(made.checkoutUrl, { delay: 'long' });
    await region.clock.advance(minutes(31));
    expect(await wang.getOrder(named(made.orderId))).toMatchObject({ state: 'expired' });
    await region.clock.advance(minutes(15));
    await becomes(region, wang, made.orderId, 'paid');
    expect(await stateOf(device)).toBe('active');
  });

  test('taking money after the order has expired gives it back', async () => {
    const device = await newDevice(region, wang);
    const made = await order(device);
    await region.clock.advance(minutes(31));
    await payAt(made.checkoutUrl);
    await control.reported('payment.returned', made.orderId);
    expect(await stateOf(device)).toBe('none');
  });
});

describe('a subscription', () => {
  test('tells its owner a week and a day before it ends and when it has, and leaves the page until the footage is gone', async () => {
    const device = await newDevice(region, wang);
    await buy(device, { trial: true });
    const signInAgain = () => wang.signIn({ body: { login: 'wang@example.com', password: 'ten letters' } });
    const noticesOf = async () =>
      (await wang.listNotices({ query: {} })).items
        .filter(({ deviceId }) => deviceId === device.deviceId)
        .map(({ type, about }) => (about ? `${type} ${about.at}` : type));
    await publish(region, device.pid, { activated: false, onSale: false });
    const entry = async () => (await wang.getDevice(of(device))).cloudStorage;
    expect(await entry()).toMatchObject({ plans: [], state: 'active' });
    const expiring = `subscription_expiring ${(await wang.getSubscription(of(device))).until}`;
    const told = async (...notices: string[]) => {
      await signInAgain();
      await once(region.context, async () => ((await noticesOf()).length === notices.length ? true : undefined));
      expect(await noticesOf()).toEqual(notices);
    };
    await region.clock.advance(days(22.9));
    await signInAgain();
    expect(await noticesOf()).toEqual([]);
    await region.clock.advance(days(0.2));
    await told(expiring);
    await region.clock.advance(days(6));
    await told(expiring, expiring);
    await region.clock.advance(days(1));
    await told('subscription_expired', expiring, expiring);
    expect(await wang.getSubscription(of(device))).toMatchObject({ state: 'expired', contact: CATALOGUE.contact });
    expect(await entry()).toMatchObject({ state: 'expired' });
    await region.clock.advance(days(7));
    await signInAgain();
    expect(await wang.getSubscription(of(device))).toMatchObject({ state: 'gone', footageUntil: null });
    expect(await entry()).toBeNull();
  });
});

test('app accounts are found newest first, from any place in that order', async () => {
  for (const name of ['found-1', 'found-2', 'found-3']) await signUp(region, name);
  const { db } = region.context;
  // Within a millisecond, of which an instant knows no parts: the id decides there.
  await sql`
    UPDATE login_user SET created_at = date_trunc('second', created_at) + right(name, 1)::int * interval '10 us'
    WHERE name LIKE 'found-%'`.execute(db);
  const find = async (limit: number, after: { createdAt: string; ownerId: OwnerId } | null) =>
    (await region.plane.findOwners({ body: { search: 'FOUND-', limit, after } })).items;
  const all = await find(9, null);
  expect(all).toHaveLength(3);
  const placeOf = ({ createdAt, ownerId }: (typeof all)[number]) => `${createdAt} ${ownerId}`;
  expect(all.map(placeOf)).toEqual(all.map(placeOf).sort().reverse());
  const [first = null, second = null] = all;
  expect(await find(1, null)).toEqual([first]);
  expect(await find(1, first)).toEqual([second]);
  expect(await find(9, second)).toEqual(all.slice(2));
});

describe('a suspended account', () => {
  test('sees why, buys nothing, and is lifted', async () => {
    const li = await signUp(region, 'li');
    const device = await newDevice(region, li);
    const { id: ownerId } = await li.getOwner({});
    const suspend = (suspended: boolean) =>
      region.plane.suspendOwner({ params: { ownerId }, body: { suspended, reason: 'abuse' } });
    const begun = ordering(device, { trial: true });
    await control.goAway();
    expect(await codeOf(li.createOrder(begun))).toBe('control_unreachable');
    await control.comeBack();
    await suspend(true);
    expect(await codeOf(li.createOrder(begun))).toBe('account_suspended');
    const { items } = await region.plane.findOwners({ body: { search: 'LI@EXAMPLE', limit: 5, after: null } });
    expect(items).toMatchObject([{ ownerId, login: 'li@example.com', devices: 1, suspended: { reason: 'abuse' } }]);
    const phone = openPhone(region);
    const signedIn = await phone.signIn({ body: { login: 'li@example.com', password: 'ten letters' } });
    expect(signedIn.suspended).toMatchObject({ reason: 'abuse' });
    expect(await codeOf(order(device, {}, li))).toBe('account_suspended');
    await suspend(false);
    expect((await li.getOwner({})).suspended).toBeNull();
    expect(await order(device, {}, li)).toMatchObject({ state: 'created' });
    const nobody = { params: { ownerId: 'x'.repeat(20) as never }, body: { suspended: true, reason: '' } };
    expect(await region.plane.suspendOwner(nobody)).toMatchObject({ refused: { code: 'not_found' } });
  });
});

test('an account is suspended while time runs out for one of its cameras, and both come to their end', async () => {
  const chen = await signUp(region, 'chen');
  const { id: ownerId } = await chen.getOwner({});
  const { deviceId } = await newDevice(region, chen);
  const place = { ownerId, deviceId };
  const { db } = region.context;
  await db.transaction().execute((trx) => lockSubscription(trx, place));
  let suspended: Promise<unknown> = Promise.resolve();
  await db.transaction().execute(async (trx) => {
    await lockSubscription(trx, place);
    suspended = region.plane.suspendOwner({ params: { ownerId }, body: { suspended: true, reason: 'abuse' } });
    await expect.poll(() => countWaiting(db)).toBe(1);
    await addNotice(trx, { ...place, type: 'subscription_expired' });
  });
  expect(await suspended).toEqual({ refused: null });
});

async function countWaiting(db: TestRegion['context']['db']): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted`.execute(db);
  return rows[0]?.n ?? 0;
}

describe('a request to the operator', () => {
  test('reaches control, and its state comes back', async () => {
    const device = await newDevice(region, wang);
    const made = await wang.createContactRequest({ ...of(device), body: { message: 'renew?' } });
    const list = async () => (await wang.listContactRequests({ query: {} })).items.find(({ id }) => id === made.id);
    expect(await list()).toMatchObject({ state: 'sent', message: 'renew?' });
    const change = (state: 'in_contact' | 'closed') =>
      region.plane.changeContactRequest({ params: { requestId: made.id }, body: { state } });
    await change('closed');
    await change('in_contact'); // late: it does not go back
    expect(await list()).toMatchObject({ state: 'closed' });
    const li = await signUp(region, 'li-too');
    expect((await li.listContactRequests({ query: {} })).items).toEqual([]);
    await expect
      .poll(() => (control.reports.get('cn') ?? []).filter(({ type }) => type === 'contact.requested'))
      .toMatchObject([{ ownerName: 'wang', contact: 'wang@example.com', requestId: made.id }]);
  });
});

test('what the region sells is the newest it was told', async () => {
  expect(await region.plane.publishCatalogue({ body: { ...CATALOGUE, version: 0, plans: [] } })).toEqual({
    version: 1,
  });
  const device = await newDevice(region, wang, await makeUnit(region));
  expect((await wang.listOffers(of(device))).plans).toHaveLength(2);
});
