import {
  type Input,
  ledger,
  MOST_ENTERED,
  minutes,
  OrderId,
  type Output,
  OwnerId,
  type Parsed,
  platform,
  products,
  RefundId,
  Region,
  regionCalls,
} from '@kaitong/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cents, fen, openFeed, paidReport, refundReport, yen } from '../../control/billing/testing/sales.ts';
import { openSeller, type Seller } from '../../control/billing/testing/seller.ts';
import { randomId } from '../../secrets/ids.ts';
import { type ControlRig, PASSWORD, startControl } from '../testing/control.ts';
import { refused, refusedCode } from '../testing/refused.ts';
import type { RegionHandlers } from '../testing/region-peer.ts';

const answers: Record<'cn' | 'eu', Partial<RegionHandlers>> = { cn: {}, eu: {} };
let rig: ControlRig;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
let seller: Seller;
let feed: ReturnType<typeof openFeed>;
beforeAll(async () => {
  rig = await startControl({ answers });
  operator = await rig.operator();
  seller = await openSeller(rig, 'seller');
  feed = openFeed(rig.context, Region.parse('cn'));
});
beforeEach(() => {
  answers.cn = {};
  answers.eu = {};
});
afterAll(() => rig[Symbol.asyncDispose]());

const books = () => operator.client(ledger);
const people = () => operator.client(platform);
const newRefund = () => RefundId.parse(randomId('rf', 18));

test('the ledger is read newest first, by account and by part of a key, page by page, and its balances add up to zero', async () => {
  const orders = [paidReport(seller.pid), paidReport(seller.pid), paidReport(seller.pid)];
  await feed.report(...orders);
  const account = `accrued:${seller.accountId}`;
  const seen: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await books().listLedger({ query: { account, limit: 2, cursor } });
    seen.push(...page.items.map(({ key }) => key));
    if (page.next === null) break;
    cursor = page.next;
  }
  expect(seen).toEqual(orders.map(({ orderId }) => `order.paid:${orderId}`).reverse());
  const [found] = (await books().listLedger({ query: { search: orders[1]?.orderId } })).items;
  expect(found?.postings).toEqual([
    { account: 'clearing:sandbox', maker: null, money: yen(100) },
    { account: 'revenue', maker: null, money: yen(-100) },
    { account: 'share', maker: null, money: cents(100) },
    { account, maker: 'seller', money: cents(-100) },
  ]);
  const keysIn = async (currency: 'USD' | 'CNY', of?: string) =>
    (await books().listLedger({ query: { currency, account: of } })).items.map(({ key }) => key);
  expect(await keysIn('USD')).toEqual(seen);
  expect(await keysIn('USD', 'revenue')).toEqual([]); // its lines there are in yen
  expect(await keysIn('CNY')).toEqual([]);
  const { items, balanced } = await books().getTrialBalance({});
  expect(balanced).toBe(true);
  expect(items).toContainEqual({ account, money: cents(-300) });
});

test('orders are found by maker, region and month, with the names of whose they are', async () => {
  const other = await openSeller(rig, 'another');
  const order = paidReport(other.pid, { paidAt: '2026-02-28T23:59:59.000Z' });
  await feed.report(order);
  const find = async (query: Input<typeof ledger.listOrdersForOperator>['query']) =>
    (await books().listOrdersForOperator({ query })).items.map(({ orderId }) => orderId);
  const { accountId } = other;
  const cn = Region.parse('cn');
  expect(await find({ accountId })).toEqual([order.orderId]);
  expect(await find({ month: '2026-02', region: cn })).toEqual([order.orderId]);
  expect(await find({ accountId, month: '2026-03' })).toEqual([]);
  expect(await find({ accountId, region: Region.parse('eu') })).toEqual([]);
  const [shown] = (await books().listOrdersForOperator({ query: { accountId } })).items;
  const { pid } = other;
  expect(shown).toMatchObject({ pid, productName: '卡片机', accountName: 'another', provider: 'sandbox' });
});

