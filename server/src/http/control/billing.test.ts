import {
  billing,
  hours,
  ledger,
  notices,
  OrderId,
  Pid,
  platform,
  RefundId,
  Region,
  services,
  statementCsvPath,
} from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { statementHandlers } from '../../control/billing/make-statements.ts';
import { addMonths, monthOf, startOfMonth } from '../../control/billing/months.ts';
import { cents, fen, openFeed, paidReport, refundReport, yen } from '../../control/billing/testing/sales.ts';
import { openSeller, type Seller } from '../../control/billing/testing/seller.ts';
import { silentLog } from '../../log.ts';
import { type DeadlineRunner, findDeadline, runDeadlines } from '../../store/deadlines.ts';
import { type ControlRig, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
let feed: ReturnType<typeof openFeed>;
beforeAll(async () => {
  rig = await startControl();
  operator = await rig.operator();
  feed = openFeed(rig.context, Region.parse('jp'));
});
afterAll(() => rig[Symbol.asyncDispose]());

const client = ({ maker }: Seller) => maker.client(billing);
const now = () => rig.clock.now().toISOString();
const thisMonth = () => monthOf(rig.clock.now());

/**
 * What runs in every process of control. It has looked at the months until now: a clock that jumps while it reckons until the
 * next one, as no real clock does, would have it miss that.
 */
async function startTimers(): Promise<DeadlineRunner> {
  const { db, notifications } = rig.context;
  const handlers = statementHandlers({ log: silentLog });
  const timers = runDeadlines({ db, notifications, handlers, onError: (error) => expect.fail(String(error)) });
  await vi.waitFor(async () => {
    const next = await findDeadline(db, 'billing.month', 'all');
    expect(next?.getTime()).toBeGreaterThan(rig.clock.now().getTime());
  }, 20_000);
  return timers;
}

/** Until `n` months on, an hour and a minute after its beginning. */
async function passMonths(n: number): Promise<void> {
  const at = startOfMonth(addMonths(thisMonth(), n)).getTime() + hours(1) + 60_000;
  await rig.clock.advance((at - rig.clock.now().getTime()) as never);
}

async function statementsOf(seller: Seller, count: number) {
  return await vi.waitFor(
    async () => {
      const { items } = await client(seller).listStatements({ query: {} });
      expect(items).toHaveLength(count);
      return items;
    },
    { timeout: 20_000 },
  );
}

test('the overview adds up each month by currency, a share in its own, and says what is owed', async () => {
  const seller = await openSeller(rig, 'overview');
  const order = paidReport(seller.pid, { paid: yen(70), paidAt: now() });
  const mainland = { listPrice: fen(1000), paid: fen(1000), usDollarListPrice: null, paidAt: now() };
  await feed.report(order, paidReport(seller.pid, mainland), refundReport(order, 35));
  const month = thisMonth();
  const overview = await client(seller).getBilling({ query: {} });
  expect(overview.months).toEqual([
    { month, currency: 'CNY', orders: 1, paid: fen(1000), refunded: fen(0), share: fen(100) },
    { month, currency: 'JPY', orders: 1, paid: yen(70), refunded: yen(35), share: yen(0) },
    { month, currency: 'USD', orders: 0, paid: cents(0), refunded: cents(0), share: cents(35) },
  ]);
  expect(overview.balances).toEqual([
    { currency: 'CNY', accrued: fen(100), due: fen(0), paidOut: fen(0) },
    { currency: 'USD', accrued: cents(35), due: cents(0), paidOut: cents(0) },
  ]);
  const ofProduct = await client(seller).getBilling({ query: { pid: Pid.parse('a'.repeat(16)) } });
  expect(ofProduct.months).toEqual([]);
});

test('a maker sees its orders and nothing of who bought, newest first, page by page', async () => {
  const seller = await openSeller(rig, 'orders');
  const orders = Array.from({ length: 5 }, () => paidReport(seller.pid, { paidAt: now() })); // all at the same moment
  await feed.report(...orders);
  const seen: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await client(seller).listMakerOrders({ query: { limit: 2, cursor } });
    seen.push(...page.items.map(({ orderId }) => orderId));
    expect(JSON.stringify(page)).not.toContain(orders[0]?.uuid);
    if (page.next === null) break;
    cursor = page.next;
  }
  expect([...seen].sort()).toEqual(orders.map(({ orderId }) => orderId).sort());
  const [first] = (await client(seller).listMakerOrders({ query: { month: thisMonth(), pid: seller.pid } })).items;
  expect(first).toMatchObject({
    productName: '卡片机',
    region: 'jp',
    share: cents(100),
    sharePercent: 10,
    coupon: null,
  });
  const before = addMonths(thisMonth(), -1);
  expect((await client(seller).listMakerOrders({ query: { month: before } })).items).toEqual([]);
});

