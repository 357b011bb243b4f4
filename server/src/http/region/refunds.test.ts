import { days, minutes, type OrderId, type OwnerOrder } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { orderMigrations } from '../../store/region/orders.ts';
import { openShop, type Shop } from '../testing/open-shop.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import { becomes, type Device, EVENT7, newDevice, once, payAt, requestId } from '../testing/shop.ts';

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
beforeEach(async () => void (await sql`DELETE FROM rate_limit`.execute(region.context.db)));

const of = ({ deviceId }: Device) => ({ params: { deviceId } });
const named = (orderId: OrderId) => ({ params: { orderId } });
const order = ({ deviceId }: Device) =>
  wang.createOrder({ body: { requestId: requestId(), deviceId, purchase: { planId: EVENT7 } } });
async function buy(device: Device, form: Parameters<typeof payAt>[1] = {}) {
  const made = await order(device);
  await payAt(made.checkoutUrl, form);
  return await becomes(region, wang, made.orderId, 'paid');
}
const stateOf = async (device: Device) => (await wang.getSubscription(of(device))).state;

const seen = (orderId: OrderId, holds: (order: OwnerOrder) => boolean) =>
  once(region.context, async () => {
    const found = await wang.getOrder(named(orderId));
    return holds(found) ? found : undefined;
  });
const owes = ({ orderId }: OwnerOrder) => seen(orderId, ({ owed }) => owed !== null);
/** All that would have come back when it was bought. */
const gaveBack = ({ orderId, refundable }: OwnerOrder) =>
  seen(orderId, ({ refunded }) => refunded !== null && refunded.amount === refundable?.amount);

