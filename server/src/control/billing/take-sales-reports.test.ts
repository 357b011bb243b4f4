import { CouponId, OrderId, PaymentId, Pid, Region } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import { listOrdersForOperator } from '../operator/orders.ts';
import { balanceOf } from './balances.ts';
import { post } from './post.ts';
import { reportSales } from './take-sales-reports.ts';
import { fen, openFeed, paidReport, refundReport, yen } from './testing/sales.ts';
import { openSeller } from './testing/seller.ts';

let rig: ControlRig;
let pid: Pid;
beforeAll(async () => {
  rig = await startControl();
  ({ pid } = await seller('seller'));
});
afterAll(() => rig[Symbol.asyncDispose]());

const seller = (name: string) => openSeller(rig, name);
const soldOrder = (id: OrderId) =>
  rig.context.db.selectFrom('sold_order').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

test('the agreement’s example: 70 of 100 yen paid make exactly 0.70 US dollars of share', async () => {
  const owner = await seller('example');
  const order = paidReport(owner.pid, { paid: yen(70) });
  await openFeed(rig.context).report(order);
  expect(await soldOrder(order.orderId)).toMatchObject({
    account_id: owner.accountId,
    agreement_version: '2019-04-10',
    share_percent: 10,
    share: 70,
    share_currency: 'USD',
    paid: 70,
    currency: 'JPY',
  });
  expect(await balanceOf(rig.context.db, `accrued:${owner.accountId}`, 'USD')).toBe(-70);
});

test('in mainland China the share is a tenth of what was paid, and a trial carries none', async () => {
  const owner = await seller('mainland');
  const mainland = { listPrice: fen(1000), paid: fen(805), usDollarListPrice: null };
  const trial = { trial: true, listPrice: fen(1), paid: fen(1), usDollarListPrice: null };
  await openFeed(rig.context).report(paidReport(owner.pid, mainland), paidReport(owner.pid, trial));
  expect(await balanceOf(rig.context.db, `accrued:${owner.accountId}`, 'CNY')).toBe(-80);
});