test('a contract lasts until the next version is agreed to, and says when a newer one waits', async () => {
  const seller = await openSeller(rig, 'contracts');
  const list = () => client(seller).listContracts({});
  const [contract] = (await list()).items;
  expect(contract).toMatchObject({ agreementVersion: '2019-04-10', sharePercent: 10, until: null, newer: null });
  const { db } = rig.context;
  const texts = await db.selectFrom('agreement').selectAll().execute();
  await db.updateTable('agreement_version').set({ state: 'past' }).execute();
  const version = { service_id: 'video-cloud-storage', version: '2027', updated_on: '2027-01-01' } as const;
  await db
    .insertInto('agreement_version')
    .values({ ...version, share_percent: 15, state: 'current', published_at: null })
    .execute();
  for (const text of texts)
    await db
      .insertInto('agreement')
      .values({ ...text, version: '2027', chapters: JSON.stringify(text.chapters) as never })
      .execute();
  expect((await list()).items).toMatchObject([{ agreementVersion: '2019-04-10', until: null, newer: '2027' }]);
  const body = { serviceId: 'video-cloud-storage', agreementVersion: '2027' } as const;
  await seller.maker.client(services).createServiceOrder({ body });
  const { items } = await list();
  expect(items).toMatchObject([
    { agreementVersion: '2027', sharePercent: 15, until: null, newer: null },
    { agreementVersion: '2019-04-10', until: items[0]?.from, newer: null },
  ]);
  await db.updateTable('agreement_version').set({ state: 'past' }).execute();
  await db.updateTable('agreement_version').set({ state: 'current' }).where('version', '=', '2019-04-10').execute();
});

test('a payout channel is stored wrapped, shown masked, and changed by administrators who are there themselves', async () => {
  const seller = await openSeller(rig, 'channel');
  expect(await client(seller).getPayoutChannel({})).toEqual({ channel: null });
  const body = {
    method: 'bank',
    holder: '深圳镜头有限公司',
    account: '6222 0212 3456 7890',
    bank: '招商银行',
    currency: 'CNY',
  } as const;
  await client(seller).putPayoutChannel({ body });
  const { channel } = await client(seller).getPayoutChannel({});
  expect(channel).toMatchObject({ method: 'bank', holder: body.holder, account: '****7890', currency: 'CNY' });
  const stored = JSON.stringify(await rig.context.db.selectFrom('payout_channel').selectAll().execute());
  for (const secret of ['6222', '7890', '镜头', '招商']) expect(stored).not.toContain(secret);

  const params = { accountId: seller.accountId };
  const whole = await operator.client(ledger).getPayoutChannelOfMaker({ params });
  expect(whole.channel?.account).toBe(body.account);
  const seen = await rig.context.db
    .selectFrom('audit')
    .select('action')
    .where('subject', '=', params.accountId)
    .execute();
  expect(seen.map(({ action }) => action)).toEqual(['payout_channel.changed', 'payout_channel.seen']);
});

test('each month that is over has one statement, also those that nobody was up for, and late reports stand in the next', async () => {
  const seller = await openSeller(rig, 'statements');
  const first = thisMonth();
  const order = paidReport(seller.pid, { paid: yen(70), paidAt: now() });
  await feed.report(order);
  let timers = await startTimers();
  await passMonths(1);
  const [made] = await statementsOf(seller, 1);
  const zero = cents(0);
  expect(made).toMatchObject({
    month: first,
    totals: [
      { currency: 'USD', orders: 1, refunds: 0, share: cents(70), reversed: zero, carried: zero, settled: cents(70) },
    ],
  });
  await timers.stop();

  // Refunded after it was settled; one sale was reported too late for its month, another comes two months on.
  const late = paidReport(seller.pid, { paid: yen(10), paidAt: order.paidAt });
  await feed.report(refundReport(order, 70, { at: now() }), late);
  const second = thisMonth();
  await passMonths(1);
  await passMonths(1);
  const fourth = thisMonth();
  await feed.report(paidReport(seller.pid, { paid: yen(100), paidAt: now() }));
  await passMonths(1);
  timers = await startTimers();
  const statements = await statementsOf(seller, 3);
  expect(statements.map(({ month }) => month)).toEqual([fourth, second, first]);
  const { items: told } = await seller.maker.client(notices).listNotices({ query: {} });
  // Several are made in one moment, and are told of in no order then.
  expect(told.map(({ kind }) => kind)).toEqual(statements.map(() => 'statement.ready'));
  expect(new Set(told.map(({ data }) => JSON.stringify(data)))).toEqual(
    new Set(statements.map(({ id, month }) => JSON.stringify({ statementId: id, month }))),
  );
  const [last, middle] = statements.map(({ totals }) => totals[0]);
  expect(middle).toMatchObject({ orders: 1, refunds: 1, share: cents(10), reversed: cents(70), settled: zero });
  expect(last).toMatchObject({ share: cents(100), carried: cents(-60), settled: cents(40) });
  const { balances } = await client(seller).getBilling({ query: {} });
  expect(balances).toEqual([{ currency: 'USD', accrued: zero, due: cents(110), paidOut: zero }]);
  await passMonths(1);
  await timers.stop();
  expect((await client(seller).listStatements({ query: { limit: 2 } })).items).toHaveLength(2);
});