test('what a refund takes back of the share is said before it is asked for, and is what it then takes back', async () => {
  const order = paidReport(seller.pid, { paid: yen(70) });
  await feed.report(order);
  const params = { orderId: order.orderId };
  const preview = (amount: number) => books().previewRefund({ params, query: { amount } });
  expect(await preview(35)).toEqual({ reversed: cents(35), shareLeft: cents(35) });
  expect(await refused(preview(71))).toMatchObject({ code: 'refund_too_large', params: { left: '70 JPY' } });
  await feed.report(refundReport(order, 33));
  const [shown] = (await books().listOrdersForOperator({ query: { search: order.orderId } })).items;
  expect(shown).toMatchObject({ sharePercent: 10, share: cents(37), reversed: cents(33) });
  expect(await preview(37)).toEqual({ reversed: cents(37), shareLeft: cents(0) });
  // 2 cents of 30 yen: a first refund of 5 yen takes back nothing yet, another one a whole cent.
  const tiny = paidReport(seller.pid, { paid: yen(30), usDollarListPrice: cents(50) });
  await feed.report(tiny, refundReport(tiny, 5));
  const next = await books().previewRefund({ params: { orderId: tiny.orderId }, query: { amount: 5 } });
  expect(next).toEqual({ reversed: cents(1), shareLeft: cents(1) });
  const unknown = { orderId: OrderId.parse(`or${'0'.repeat(18)}`) };
  expect(await refusedCode(books().previewRefund({ params: unknown, query: { amount: 1 } }))).toBe('not_found');
});

test('an order is found by its payment, and refunded by its region, never beyond what is left', async () => {
  const order = paidReport(seller.pid, { paid: yen(70) });
  await feed.report(order);
  const asked: unknown[] = [];
  answers.cn.refundOrder = async (_caller, { params, body }) => {
    asked.push({ ...params, ...body });
    return { refused: null };
  };
  const params = { orderId: order.orderId };
  const refund = (amount = yen(30), refundId = newRefund()) =>
    books().refundOrderAsOperator({ params, body: { refundId, amount, reason: '误购' } });
  const tooMuch = await refused(refund(yen(71)));
  expect(tooMuch).toMatchObject({ code: 'refund_too_large', params: { left: '70 JPY' } });
  expect(await refusedCode(refund(fen(10)))).toBe('input_invalid');
  expect(await refusedCode(refund(yen(0)))).toBe('input_invalid');
  const refundId = newRefund();
  await refund(yen(30), refundId);
  expect(asked).toEqual([{ orderId: order.orderId, refundId, amount: yen(30), reason: '误购' }]);

  await feed.report(refundReport(order, 30, { refundId }));
  await feed.report(refundReport(order, 40, { refundedBefore: yen(30), whole: true }));
  expect(await refused(refund(yen(1)))).toMatchObject({ code: 'refund_too_large', params: { left: '0 JPY' } });
  await refund(yen(30), refundId); // asked again, since the answer was lost: the region knows it
  const [shown] = (await books().listOrdersForOperator({ query: { search: order.paymentId ?? '' } })).items;
  expect(shown).toMatchObject({ orderId: order.orderId, state: 'refunded', refunded: yen(70), share: cents(0) });
});