test('a number is taken once, none is skipped, and a region reports for itself only', async () => {
  const feed = openFeed(rig.context);
  const [first, second, third] = [paidReport(pid), paidReport(pid), paidReport(pid)];
  expect(await feed.hand([{ seq: 2, report: second }])).toBe(0);
  expect(await feed.hand([{ seq: 1, report: first }])).toBe(1);
  const all = [first, second, third].map((report, n) => ({ seq: n + 1, report }));
  expect(await Promise.all([feed.hand(all), feed.hand(all), feed.hand(all)])).toEqual([3, 3, 3]);
  expect(await feed.hand([{ seq: 3, report: paidReport(pid) }])).toBe(3);
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM sold_order WHERE region = ${feed.region}`.execute(
    rig.context.db,
  );
  expect(rows).toEqual([{ n: 3 }]);
  const elsewhere = { body: { region: feed.region, reports: [{ seq: 4, report: first }] } } as never;
  expect(await reportSales(rig.context, { from: 'cn' as never }, elsewhere)).toMatchObject({ code: 'not_allowed' });
});

test('an order that comes again under a new number changes nothing, and other amounts under it stop the reports', async () => {
  const feed = openFeed(rig.context);
  const order = paidReport(pid);
  await feed.report(order, order);
  await expect(feed.report({ ...order, paid: yen(99) })).rejects.toThrow('other amounts');
  const before = await balanceOf(rig.context.db, 'revenue', 'JPY');
  const refund = refundReport(order, 40);
  await openFeed(rig.context, feed.region).hand([{ seq: 3, report: refund }]);
  await openFeed(rig.context, feed.region).hand([{ seq: 4, report: refund }]);
  expect(await soldOrder(order.orderId)).toMatchObject({ refunded: 40, reversed: 40 });
  expect(await balanceOf(rig.context.db, 'revenue', 'JPY')).toBe(before);
  expect((await soldOrder(order.orderId)).share).toBe(100);
});

test('a refund of a region that has lost earlier ones with its last hours is booked on top of them', async () => {
  const feed = openFeed(rig.context);
  const order = paidReport(pid);
  const lost = refundReport(order, 40);
  await feed.report(order, lost, refundReport(order, 25), refundReport(order, 35));
  expect(await soldOrder(order.orderId)).toMatchObject({ refunded: 100, reversed: 100, share: 100 });
  const ahead = paidReport(pid);
  const unheard = refundReport(ahead, 10, { refundedBefore: yen(40) });
  await expect(feed.report(ahead, unheard)).rejects.toThrow('its region says 40');
});

test('a report that cannot be booked leaves nothing of itself, and none after it is taken', async () => {
  const feed = openFeed(rig.context);
  const order = paidReport(pid);
  const tooMuch = refundReport(order, 101);
  await expect(feed.report(order, tooMuch, paidReport(pid))).rejects.toThrow('cannot be refunded');
  expect(await soldOrder(order.orderId)).toMatchObject({ refunded: 0 });
  expect(await feed.hand([{ seq: 3, report: paidReport(pid) }])).toBe(1);
});

test('money that no order can take is booked as such until it is back with its payer', async () => {
  const feed = openFeed(rig.context);
  const stray = {
    orderId: paidReport(pid).orderId,
    provider: 'strays',
    paymentId: PaymentId.parse('p-1'),
    amount: fen(300),
    at: new Date().toISOString(),
  };
  const held = () => balanceOf(rig.context.db, 'clearing:strays', 'CNY');
  await feed.report({ type: 'payment.stray', ...stray });
  expect(await held()).toBe(300);
  await feed.report({ type: 'payment.returned', ...stray });
  expect(await held()).toBe(0);
});

test('what was sold of a product that control does not know is booked without a share', async () => {
  const order = paidReport(Pid.parse('unknown000000000'));
  await openFeed(rig.context).report(order);
  expect(await soldOrder(order.orderId)).toMatchObject({ account_id: null, share: 0, paid: 100 });
});

test('the share follows the version that the owner account had agreed to when the order was paid', async () => {
  const owner = await seller('renewed');
  const { db } = rig.context;
  await db
    .insertInto('agreement_version')
    .values({
      service_id: 'video-cloud-storage',
      version: '2026-10-01',
      updated_on: '2026-10-01',
      share_percent: 20,
      state: 'past',
      published_at: null,
    })
    .execute();
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  await sql`UPDATE service_order SET effective_at = ${at(-100)}, state = 'ended' WHERE account_id = ${owner.accountId}`.execute(
    db,
  );
  await db
    .insertInto('service_order')
    .values({
      id: `so${'0'.repeat(18)}`,
      account_id: owner.accountId,
      service_id: 'video-cloud-storage',
      agreement_version: '2026-10-01',
      user_id: 'x',
      effective_at: at(-50),
    })
    .execute();
  const orders = [-200, -60, -40].map((minutes) => paidReport(owner.pid, { paidAt: at(minutes).toISOString() }));
  await openFeed(rig.context).report(...orders);
  const percents = await Promise.all(orders.map(async ({ orderId }) => (await soldOrder(orderId)).share_percent));
  expect(percents).toEqual([10, 10, 20]);
});

test('the database itself refuses books that do not balance, and changes of what was booked', async () => {
  const { db } = rig.context;
  const line = (account: string, amount: number, currency: 'CNY' | 'USD') =>
    ({ account, money: { amount, currency } }) as never;
  const book = (key: string, postings: never[]) =>
    db.transaction().execute((trx) => post(trx, { key, at: 0, postings }));
  await expect(book('wrong', [line('bank', 5, 'CNY'), line('revenue', -4, 'CNY')])).rejects.toThrow('does not balance');
  await expect(book('mixed', [line('bank', 5, 'CNY'), line('revenue', -5, 'USD')])).rejects.toThrow('does not balance');
  await book('right', [line('bank', 5, 'CNY'), line('revenue', -5, 'CNY')]);
  await book('right', [line('bank', 5, 'CNY'), line('revenue', -5, 'CNY')]);
  await expect(book('right', [line('bank', 6, 'CNY'), line('revenue', -6, 'CNY')])).rejects.toThrow('other amounts');
  await expect(sql`UPDATE ledger_posting SET amount = 1`.execute(db)).rejects.toThrow('stays as it is');
  await expect(sql`DELETE FROM ledger_transaction`.execute(db)).rejects.toThrow('stays as it is');
  const { rows } = await sql`SELECT key FROM ledger_transaction WHERE key IN ('wrong', 'mixed', 'right')`.execute(db);
  expect(rows).toEqual([{ key: 'right' }]);
});

test('an order’s report settles what it holds: its coupon is used when paid, and free again when closed', async () => {
  const owner = await seller('coupons');
  const { db } = rig.context;
  const couponId = CouponId.parse(`cp${'0'.repeat(18)}`);
  const from = new Date('2026-01-01');
  const coupon = { id: couponId, account_id: owner.accountId, user_id: 'x', code: 'HALF', name: 'half', percent: 50 };
  const rest = { off_amount: null, off_currency: null, use_limit: null, used: 2, ended_at: null };
  await db
    .insertInto('coupon')
    .values({ ...coupon, ...rest, valid_from: from, valid_until: new Date('2099-01-01') })
    .execute();
  const paid = paidReport(owner.pid, { couponId, paid: yen(50) });
  const closed = OrderId.parse(`or${'c'.repeat(18)}`);
  const uses = [paid.orderId, closed].map((order_id) => ({
    order_id,
    coupon_id: couponId,
    region: Region.parse('jp'),
    state: 'held' as const,
  }));
  await db.insertInto('coupon_use').values(uses).execute();
  await openFeed(rig.context).report(paid, { type: 'order.closed', orderId: closed, uuid: paid.uuid });
  const states = await db.selectFrom('coupon_use').select(['order_id', 'state']).execute();
  expect(Object.fromEntries(states.map(({ order_id, state }) => [order_id, state]))).toEqual({
    [paid.orderId]: 'used',
    [closed]: 'released',
  });
  expect(await soldOrder(paid.orderId)).toMatchObject({ share: 50, coupon_id: couponId });
});

test('a refund is under way until the provider confirms it, and a refused one is told until it is asked for again', async () => {
  const feed = openFeed(rig.context);
  const order = paidReport(pid);
  const { orderId, refundId, amount, at } = refundReport(order, 40);
  const asked = { type: 'refund.requested', orderId, refundId, amount, at } as const;
  const shown = async () => {
    const search = { query: { limit: 10, search: orderId }, params: undefined, body: undefined };
    const { items } = await listOrdersForOperator(rig.context, search);
    return items.map(({ refunding, refundRefused }) => [refunding.amount, refundRefused?.amount.amount ?? null]);
  };
  await feed.report(order, asked);
  expect(await shown()).toEqual([[40, null]]);
  await feed.report({ ...asked, type: 'refund.refused' });
  expect(await shown()).toEqual([[0, 40]]);
  await feed.report(asked);
  expect(await shown()).toEqual([[40, null]]);
  await feed.report(refundReport(order, 40, { refundId }));
  expect(await shown()).toEqual([[0, null]]);
});

test('of what was refused, a smaller refund under another id leaves the rest owed', async () => {
  const feed = openFeed(rig.context);
  const order = paidReport(pid);
  const [first, second] = [refundReport(order, 60), refundReport(order, 40)];
  const told = (type: 'refund.requested' | 'refund.refused', { orderId, refundId, amount, at }: typeof first) =>
    ({ type, orderId, refundId, amount, at }) as const;
  const shown = async () => {
    const search = { query: { limit: 10, search: first.orderId }, params: undefined, body: undefined };
    const { items } = await listOrdersForOperator(rig.context, search);
    return items.map(({ state, refundRefused }) => [state, refundRefused?.amount.amount ?? null]);
  };
  await feed.report(order, told('refund.requested', first), told('refund.refused', first));
  await feed.report(told('refund.requested', second));
  expect(await shown()).toEqual([['paid', 20]]);
  await feed.report(told('refund.refused', second));
  expect(await shown()).toEqual([['paid', 60]]);
  await feed.report(told('refund.requested', second), second);
  expect(await shown()).toEqual([['partly_refunded', 20]]);
});

test('a refund under another id takes the place of one that was refused', async () => {
  const feed = openFeed(rig.context);
  const order = paidReport(pid);
  const [first, second] = [refundReport(order, 40), refundReport(order, 40)];
  const told = (type: 'refund.requested' | 'refund.refused', { orderId, refundId, amount, at }: typeof first) =>
    ({ type, orderId, refundId, amount, at }) as const;
  await feed.report(order, told('refund.requested', first), told('refund.refused', first));
  await feed.report(told('refund.requested', second), second);
  const search = { query: { limit: 10, search: first.orderId }, params: undefined, body: undefined };
  const { items } = await listOrdersForOperator(rig.context, search);
  expect(items).toMatchObject([{ refunded: { amount: 40 }, refundRefused: null }]);
});