test('payouts pay the oldest statement first, once, and never more than is due, and the operator sees who waits', async () => {
  const seller = await openSeller(rig, 'payouts');
  const timers = await startTimers();
  for (const month of [1, 2]) {
    await feed.report(paidReport(seller.pid, { paidAt: now() }));
    await passMonths(1);
    await statementsOf(seller, month);
  }
  await timers.stop();
  const books = operator.client(ledger);
  const pay = (payoutId: string, amount: number) =>
    books.recordPayout({ body: { payoutId, accountId: seller.accountId, money: cents(amount) } });
  const waiting = async () => {
    const { items } = await operator.client(platform).listMakers({ query: { due: 'true', search: 'payouts' } });
    return items.map(({ accountId, payable }) => ({ accountId, payable }));
  };
  expect(await waiting()).toEqual([{ accountId: seller.accountId, payable: false }]);
  expect(await refusedCode(pay('too-much', 201))).toBe('payout_too_large');
  await Promise.all([pay('first', 150), pay('first', 150)]);
  expect(await refusedCode(pay('first', 20))).toBe('reference_taken');
  const both = await Promise.all([refusedCode(pay('left-1', 50)), refusedCode(pay('left-2', 50))]);
  expect(both.sort()).toEqual(['payout_too_large', undefined]);
  const { items } = await client(seller).listStatements({ query: {} });
  expect(items.map(({ totals }) => totals[0]?.paidOut)).toEqual([cents(100), cents(100)]);
  expect(await waiting()).toEqual([]);
  const [newest] = items;
  const { accountId } = seller;
  const ofMonth = await books.listStatementsForOperator({ query: { accountId, month: newest?.month } });
  expect(ofMonth.items).toEqual([{ ...newest, accountId, accountName: 'payouts' }]);
  const nobody = { payoutId: 'nobody', accountId: `ac${'0'.repeat(18)}` as never, money: cents(1) };
  expect(await refusedCode(books.recordPayout({ body: nobody }))).toBe('not_found');
});

const orderIds = [1, 2].map((n) => OrderId.parse(`or${String(n).padStart(18, '0')}`));

test('a statement’s file is what spreadsheets read: every line, decimals, Chinese, and no formulas', async () => {
  const seller = await openSeller(rig, 'csv');
  const { db } = rig.context;
  await db.updateTable('product').set({ name: '=卡片机, "V2"' }).where('pid', '=', seller.pid).execute();
  const month = thisMonth();
  const at = (day: string) => `${month}-${day}T08:00:00.000Z`;
  const [yens, yuan] = orderIds as [OrderId, OrderId];
  const japan = paidReport(seller.pid, { orderId: yens, paid: yen(70), paidAt: at('02') });
  const mainland = { listPrice: fen(3000), paid: fen(2995), usDollarListPrice: null };
  const china = paidReport(seller.pid, { orderId: yuan, ...mainland, paidAt: at('03') });
  const refundId = RefundId.parse(`rf${'0'.repeat(18)}`);
  await feed.report(japan, china, refundReport(japan, 35, { refundId, at: at('04') }));
  const timers = await startTimers();
  await passMonths(1);
  const [statement] = await statementsOf(seller, 1);
  await timers.stop();
  const path = statementCsvPath(statement?.id ?? '');
  const response = await seller.maker.fetch(`${path}?language=zh-CN`);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="kaitong-${month}-${seller.accountId}.csv"`,
  );
  const name = `"'=卡片机, ""V2"""`;
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.toString()).toBe(
    [
      '\ufeff类型,时间（UTC）,订单号,退款单号,PID,产品名称,区域,套餐类型,存储天数,是否体验套餐,优惠券,币种,标价,实付金额,退款金额,美元标价,分成比例（%）,分成币种,分成金额',
      `订单,${at('02')},${yens},,${seller.pid},${name},jp,事件录像,7,否,,JPY,100,70,0,10.00,10,USD,0.70`,
      `订单,${at('03')},${yuan},,${seller.pid},${name},jp,事件录像,7,否,,CNY,30.00,29.95,0.00,,10,CNY,3.00`,
      `退款,${at('04')},${yens},${refundId},${seller.pid},${name},jp,事件录像,7,否,,JPY,100,0,35,10.00,10,USD,-0.35`,
      '',
    ].join('\n'),
  );
  const english = await (await seller.maker.fetch(path)).text();
  expect(english.split('\n')[1]).toContain('order,');
  const foreign = await openSeller(rig, 'curious');
  expect((await foreign.maker.fetch(path)).status).toBe(404);
  expect((await rig.browser().fetch(path)).status).toBe(401);
  expect((await operator.fetch(path)).status).toBe(200);
});