test('a region that does not answer, or that refuses, is said', async () => {
  const order = paidReport(seller.pid);
  await feed.report(order);
  const refund = () =>
    books().refundOrderAsOperator({
      params: { orderId: order.orderId },
      body: { refundId: newRefund(), amount: yen(1), reason: 'x' },
    });
  answers.cn.refundOrder = async () => ({ refused: { code: 'order_not_paid', params: {} } });
  expect(await refusedCode(refund())).toBe('order_not_paid');
  await rig.regions.cn.goAway();
  expect(await refused(refund())).toMatchObject({ code: 'region_silent', params: { region: 'cn' }, status: 503 });
  const owners = await people().listOwners({ query: { search: 'somebody' } });
  expect(owners).toEqual({ items: [], next: null, unreachable: ['cn'] });
  const params = { region: Region.parse('cn'), ownerId: OwnerId.parse('a'.repeat(20)) };
  const suspend = (region = params.region) =>
    people().suspendOwner({ params: { ...params, region }, body: { suspended: true, reason: 'x' } });
  expect(await refusedCode(suspend())).toBe('region_silent');
  expect(await refusedCode(suspend(Region.parse('mars')))).toBe('not_found');
  const { items } = await people().listRegions({});
  expect(items.map(({ region, answers, devices }) => ({ region, answers, devices }))).toEqual([
    { region: 'cn', answers: false, devices: null },
    { region: 'eu', answers: true, devices: 0 },
  ]);
  await rig.regions.cn.comeBack();
});

test('owners of all regions are found at once, and a suspension reaches theirs with its reason, recorded', async () => {
  const ownerId = OwnerId.parse('b'.repeat(20));
  const createdAt = '2026-01-02T03:04:05.006Z';
  const found = { ownerId, name: '王', login: 'wang@example.com', createdAt, devices: 2, suspended: null };
  answers.eu.findOwners = async () => ({ items: [found] });
  const told: unknown[] = [];
  answers.eu.suspendOwner = async (_caller, { params, body }) => {
    told.push({ ...params, ...body });
    return { refused: null };
  };
  const region = Region.parse('eu');
  const owners = await people().listOwners({ query: { search: 'wang' } });
  expect(owners).toEqual({ items: [{ ...found, region }], next: null, unreachable: [] });
  const body = { suspended: true, reason: '违规内容' };
  await people().suspendOwner({ params: { region, ownerId }, body });
  expect(told).toEqual([{ ownerId, ...body }]);
  const recorded = await rig.context.db.selectFrom('audit').select(['action', 'subject', 'details']).execute();
  expect(recorded).toContainEqual({
    action: 'owners.searched',
    subject: 'wang',
    details: { shown: [`eu ${ownerId}`] },
  });
  expect(recorded).toContainEqual({
    action: 'owner.suspended',
    subject: `eu ${ownerId}`,
    details: { reason: body.reason },
  });
});

test('owners of all regions are one list, newest first, read page by page: none twice, and none left out', async () => {
  type Found = Output<typeof regionCalls.findOwners>['items'][number];
  /** A region that has these, by the minute of their registration. */
  const holding =
    (all: Found[]) =>
    async (_: unknown, { body }: Parsed<typeof regionCalls.findOwners>) => {
      const placeOf = ({ createdAt, ownerId }: Pick<Found, 'createdAt' | 'ownerId'>) => `${createdAt} ${ownerId}`;
      const { after } = body;
      const following = all.filter((one) => after === null || placeOf(one) < placeOf(after));
      const newest = following.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
      return { items: newest.slice(0, body.limit) };
    };
  const owner = (minute: number, sign: string): Found => ({
    ownerId: OwnerId.parse(sign.repeat(20)),
    name: `${minute} ${sign}`,
    login: '',
    createdAt: new Date(minute * 60_000).toISOString(),
    devices: 0,
    suspended: null,
  });
  answers.cn.findOwners = holding([owner(1, 'a'), owner(3, 'b'), owner(3, 'D'), owner(9, 'e')]);
  answers.eu.findOwners = holding([owner(2, 'f'), owner(3, 'c'), owner(9, 'g')]);
  const names: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await people().listOwners({ query: { search: 'all', limit: 2, cursor } });
    names.push(...page.items.map(({ name }) => name));
    if (page.next === null) break;
    cursor = page.next;
  }
  expect(names).toEqual(['9 g', '9 e', '3 c', '3 b', '3 D', '2 f', '1 a']);
  const madeUp = await people().listOwners({ query: { search: 'all', cursor: 'made up' } });
  expect(madeUp).toEqual({ items: [], next: null, unreachable: [] });
});

