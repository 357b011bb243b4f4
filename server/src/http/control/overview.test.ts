import { type ConformanceId, type Found, overview, products, Region, services, Uuid } from '@kaitong/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fen, openFeed, paidReport, refundReport } from '../../control/billing/testing/sales.ts';
import { openSeller, type Seller } from '../../control/billing/testing/seller.ts';
import { settleClaims } from '../../control/claims/settle-claims.ts';
import { getProductHome } from '../../control/overview/get-product-home.ts';
import { newConformanceId, newDeviceId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { countingStatements } from '../../store/testing/statements.ts';
import { activateProduct } from '../testing/activate.ts';
import { authoriseIn } from '../testing/authorise.ts';
import { type ControlRig, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';
import type { RegionHandlers } from '../testing/region-peer.ts';

const CN = Region.parse('cn');

let rig: ControlRig;
let feed: ReturnType<typeof openFeed>;
const answers: { cn: Partial<RegionHandlers>; eu: Partial<RegionHandlers> } = { cn: {}, eu: {} };
beforeAll(async () => {
  rig = await startControl({ answers });
  feed = openFeed(rig.context, CN);
});
afterEach(() => {
  answers.cn = {};
  answers.eu = {};
});
afterAll(() => rig[Symbol.asyncDispose]());

const now = () => rig.clock.now().toISOString();
const client = ({ maker }: Pick<Seller, 'maker'>) => maker.client(overview);

/** Issued licences, of which the first is a unit that is paired. */
async function issue({ maker, pid }: Seller, count: number) {
  const { licences } = await maker.client(products).issueLicences({ params: { pid }, body: { count } });
  const uuids = licences.map(({ uuid }) => Uuid.parse(uuid));
  const [uuid] = uuids;
  if (!uuid) throw new Error('no licence');
  const deviceId = newDeviceId();
  const claims = [{ uuid, deviceId, kind: 'asked' as const, pairedAt: '2026-01-01T00:00:00Z' }];
  const body = { region: CN, released: [], claims };
  await settleClaims(rig.context, { from: CN }, { params: undefined, query: undefined, body });
  return { uuids, uuid, deviceId };
}

/** A product with something in each of its rooms. */
async function openFull(name: string) {
  const seller = await openSeller(rig, name);
  const units = await issue(seller, 3);
  const applicationId = await activateProduct(rig, seller.maker, seller.pid);
  const order = paidReport(seller.pid, {
    listPrice: fen(1000),
    paid: fen(1000),
    usDollarListPrice: null,
    paidAt: now(),
  });
  await feed.report(order, refundReport(order, 400));
  const conformanceId = await keepTest(seller);
  return { seller, ...units, applicationId, order, conformanceId };
}

/** An extended test that is over, of which one item was tried. */
async function keepTest({ maker: { session }, pid }: Seller): Promise<ConformanceId> {
  const id = newConformanceId();
  const item = { name: 'motion-off', state: 'ended', verdict: 'pass', reason: { code: 'as_expected', params: {} } };
  const times = { startedAt: null, endedAt: null, deadlineAt: null, moveSeconds: null, darkenSeconds: null };
  const items = [{ ...item, ...times, clips: [], observations: [] }];
  await rig.context.db
    .insertInto('conformance')
    .values({
      ...{ id, account_id: session.account.id, user_id: session.user.id, device_id: newDeviceId(), pid },
      ...{ firmware: '2.3.0', region: CN, state: 'ended', items: json(items) as never, problem: null },
      ended_at: rig.clock.now(),
    })
    .execute();
  return id;
}

test('a product’s home says its fleet by firmware against the lowest passing version, and all that hangs on it', async () => {
  const { seller, applicationId, conformanceId } = await openFull('home');
  const { pid } = seller;
  answers.cn.countFirmware = async () => ({
    items: [
      { firmware: '2.3.0', units: 4, online: 1 },
      { firmware: '2.2.9', units: 2, online: 2 },
    ],
  });
  answers.eu.countFirmware = async () => ({
    items: [
      { firmware: '2.10.0', units: 1, online: 0 },
      { firmware: '2.3.0', units: 1, online: 1 },
    ],
  });
  const came = (opened: number, arrived: number, ...playable: number[]) => ({
    ...{ firmware: '2.3.0' as never, day: '2026-03-01', opened, arrived },
    playable: [...playable, ...new Array<number>(12 - playable.length).fill(0)],
  });
  answers.cn.countArrivals = async () => ({ items: [came(10, 9, 0, 0, 6), { ...came(4, 4, 4), day: '2026-02-28' }] });
  answers.eu.countArrivals = async () => ({ items: [came(2, 1, 0, 0, 4)] });
  const home = await client(seller).getProductHome({ params: { pid } });
  expect(home.fleet).toEqual({
    arrivals: [
      {
        firmware: '2.3.0',
        days: [
          { day: '2026-02-28', opened: 4, arrived: 4, playableSeconds: 0.5 },
          { day: '2026-03-01', opened: 12, arrived: 10, playableSeconds: 2.5 },
        ],
      },
    ],
    firmware: [
      { firmware: '2.10.0', units: 1, online: 0, passing: true },
      { firmware: '2.3.0', units: 5, online: 2, passing: true },
      { firmware: '2.2.9', units: 2, online: 2, passing: false },
    ],
    eventsUnreachable: [],
    unreachable: [],
  });
  expect(home).toMatchObject({
    product: { pid, devices: 8, role: 'owner', activation: { firmware: '2.3.0' } },
    licences: { issued: 3, paired: 1, revoked: 0 },
    verifications: { counts: { approved: 1 }, latest: [{ id: applicationId, state: 'approved', firmware: '2.3.0' }] },
    conformance: [{ id: conformanceId, outcome: 'pass', firmware: '2.3.0' }],
    item: { pid, sale: { state: 'on_sale' } },
    sold: [{ currency: 'CNY', orders: 1, paid: fen(1000), refunded: fen(400), share: fen(60) }],
  });
  expect(home.item?.plans.length).toBeGreaterThan(0);
});

test('a region that does not answer is named on a product’s home, and its units are not taken for none', async () => {
  const seller = await openSeller(rig, 'half');
  answers.cn.countFirmware = async () => ({ items: [{ firmware: '1.0.0', units: 3, online: 1 }] });
  await rig.regions.eu.goAway();
  const home = await client(seller).getProductHome({ params: { pid: seller.pid } });
  await rig.regions.eu.comeBack();
  expect(home.fleet).toEqual({
    arrivals: [],
    firmware: [{ firmware: '1.0.0', units: 3, online: 1, passing: null }],
    eventsUnreachable: ['eu'],
    unreachable: ['eu'],
  });
  expect(home.product.devices).toBeNull();
  expect(home).toMatchObject({ item: null, sold: [], verifications: { counts: {}, latest: [] } });
});

test('a region that has counted its units and not its events is missing in the plots alone', async () => {
  const seller = await openSeller(rig, 'slow');
  const { countFirmware, countArrivals } = answers.eu;
  answers.cn.countFirmware = async () => ({ items: [{ firmware: '1.0.0', units: 3, online: 1 }] });
  answers.eu.countFirmware = async () => ({ items: [{ firmware: '1.0.0', units: 2, online: 1 }] });
  answers.eu.countArrivals = async () => {
    throw new Error('as a region does that is older than this question');
  };
  const home = await client(seller).getProductHome({ params: { pid: seller.pid } });
  Object.assign(answers.eu, { countFirmware, countArrivals });
  expect(home).toMatchObject({
    product: { devices: 5 },
    fleet: { firmware: [{ units: 5 }], unreachable: [], eventsUnreachable: ['eu'] },
  });
});

test('another account’s product is not there, and a role on one shows neither its money nor its account’s tries', async () => {
  const { seller } = await openFull('lender');
  const params = { pid: seller.pid };
  const other = await rig.maker('borrower');
  expect(await refusedCode(other.client(overview).getProductHome({ params }))).toBe('not_found');
  await authoriseIn(seller.maker, other, seller.pid, 'viewer');
  expect(await other.client(overview).getProductHome({ params })).toMatchObject({
    product: { role: 'viewer' },
    licences: { issued: 3 },
    verifications: { counts: {}, latest: [] },
    conformance: [],
    sold: null,
  });
});

/** Only ever lower it. */
const BUDGET = 14;

test(`a product’s home takes at most ${BUDGET} statements, however much there is`, async () => {
  const { seller } = await openFull('budget');
  const { db, taken } = countingStatements(rig.context.db);
  const caller = { kind: 'maker', accountId: seller.accountId, userId: 'u', role: 'administrator' } as never;
  const read = () => getProductHome({ ...rig.context, db }, caller, { params: { pid: seller.pid } } as never);
  await read();
  const first = taken();
  await issue(seller, 40);
  for (let n = 0; n < 8; n++) await feed.report(paidReport(seller.pid, { paidAt: now() }));
  await read();
  expect(taken() - first).toBe(first);
  expect(first).toBeLessThanOrEqual(BUDGET);
});

const kinds = (items: readonly Found[]) => items.map(({ kind }) => kind);

test('ids are found by how they begin, in groups and in upper case too', async () => {
  const { seller, uuid, uuids, deviceId, applicationId, order } = await openFull('finder');
  const find = async (text: string) => (await client(seller).find({ query: { text } })).items;
  const device = { kind: 'device', deviceId, uuid, pid: seller.pid, productName: '卡片机', region: 'cn' };
  expect(await find(deviceId)).toEqual([device]);
  expect(await find(deviceId.slice(0, 12))).toContainEqual(device);
  expect(await find(`${deviceId.slice(0, 4)} ${deviceId.slice(4, 9).toUpperCase()} ${deviceId.slice(9)}`)).toEqual([
    device,
  ]);
  expect(await find(uuid)).toEqual([device]);
  expect(await find(uuids[1] ?? '')).toEqual([
    { kind: 'licence', uuid: uuids[1], pid: seller.pid, productName: '卡片机' },
  ]);
  expect(await find(seller.pid)).toEqual([{ kind: 'product', pid: seller.pid, name: '卡片机' }]);
  expect(await find(applicationId)).toMatchObject([{ kind: 'application', id: applicationId, state: 'approved' }]);
  expect(await find(order.orderId)).toMatchObject([{ kind: 'order', orderId: order.orderId, pid: seller.pid }]);
  const [agreed] = (await seller.maker.client(services).listServiceOrders({ query: {} })).items;
  expect(kinds(await find(agreed?.id ?? ''))).toEqual(['service_order']);
  expect(kinds(await find('卡片机'))).toEqual(['product']);
  expect(await find('%%%')).toEqual([]);
  expect(await refusedCode(client(seller).find({ query: { text: 'ab' } }))).toBe('input_invalid');
});

test('another account finds nothing of it, and a role on the product finds what hangs on that', async () => {
  const { seller, uuid, deviceId, applicationId, order } = await openFull('hidden');
  const other = await rig.maker('curious');
  const [agreed] = (await seller.maker.client(services).listServiceOrders({ query: {} })).items;
  const texts = [deviceId, uuid, seller.pid, applicationId, order.orderId, agreed?.id ?? ''];
  const find = async (text: string) => (await other.client(overview).find({ query: { text } })).items;
  for (const text of [...texts, '卡片机']) expect(await find(text), text).toEqual([]);
  await authoriseIn(seller.maker, other, seller.pid, 'viewer');
  expect((await Promise.all(texts.map(find))).map(kinds)).toEqual([['device'], ['device'], ['product'], [], [], []]);
});

test('whoever sells reads a product’s home without keys and tries, and finds no device of it', async () => {
  const { seller, deviceId, order } = await openFull('selling');
  await rig.context.db
    .updateTable('member')
    .set({ role: 'commerce' })
    .where('account_id', '=', seller.accountId)
    .execute();
  const home = await client(seller).getProductHome({ params: { pid: seller.pid } });
  expect(home).toMatchObject({ licences: null, verifications: null, conformance: null, item: { pid: seller.pid } });
  expect(home.sold).toHaveLength(1);
  const find = async (text: string) => kinds((await client(seller).find({ query: { text } })).items);
  expect([await find(deviceId), await find(order.orderId), await find(seller.pid)]).toEqual([
    [],
    ['order'],
    ['product'],
  ]);
});
