import {
  CouponId,
  type OrderId,
  type Output,
  Pid,
  products,
  Region,
  type SalesReport,
  sales,
  Uuid,
} from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdCoupon } from '../../control/sales/hold-coupon.ts';
import { settleCoupon } from '../../control/sales/settle-coupon.ts';
import { settleTrial } from '../../control/sales/settle-trial.ts';
import { newOrderId } from '../../secrets/new-ids.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let maker: RigMaker;
let pid: Pid;
beforeAll(async () => {
  rig = await startControl();
  maker = await rig.maker('seller');
  pid = Pid.parse((await maker.client(products).createProduct({ body: { name: 'sold' } })).pid);
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const newOrder = () => newOrderId();
async function newUnit(of: string = pid): Promise<Uuid> {
  const issued = await maker.client(products).issueLicences({ params: { pid: of }, body: { count: 1 } });
  return Uuid.parse(issued.licences[0]?.uuid);
}

const price = { amount: 990, currency: 'CNY' } as const;
type Paid = Extract<SalesReport, { type: 'order.paid' }>;
const paid = (uuid: Uuid, orderId: OrderId, change: Partial<Paid> = {}): Paid => ({
  type: 'order.paid',
  orderId,
  pid,
  uuid,
  planId: null,
  terms: { kind: 'event', retentionDays: 7 },
  trial: true,
  listPrice: price,
  usDollarListPrice: null,
  paid: price,
  couponId: null,
  provider: 'sandbox',
  paymentId: null,
  paidAt: rig.clock.now().toISOString(),
  ...change,
});
/** As the report's consumer does, in one transaction. */
const settle = (report: Paid | Extract<SalesReport, { type: 'order.closed' }>) =>
  rig.context.db.transaction().execute(async (trx) => {
    await settleTrial(trx, Region.parse('cn'), report);
    await settleCoupon(trx, Region.parse('cn'), report);
  });
const closed = (uuid: Uuid, orderId: OrderId) => settle({ type: 'order.closed', orderId, uuid });

describe('the trial of a unit', () => {
  const claim = async (region: 'cn' | 'eu', uuid: Uuid, orderId = newOrder(), of = pid) =>
    (await rig.asRegion(region).claimTrial({ params: { uuid }, body: { region, orderId, pid: of } })).refused?.code;
  const look = async (uuid: Uuid, of = pid) =>
    (await rig.asRegion('eu').findTrial({ params: { uuid }, query: { pid: of } })).state;

  test('goes to one of many orders that two regions make at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const uuid = await newUnit();
      const orders = Array.from({ length: 12 }, (_, n) => ({ region: n % 2 ? 'cn' : 'eu', id: newOrder() }) as const);
      const answers = await Promise.all(orders.map(({ region, id }) => claim(region, uuid, id)));
      const winner = answers.indexOf(undefined);
      expect(answers.filter((code) => code === undefined)).toHaveLength(1);
      expect(answers.filter((code) => code === 'trial_already_used')).toHaveLength(11);
      expect(await claim(orders[winner]?.region ?? 'cn', uuid, orders[winner]?.id)).toBeUndefined(); // asked again
      expect(await look(uuid)).toBe('used');
    }
  });

  test('is given back when its order was never paid, and used up when it was', async () => {
    const uuid = await newUnit();
    const [first, second] = [newOrder(), newOrder()];
    expect(await look(uuid)).toBe('available');
    expect(await claim('cn', uuid, first)).toBeUndefined();
    await closed(uuid, first);
    expect(await look(uuid)).toBe('available');
    expect(await claim('eu', uuid, second)).toBeUndefined();
    await settle(paid(uuid, second));
    await settle(paid(uuid, second)); // reported twice
    await closed(uuid, second);
    expect(await claim('cn', uuid)).toBe('trial_already_used');
  });

  test('is not held by a claim that arrives after its order was closed', async () => {
    const uuid = await newUnit();
    const orderId = newOrder();
    const both = await Promise.all([closed(uuid, orderId), claim('cn', uuid, orderId)]);
    expect([undefined, 'order_not_open']).toContain(both[1]);
    expect(await claim('cn', uuid, orderId)).toBe('order_not_open');
    expect(await look(uuid)).toBe('available');
  });

  test('that was paid is used up also where control has no claim of it: it was restored from a backup', async () => {
    const uuid = await newUnit();
    const orderId = newOrder();
    expect(await claim('cn', uuid, orderId)).toBeUndefined();
    await rig.context.db.deleteFrom('trial').where('uuid', '=', uuid).execute();
    await settle(paid(uuid, orderId));
    expect(await look(uuid)).toBe('used');
    expect(await claim('eu', uuid)).toBe('trial_already_used');
    const [plain, plan] = [await newUnit(), newOrder()];
    await settle(paid(plain, plan, { trial: false }));
    expect(await look(plain)).toBe('available');
  });

  test('is there in debug stage only, and for units of the product only', async () => {
    const released = Pid.parse((await maker.client(products).createProduct({ body: { name: 'released' } })).pid);
    const uuid = await newUnit(released);
    expect(await claim('cn', uuid)).toBe('licence_unknown');
    const before = newOrder();
    const other = await newUnit(released);
    expect(await claim('cn', other, before, released)).toBeUndefined();
    await maker.client(sales).releaseProduct({ params: { pid: released } });
    expect(await look(uuid, released)).toBe('not_in_debug');
    expect(await claim('cn', uuid, newOrder(), released)).toBe('trial_not_in_debug');
    expect(await claim('cn', other, before, released)).toBeUndefined();
  });
});