test('regions show what the operator is asked about: their figures, currency, and what control owes them', async () => {
  const hour = {
    ...{ hour: '2026-01-02T03:00:00.000Z', devices: 6, online: 4, subscriptions: 3, footageBytes: 2 ** 39 },
    ...{ judgeQueue: 0, unreported: 0 },
  };
  const older = {
    devices: 7,
    online: 5,
    subscriptions: 3,
    footageBytes: 2 ** 40,
    judgeQueue: 1,
    decoder: 'node-av',
    unreported: 2,
    reconciled: null,
    move: null,
    clockSkewMs: 7_200_000,
    storage: { isFull: true, freeBytes: 1e9, leastFreeBytes: 2e9 },
    keys: 'away',
    certificate: { from: 'acme', endsAt: null, problem: 'no such name' },
  } as const;
  answers.eu.getHealth = async () => ({ ...older, hours: [hour] });
  const { db } = rig.context;
  const region = Region.parse('eu');
  const setting = { region, currency: 'EUR', mainland: false } as const;
  await db
    .insertInto('region_setting')
    .values(setting)
    .onConflict((conflict) => conflict.column('region').doUpdateSet(setting))
    .execute();
  await db.insertInto('licence_delivery').values({ batch: 'pending', region, delivered_at: null }).execute();
  await db.insertInto('server_process').values({ id: 'behind', clock_skew_ms: -61_000 }).execute();
  await db.insertInto('server_process').values({ id: 'ahead', clock_skew_ms: 12 }).execute();
  const long = new Date(rig.clock.now().getTime() - minutes(2));
  await db.insertInto('server_process').values({ id: 'gone', clock_skew_ms: 90_000, heard_at: long }).execute();
  const { items, control } = await people().listRegions({});
  expect(control).toEqual({ clockSkewMs: -61_000, certificate: null, backup: null }); // of those that are up
  const eu = items.find(({ region }) => region === 'eu');
  expect(eu).toMatchObject({ currency: 'EUR', mainland: false, answers: true, online: 5, footageBytes: 2 ** 40 });
  expect(eu?.clockSkewMs).toBe(7_200_000);
  expect(eu?.keys).toBe('away');
  expect(eu?.certificate).toEqual({ from: 'acme', endsAt: null, problem: 'no such name' });
  expect(eu?.pending).toBeGreaterThan(0);
  expect(eu?.hours).toEqual([hour]);
  expect(regionCalls.getHealth.reply.parse(older).hours).toBeNull(); // of a region that does not keep them yet
});

test('a region is told to compare its footage now, and that somebody asked is recorded', async () => {
  let asked = 0;
  answers.eu.reconcileFootage = async () => {
    asked += 1;
    return {};
  };
  const ask = (region: string) => people().reconcileFootage({ params: { region: Region.parse(region) } });
  expect(await ask('eu')).toEqual({});
  expect(asked).toBe(1);
  expect(await refusedCode(ask('mars'))).toBe('not_found');
  const recorded = await rig.context.db.selectFrom('audit').select(['action', 'subject']).execute();
  expect(recorded).toContainEqual({ action: 'footage.reconciliation_asked', subject: 'eu' });
});

