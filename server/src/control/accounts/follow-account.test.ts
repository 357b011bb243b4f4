import { type AccountEvent, operatorSales, products, Region, sales, services } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import type { RegionHandlers } from '../../http/testing/region-peer.ts';
import { openFeed, paidReport } from '../billing/testing/sales.ts';
import { openSeller, type Seller } from '../billing/testing/seller.ts';
import { followAccount } from './follow-account.ts';
import { tellAccount } from './tell-account.ts';

const link = { linkId: `tl${'0'.repeat(18)}`, ownerName: '王' };
const answers: Record<'cn' | 'eu', Partial<RegionHandlers>> = {
  cn: { redeemTesterCode: async () => ({ linked: link }) },
  eu: {},
};
let rig: ControlRig;
let seller: Seller;
let stranger: Seller;
let feed: ReturnType<typeof openFeed>;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
beforeAll(async () => {
  rig = await startControl({ answers });
  operator = await rig.operator();
  feed = openFeed(rig.context, Region.parse('cn'));
  seller = await openSeller(rig, 'seller');
  stranger = await openSeller(rig, 'stranger');
});
afterAll(() => rig[Symbol.asyncDispose]());

type Follower = Parameters<typeof followAccount>[1];
const asMaker = ({ accountId }: Seller): Follower => ({ accountId, kind: 'maker' });
const asOperator = (): Follower => ({ accountId: operator.session.account.id as never, kind: 'operator' });

/** What an account's open pages hear of an act: all that is said between two words of our own. */
async function heardOf(follower: Follower, act: () => Promise<unknown>): Promise<AccountEvent['type'][]> {
  const news = followAccount(rig.context, follower, new AbortController().signal);
  await news.next(); // from here on it listens
  const mark = () =>
    rig.context.db.transaction().execute((trx) => tellAccount(trx, follower.accountId, 'applications.changed'));
  const heard: AccountEvent['type'][] = [];
  const marks = () => heard.filter((type) => type === 'applications.changed').length;
  const hearMark = async (n: number): Promise<void> => {
    while (marks() < n) heard.push(...((await news.next()).value ?? []).map(({ type }: AccountEvent) => type));
  };
  await mark();
  await hearMark(1);
  await act();
  await mark();
  await hearMark(2);
  const said = heard.slice(heard.indexOf('applications.changed') + 1, -1);
  return [...new Set(said)].sort();
}

const prepaid = { contactName: '王', contact: 'wang@example.com', message: '需要预存款' };

test.each<[AccountEvent['type'][], string, () => Promise<unknown>]>([
  [['billing.changed'], 'an order was paid', () => feed.report(paidReport(seller.pid))],
  [
    ['products.changed', 'sales.changed'],
    'a product was released',
    () => seller.maker.client(sales).releaseProduct({ params: { pid: seller.pid } }),
  ],
  [
    ['products.changed'],
    'licences were issued',
    () => seller.maker.client(products).issueLicences({ params: { pid: seller.pid }, body: { count: 1 } }),
  ],
  [
    ['requests.changed'],
    'a request was sent',
    () => seller.maker.client(sales).createPrepaidRequest({ body: prepaid }),
  ],
  [
    ['testers.changed'],
    'a tester was linked',
    () => seller.maker.client(products).linkTester({ body: { code: '123456' } }),
  ],
])('%j is told to the account’s open pages when %s, and to no other account', async (types, _, act) => {
  let toOthers: unknown;
  const heard = await heardOf(asMaker(seller), async () => {
    toOthers = await heardOf(asMaker(stranger), act);
  });
  expect(heard).toEqual(types);
  expect(toOthers).toEqual([]);
});

test('the agreement that comes into force is told to the account that accepted it', async () => {
  const made = await rig.maker('agreeing');
  const client = made.client(services);
  const serviceId = 'video-cloud-storage' as const;
  const { version: agreementVersion } = await client.getAgreement({ params: { serviceId }, query: {} });
  const accept = () => client.createServiceOrder({ body: { serviceId, agreementVersion } });
  const agreeing: Follower = { accountId: made.session.account.id, kind: 'maker' };
  expect(await heardOf(agreeing, accept)).toEqual(['services.changed']);
});

test('who is authorised to a product hears of it', async () => {
  const { db } = rig.context;
  const given = { id: 'au1', pid: seller.pid, account_id: stranger.accountId, role: 'viewer' } as const;
  await db.insertInto('authorisation').values(given).execute();
  const { pid } = seller;
  const act = () => seller.maker.client(products).issueLicences({ params: { pid }, body: { count: 1 } });
  expect(await heardOf(asMaker(stranger), act)).toEqual(['products.changed']);
});

test('everybody hears that a plan was changed', async () => {
  const [plan] = (await operator.client(operatorSales).listOperatorPlans({})).items;
  const params = { planId: plan?.id as never };
  const change = () => operator.client(operatorSales).changePlan({ params, body: { default: plan?.default } });
  expect(await heardOf(asMaker(stranger), change)).toEqual(['sales.changed']);
});

test('the operator’s pages hear of what is booked and asked for', async () => {
  expect(await heardOf(asOperator(), () => feed.report(paidReport(seller.pid)))).toEqual(['billing.changed']);
  const ask = () => seller.maker.client(sales).createPrepaidRequest({ body: prepaid });
  expect(await heardOf(asOperator(), ask)).toEqual(['requests.changed']);
});