describe('a coupon', () => {
  const validFrom = () => new Date(rig.clock.now().getTime() - 1000).toISOString();
  const validUntil = () => new Date(rig.clock.now().getTime() + 86_400_000).toISOString();
  type Terms = Partial<Parameters<ReturnType<RigMaker['client']>['createCoupon']>[0]['body']>;
  const issue = async (terms: Terms = {}): Promise<Output<typeof sales.createCoupon>> =>
    await maker.client(sales).createCoupon({
      body: {
        name: 'spring',
        discount: { off: { amount: 200, currency: 'CNY' } },
        pids: [pid],
        validFrom: validFrom(),
        validUntil: validUntil(),
        limit: null,
        ...terms,
      },
    });
  type Body = Parameters<ReturnType<ControlRig['asRegion']>['holdCoupon']>[0]['body'];
  const hold = async (code: string, change: Partial<Body> = {}, region: 'cn' | 'eu' = 'cn') => {
    const body = { region, orderId: newOrder(), code, pid, listPrice: price, trial: false, ...change };
    const answer = await rig.asRegion(region).holdCoupon({ body });
    return 'refused' in answer ? answer.refused.code : answer.held.discount;
  };
  const usedOf = async (id: string) =>
    (await maker.client(sales).listCoupons({ query: {} })).items.find((one) => one.id === id);

  test('with three uses is held by three of twenty orders that come at the same moment', async () => {
    const { id, code } = await issue({ limit: 3 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => hold(code.toLowerCase(), {}, n % 2 ? 'cn' : 'eu')),
    );
    expect(answers.filter((one) => one === 'coupon_used_up')).toHaveLength(17);
    expect(await usedOf(id)).toMatchObject({ used: 3, state: 'used_up' });
  });

  test('answers the same order the same, and a look holds nothing', async () => {
    const { id, code } = await issue({ limit: 1 });
    const orderId = newOrder();
    expect(await hold(code, { orderId: null })).toEqual({ off: { amount: 200, currency: 'CNY' } });
    expect(await hold(code, { orderId })).toEqual({ off: { amount: 200, currency: 'CNY' } });
    await maker.client(sales).endCoupon({ params: { id } });
    expect(await hold(code, { orderId })).toEqual({ off: { amount: 200, currency: 'CNY' } });
    expect(await hold(code)).toBe('coupon_expired');
    expect(await usedOf(id)).toMatchObject({ used: 1, state: 'ended' });
    const { code: other } = await issue();
    expect(await hold(other, { orderId })).toBe('order_conflict');
  });

  test('gets its use back from an order that was not paid, and counts one that was paid in time after all', async () => {
    const { id, code } = await issue({ limit: 1 });
    const [uuid, first, second] = [await newUnit(), newOrder(), newOrder()];
    await hold(code, { orderId: first });
    await closed(uuid, first);
    await closed(uuid, first);
    expect(await usedOf(id)).toMatchObject({ used: 0, state: 'in_force' });
    expect(await hold(code, { orderId: first })).toBe('order_not_open');
    await hold(code, { orderId: second });
    await settle(paid(uuid, second, { trial: false }));
    await closed(uuid, second);
    expect(await usedOf(id)).toMatchObject({ used: 1 });
    await settle(paid(uuid, first, { trial: false }));
    expect(await usedOf(id)).toMatchObject({ used: 2, state: 'used_up' });
  });

  test('counts a use that control has lost with its last hours, once, and forgives one of a coupon that it lost too', async () => {
    const { id, code } = await issue({ limit: 1 });
    const [uuid, orderId] = [await newUnit(), newOrder()];
    await hold(code, { orderId });
    await rig.context.db.deleteFrom('coupon_use').where('order_id', '=', orderId).execute();
    await rig.context.db.updateTable('coupon').set({ used: 0 }).where('id', '=', id).execute();
    const report = paid(uuid, orderId, { trial: false, couponId: CouponId.parse(id) });
    await settle(report);
    await settle(report);
    expect(await usedOf(id)).toMatchObject({ used: 1, state: 'used_up' });
    await settle({ ...report, orderId: newOrder(), couponId: CouponId.parse(`cp${'0'.repeat(18)}`) });
  });

  test('is refused with its reason', async () => {
    const later = new Date(rig.clock.now().getTime() + 60_000).toISOString();
    const { code } = await issue();
    const { code: planned } = await issue({ validFrom: later });
    expect(await hold('NO-SUCH-CODE')).toBe('coupon_unknown');
    expect(await hold(code, { trial: true })).toBe('coupon_not_with_trial');
    expect(await hold(code, { pid: 'abcdefghijklmnop' })).toBe('coupon_not_for_product');
    expect(await hold(code, { listPrice: { amount: 299, currency: 'EUR' } })).toBe('coupon_wrong_currency');
    expect(await hold(planned)).toBe('coupon_not_valid_yet');
    const region = Region.parse('cn');
    const body = { region, orderId: null, code: planned, pid, listPrice: price, trial: false };
    const answer = await holdCoupon(rig.context, { from: region }, { params: undefined, query: undefined, body });
    expect(answer).toMatchObject({
      refused: { params: { from: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/), currency: 'CNY' } },
    });
  });

  test('is asked for by a region in its own name only', async () => {
    const { code } = await issue();
    expect(await refusedCode(hold(code, { region: 'eu' }))).toBe('not_allowed');
  });
});