test('what a region’s cameras are asked for is set for each, told to the region, shown and recorded', async () => {
  const region = Region.parse('eu');
  const set = (segmentSeconds: number, of: string = region) =>
    people().changeRegion({ params: { region: Region.parse(of) }, body: { segmentSeconds: segmentSeconds as 10 } });
  const shown = async () => (await people().listRegions({})).items.map((one) => [one.region, one.segmentSeconds]);
  expect(await shown()).toEqual([
    ['cn', 10],
    ['eu', 10],
  ]);
  expect(await set(60)).toEqual({ segmentSeconds: 60 });
  while (rig.regions.eu.catalogue()?.segmentSeconds !== 60) await rig.regions.eu.told();
  expect(rig.regions.cn.catalogue()?.segmentSeconds ?? 10).toBe(10);
  expect(await shown()).toEqual([
    ['cn', 10],
    ['eu', 60],
  ]);
  for (const wrong of [0, 4, 15, 30, 61, 3600])
    expect(await refused(set(wrong))).toMatchObject({ code: 'input_invalid', fields: [{ path: 'segmentSeconds' }] });
  expect(await refusedCode(set(20, 'mars'))).toBe('not_found');
  await set(60); // the same again is no change
  const { db } = rig.context;
  const changes = await db.selectFrom('audit').selectAll().where('action', '=', 'region.changed').execute();
  expect(changes).toMatchObject([
    { subject: 'eu', details: { before: { segmentSeconds: 10 }, after: { segmentSeconds: 60 } } },
  ]);
});

test('makers are found by name and login, with what they are owed and what they agreed to', async () => {
  const other = await openSeller(rig, 'findme');
  await feed.report(paidReport(other.pid));
  for (const search of ['FINDME', 'findme@example', other.accountId]) {
    const { items } = await people().listMakers({ query: { search } });
    expect(items).toMatchObject([
      {
        accountId: other.accountId,
        login: 'findme@example.com',
        products: 1,
        activated: 0,
        agreementVersion: '2019-04-10',
        payable: false,
        balances: [{ currency: 'USD', accrued: cents(100), due: cents(0) }],
      },
    ]);
  }
  const all = await people().listMakers({ query: { limit: 1 } });
  const rest = await people().listMakers({ query: { cursor: all.next ?? '' } });
  expect([...all.items, ...rest.items].map(({ name }) => name)).toEqual(['findme', 'another', 'seller']);
});

test('what a provider paid out is booked with its fee, once', async () => {
  const body = { id: 'payout-1', provider: 'acme', money: fen(980), fee: fen(20) };
  await Promise.all([books().recordCollection({ body }), books().recordCollection({ body })]);
  expect(await refusedCode(books().recordCollection({ body: { ...body, fee: fen(30) } }))).toBe('reference_taken');
  expect(await refusedCode(books().recordCollection({ body: { ...body, fee: yen(20) } }))).toBe('input_invalid');
  const [entry] = (await books().listLedger({ query: { account: 'clearing:acme' } })).items;
  expect(entry?.postings).toEqual([
    { account: 'bank', maker: null, money: fen(980) },
    { account: 'fees', maker: null, money: fen(20) },
    { account: 'clearing:acme', maker: null, money: fen(-1000) },
  ]);
});

test('amounts that no sum could hold are refused by their field, whatever they are for', async () => {
  const [most, above] = [fen(MOST_ENTERED), fen(Number.MAX_SAFE_INTEGER)];
  const body = { id: 'payout-large', provider: 'large' };
  const large = books().recordCollection({ body: { ...body, money: above, fee: above } });
  expect(await refused(large)).toMatchObject({
    status: 422,
    fields: [{ path: 'money.amount' }, { path: 'fee.amount' }],
  });
  for (const n of [1, 2])
    await books().recordCollection({ body: { ...body, id: `large-${n}`, money: most, fee: most } });
  const [entry] = (await books().listLedger({ query: { account: 'clearing:large' } })).items;
  expect(entry?.postings.at(-1)?.money).toEqual(fen(-2 * MOST_ENTERED));
  expect(await books().getTrialBalance({})).toMatchObject({ balanced: true });
  const payout = { payoutId: 'large', accountId: seller.accountId, money: above };
  expect(await refused(books().recordPayout({ body: payout }))).toMatchObject({ fields: [{ path: 'money.amount' }] });
});