describe('taking an order back', () => {
  test('ends its time now, gives the days not begun back as it was told before, and is reported once confirmed', async () => {
    const device = await newDevice(region, wang);
    const paid = await buy(device);
    await region.clock.advance(days(10.5));
    const told = (await wang.getOrder(named(paid.orderId))).refundPreview;
    expect(told).toMatchObject({ why: 'unused_days', unusedDays: (told?.days ?? 0) - 11, before: { amount: 0 } });
    expect((told?.used.amount ?? 0) + (told?.amount.amount ?? 0)).toBe(1000);
    const asked = await wang.refundOrder(named(paid.orderId));
    expect(asked).toMatchObject({ state: 'paid', refundState: 'requested', refunded: null });
    expect(await stateOf(device)).toBe('expired');
    const report = await control.reported('order.refunded', paid.orderId);
    expect(report).toMatchObject({ whole: false, amount: told?.amount });
    const after = await wang.getOrder(named(paid.orderId));
    expect(after).toMatchObject({ refundState: 'none', refundable: null, refundPreview: null });
    expect(after.refunded?.amount).toBe('amount' in report ? report.amount.amount : 0);
    expect(await codeOf(wang.refundOrder(named((await order(device)).orderId)))).toBe('order_not_paid');
  });

  test('before it begins gives everything back', async () => {
    const device = await newDevice(region, wang);
    await buy(device);
    const second = await buy(device);
    expect(second.refundable).toEqual({ amount: 1000, currency: 'CNY' });
    await wang.refundOrder(named(second.orderId));
    await becomes(region, wang, second.orderId, 'refunded');
  });

  test('that the provider refuses can be asked for again', async () => {
    const device = await newDevice(region, wang);
    const paid = await buy(device, { keepsMoney: 'true' });
    await wang.refundOrder(named(paid.orderId));
    await owes(paid);
    expect(await stateOf(device)).toBe('expired');
    const owed = paid.refundable; // the first day has begun
    expect(await wang.getOrder(named(paid.orderId))).toMatchObject({ state: 'paid', owed, refundable: owed });
    const lin = await signUp(region, 'lin');
    expect(await codeOf(lin.refundOrder(named(paid.orderId)))).toBe('not_found');
    await wang.refundOrder(named(paid.orderId));
    await control.reported('order.refunded', paid.orderId);
    expect(await gaveBack(paid)).toMatchObject({ refundState: 'none', owed: null, refundable: null });
  });

  test('that the provider refuses is asked for again by itself, also of a camera that was removed', async () => {
    const device = await newDevice(region, wang);
    const paid = await buy(device, { keepsMoney: 'true' });
    await wang.removeDevice(of(device));
    await owes(paid);
    await region.clock.advance(minutes(59));
    expect(await wang.getOrder(named(paid.orderId))).toMatchObject({ refundState: 'failed', owed: paid.refundable });
    await region.clock.advance(minutes(2));
    await gaveBack(paid);
  });

  test('that was refused before anybody asked again by itself is asked for when the release comes', async () => {
    const { db } = region.context;
    const device = await newDevice(region, wang);
    const paid = await buy(device, { keepsMoney: 'true' });
    await wang.refundOrder(named(paid.orderId));
    await owes(paid);
    await sql`DELETE FROM deadline WHERE kind = 'payment.refund'`.execute(db);
    await sql`UPDATE owner_order SET refunds = jsonb_build_array((refunds -> 0) - 'refusals') WHERE id = ${paid.orderId}`.execute(
      db,
    );
    const migrate = () => sql.raw(String(orderMigrations['1120_refused_refunds'])).execute(db);
    const due = async () =>
      (
        await sql`SELECT FROM deadline WHERE kind = 'payment.refund' AND subject LIKE ${`${paid.orderId} %`}`.execute(
          db,
        )
      ).rows;
    await sql`UPDATE owner_order SET refunds = refunds || jsonb_build_array(refunds -> 0 || '{"refundId": "rfbythe0perator00000", "state": "confirmed"}') WHERE id = ${paid.orderId}`.execute(
      db,
    );
    await migrate(); // the operator may have meant the same money
    expect(await due()).toEqual([]);
    await sql`UPDATE owner_order SET refunds = refunds - 1 WHERE id = ${paid.orderId}`.execute(db);
    await migrate();
    await region.clock.advance(minutes(1));
    await gaveBack(paid);
  });

  test('that the provider refused is asked for again up to what the operator has not given back meanwhile', async () => {
    const device = await newDevice(region, wang);
    const paid = await buy(device, { keepsMoney: 'true' });
    const failed = () =>
      once(region.context, async () => {
        const { db } = region.context;
        const row = db.selectFrom('owner_order').select('refunds').where('id', '=', paid.orderId);
        return (await row.executeTakeFirstOrThrow()).refunds.at(-1)?.state === 'failed' ? true : undefined;
      });
    await wang.refundOrder(named(paid.orderId));
    await failed();
    const body = { refundId: `rf${'3'.repeat(18)}`, amount: { amount: 400, currency: 'CNY' }, reason: 'sorry' };
    await region.plane.refundOrder({ ...named(paid.orderId), body } as never);
    await failed();
    await region.plane.refundOrder({ ...named(paid.orderId), body } as never);
    await control.reported('order.refunded', paid.orderId);
    await wang.refundOrder(named(paid.orderId));
    expect(await gaveBack(paid)).toMatchObject({ state: 'paid', owed: null });
  });

  test('happens to all orders of a device that is removed', async () => {
    const device = await newDevice(region, wang);
    const [first, second] = [await buy(device), await buy(device)];
    const open = await order(device);
    await wang.removeDevice(of(device));
    await becomes(region, wang, second.orderId, 'refunded');
    await control.reported('order.refunded', first.orderId);
    expect(await wang.getOrder(named(open.orderId))).toMatchObject({ state: 'cancelled' });
    const row = await region.context.db
      .selectFrom('subscription')
      .select('subscription')
      .where('device_id', '=', device.deviceId)
      .executeTakeFirstOrThrow();
    expect(row.subscription.slices.filter(({ endsAt }) => endsAt > row.subscription.asOf)).toEqual([]);
  });

  test('by the operator gives any amount back and leaves what was granted', async () => {
    const device = await newDevice(region, wang);
    const paid = await buy(device);
    const refund = (n: number, amount: number) =>
      region.plane.refundOrder({
        ...named(paid.orderId),
        body: { refundId: `rf${String(n).padStart(18, '0')}`, amount: { amount, currency: 'CNY' }, reason: 'sorry' },
      } as never);
    expect(await refund(1, 1001)).toMatchObject({ refused: { code: 'refund_too_large' } });
    expect([await refund(1, 400), await refund(1, 400)]).toEqual([{ refused: null }, { refused: null }]);
    expect(await control.reported('order.refunded', paid.orderId)).toMatchObject({ amount: { amount: 400 } });
    expect(await stateOf(device)).toBe('active');
    expect((await wang.getOrder(named(paid.orderId))).refundable).toMatchObject({ amount: 600 });
  });

  test('by the operator under one id for two orders gives each its own money back', async () => {
    const device = await newDevice(region, wang);
    const body = { refundId: `rf${'9'.repeat(18)}`, amount: { amount: 300, currency: 'CNY' }, reason: 'sorry' };
    for (const { orderId } of [await buy(device), await buy(device)]) {
      expect(await region.plane.refundOrder({ ...named(orderId), body } as never)).toEqual({ refused: null });
      expect(await control.reported('order.refunded', orderId)).toMatchObject({ amount: { amount: 300 } });
    }
  });

  test('at the provider’s side takes the service back', async () => {
    const device = await newDevice(region, wang);
    const made = await order(device);
    await payAt(made.checkoutUrl);
    await becomes(region, wang, made.orderId, 'paid');
    await payAt(made.checkoutUrl, { act: 'charge-back' });
    await becomes(region, wang, made.orderId, 'refunded');
    expect(await control.reported('order.refunded', made.orderId)).toMatchObject({ whole: true });
    expect(await stateOf(device)).toBe('expired');
  });
});