test('of the operator’s people only administrators move money and suspend, and makers do and see nothing of it', async () => {
  const { db } = rig.context;
  const setRole = (role: 'viewer' | 'administrator') =>
    db.updateTable('member').set({ role }).where('user_id', '=', operator.session.user.id).execute();
  const accountId = seller.accountId;
  const money = fen(1);
  const region = Region.parse('eu');
  const acts = (as: { client: typeof operator.client }) => [
    as.client(ledger).recordPayout({ body: { payoutId: 'abcd', accountId, money } }),
    as.client(ledger).recordCollection({ body: { id: 'abcd', provider: 'x', money, fee: fen(0) } }),
    as.client(ledger).getPayoutChannelOfMaker({ params: { accountId } }),
    as.client(platform).suspendOwner({
      params: { region, ownerId: OwnerId.parse('a'.repeat(20)) },
      body: { suspended: true, reason: 'x' },
    }),
    as.client(platform).reconcileFootage({ params: { region } }),
    as.client(platform).changeRegion({ params: { region }, body: { segmentSeconds: 60 } }),
  ];
  await setRole('viewer');
  const tried = acts(operator);
  expect(await Promise.all(tried.map(refusedCode))).toEqual(tried.map(() => 'not_allowed'));
  expect((await people().listMakers({ query: {} })).items.length).toBeGreaterThan(0);
  await setRole('administrator');
  const asMaker = [
    ...acts(seller.maker),
    seller.maker.client(ledger).listLedger({ query: {} }),
    seller.maker.client(platform).listMakers({ query: {} }),
  ];
  expect(await Promise.all(asMaker.map(refusedCode))).toEqual(asMaker.map(() => 'not_allowed'));
});

test('an owner who left is nobody’s tester, and the trail says what was done, and not of whom by name', async () => {
  const maker = await rig.maker('has-testers');
  const [left, neighbour] = [OwnerId.parse('7'.repeat(20)), OwnerId.parse('8'.repeat(20))];
  const found = {
    name: '赵',
    login: 'zhao@example.com',
    createdAt: '2026-01-02T03:04:05.006Z',
    devices: 0,
    suspended: null,
  };
  const shownTo = (login: string) => [left, neighbour].map((id) => ({ ...found, login, ownerId: id }));
  const expiresAt = rig.clock.now().toISOString();
  answers.eu.redeemTesterCode = async (_caller, { body }) => ({
    linked: { linkId: `tl${body.code}`, ownerName: body.code === 'OTHERS22' ? 'stays' : '赵' },
  });
  answers.eu.createResetLink = async () => ({ link: { ownerId: left, url: 'https://x/app/reset#token=t', expiresAt } });
  const link = (code: string) => maker.client(products).linkTester({ body: { code } });
  const [, , unlinked] = [await link('OTHERS22'), await link('LINKED22'), await link('BEFORE22')];
  answers.eu.removeTesterLink = async () => ({});
  await maker.client(products).unlinkTester({ params: { id: unlinked.id } });
  const region = Region.parse('eu');
  await people().createResetLink({ body: { login: 'zhao@example.com', region, password: PASSWORD } });
  answers.eu.findOwners = async () => ({ items: shownTo('zhao@example.com') });
  await people().listOwners({ query: { search: 'zhao' } });
  answers.eu.findOwners = async () => ({ items: shownTo('').slice(1) });
  await people().listOwners({ query: { search: 'ZHAO’s neighbour' } });
  const trail = async () =>
    JSON.stringify(await rig.context.db.selectFrom('audit').selectAll().orderBy('id').execute());
  expect((await trail()).match(/赵|zhao[@"]/g)?.length).toBeGreaterThan(3);

  const inEurope = openFeed(rig.context, region);
  await inEurope.report({ type: 'owner.left', ownerId: left, links: ['tlLINKED22', 'tlBEFORE22'] });

  const after = await trail();
  expect(after).not.toMatch(/赵|zhao[@"]/);
  expect(after).toContain('stays');
  expect(after).toContain('ZHAO’s neighbour');
  expect(after).toContain(`eu ${left}`);
  expect((await maker.client(products).listTesters({ query: {} })).items).toMatchObject([{ ownerName: 'stays' }]);
});
