import {
  type AccountId,
  accounts,
  type Contract,
  type CouponId,
  DeviceId,
  days,
  type Pid,
  products,
  sales,
  services,
} from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authoriseIn } from '../testing/authorise.ts';
import { type ControlRig, PASSWORD, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';
import type { RegionHandlers } from '../testing/region-peer.ts';

type Maker = Awaited<ReturnType<ControlRig['maker']>>;

let rig: ControlRig;
let owner: Maker;
let stranger: Maker;
let pid: Pid;
let keyId: string;
let authorisationId: string;
let testerId: string;
let couponId: CouponId;
let sessionId: string;
const deviceId = DeviceId.parse('6c498a7ef85bd838ffkgxe');
const asked: { pids: string[]; accountId: AccountId }[] = [];

beforeAll(async () => {
  const cn: Partial<RegionHandlers> = {
    redeemTesterCode: async () => ({ linked: { linkId: 'tl9', ownerName: 'Owner' } }),
    findDevice: async () => ({
      judge: true,
      found: {
        deviceId,
        pid,
        uuid: 'uuid00000000000000ac',
        pairedAt: '2026-01-01T00:00:00Z',
        presence: 'online',
        isExpected: true,
        firmware: '2.3.0',
        features: { sleepy: false, probe: false },
        motionDetection: null,
      },
    }),
    listProductDevices: async (_caller, { body }) => {
      asked.push(body);
      return { items: [] };
    },
  };
  rig = await startControl({ answers: { cn, eu: {} } });
  owner = await rig.maker('tenant');
  stranger = await rig.maker('stranger');
  const friend = await rig.maker('friend');
  ({ pid } = await owner.client(products).createProduct({ body: { name: 'mine' } }));
  await owner.client(products).issueLicences({ params: { pid }, body: { count: 1 } });
  ({ id: keyId } = await owner.client(accounts).createApiKey({ body: { name: 'mine' } }));
  sessionId = (await owner.client(accounts).listSessions({})).items[0]?.id ?? '';
  ({ id: testerId } = await owner.client(products).linkTester({ body: { code: 'ABCDEFGH' } }));
  authorisationId = await authoriseIn(owner, friend, pid, 'viewer');
  const order = { serviceId: 'video-cloud-storage', agreementVersion: '2019-04-10' } as const;
  await owner.client(services).createServiceOrder({ body: order });
  ({ id: couponId } = await owner.client(sales).createCoupon({ body: coupon() }));
  await owner.client(sales).createPrepaidRequest({ body: request });
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

/** What another account gets where the owner would get something: each operation that names or lists what is owned. */
const seenByStranger: Record<string, () => Promise<unknown>> = {
  getProduct: () => refusedCode(stranger.client(products).getProduct({ params: { pid } })),
  issueLicences: () => refusedCode(stranger.client(products).issueLicences({ params: { pid }, body: { count: 1 } })),
  revokeLicences: () =>
    refusedCode(
      stranger.client(products).revokeLicences({ params: { pid }, body: { uuids: ['u'.repeat(20)] } as never }),
    ),
  listDeviceAuthorities: () => refusedCode(stranger.client(products).listDeviceAuthorities({ params: { pid } })),
  addDeviceAuthority: () =>
    refusedCode(stranger.client(products).addDeviceAuthority({ params: { pid }, body: { certificate: 'none' } })),
  removeDeviceAuthority: () =>
    refusedCode(stranger.client(products).removeDeviceAuthority({ params: { pid, fingerprint: 'f'.repeat(64) } })),
  listLicences: () => refusedCode(stranger.client(products).listLicences({ params: { pid }, query: {} })),
  listDevices: () => refusedCode(stranger.client(products).listDevices({ query: { pid } })),
  enableMotionDetection: () => refusedCode(stranger.client(products).enableMotionDetection({ params: { deviceId } })),
  unlinkTester: () => refusedCode(stranger.client(products).unlinkTester({ params: { id: testerId } })),
  revokeApiKey: () => refusedCode(stranger.client(accounts).revokeApiKey({ params: { id: keyId } })),
  endSession: () => refusedCode(stranger.client(accounts).endSession({ params: { id: sessionId } })),
  revokeAuthorisation: () =>
    refusedCode(stranger.client(accounts).revokeAuthorisation({ params: { id: authorisationId } })),
};

const coupon = () => ({
  name: 'mine',
  discount: { percent: 10 },
  pids: [pid],
  validFrom: new Date().toISOString(),
  validUntil: new Date(Date.now() + days(7)).toISOString(),
  limit: null,
});
const request = { contactName: 'x', contact: 'x@example.com', message: 'x' };
/** What changes the sale of a product. */
const saleChanges: Record<string, (who: Maker) => Promise<unknown>> = {
  choosePlans: (who) => who.client(sales).choosePlans({ params: { pid }, body: { planIds: null } }),
  stopSale: (who) => who.client(sales).stopSale({ params: { pid }, body: {} }),
  resumeSale: (who) => who.client(sales).resumeSale({ params: { pid } }),
  undoActivation: (who) => who.client(sales).undoActivation({ params: { pid }, body: { reason: 'x' } }),
  releaseProduct: (who) => who.client(sales).releaseProduct({ params: { pid } }),
  createCoupon: (who) => who.client(sales).createCoupon({ body: coupon() }),
  endCoupon: (who) => who.client(sales).endCoupon({ params: { id: couponId } }),
};
Object.assign(seenByStranger, {
  getServiceItem: () => refusedCode(stranger.client(sales).getServiceItem({ params: { pid } })),
  listActivations: () => refusedCode(stranger.client(sales).listActivations({ params: { pid }, query: {} })),
});
for (const [name, change] of Object.entries(saleChanges)) seenByStranger[name] = () => refusedCode(change(stranger));

const emptyForStranger: Record<string, () => Promise<{ items: unknown[] }>> = {
  listProducts: () => stranger.client(products).listProducts({ query: { search: 'mine' } }),
  listTesters: () => stranger.client(products).listTesters({ query: { cursor: testerId } }),
  listApiKeys: () => stranger.client(accounts).listApiKeys({ query: { cursor: keyId } }),
  listAuthorisations: () => stranger.client(accounts).listAuthorisations({ query: {} }),
  listServiceOrders: () => stranger.client(services).listServiceOrders({ query: {} }),
  listCoupons: () => stranger.client(sales).listCoupons({ query: { cursor: couponId } }),
  listPrepaidRequests: () => stranger.client(sales).listPrepaidRequests({ query: {} }),
  listServiceItems: () => stranger.client(sales).listServiceItems({ query: {} }),
};

/** These name nothing that another account could own. */
const ofTheCallerOnly = [
  'getSession',
  'changePassword',
  'listSessions',
  'endOtherSessions',
  'getSecondFactor',
  'beginSecondFactor',
  'confirmSecondFactor',
  'renewRecoveryCodes',
  'removeSecondFactor',
  'listPasskeys',
  'beginPasskey',
  'addPasskey',
  'removePasskey', // another's: passkeys.test.ts
  'createApiKey',
  'createProduct',
  'linkTester',
  'listServices',
  'getAgreement',
  'createServiceOrder',
  'listPlans',
  'createPrepaidRequest',
];

const contract: Contract = { ...accounts, ...products, ...sales, ...services };
const forMakers = Object.keys(contract).filter((name) => contract[name]?.caller !== 'public');

test('every operation for makers is tried with another account', () => {
  const tried = [...Object.keys(seenByStranger), ...Object.keys(emptyForStranger), ...ofTheCallerOnly];
  expect(tried.sort()).toEqual(forMakers.sort());
});

test.each(Object.keys(seenByStranger))('%s: what belongs to another account does not exist', async (name) => {
  expect(await seenByStranger[name]?.()).toBe('not_found');
});

test.each(Object.keys(emptyForStranger))('%s shows nothing of another account', async (name) => {
  expect((await emptyForStranger[name]?.())?.items).toEqual([]);
});

test('the regions are asked only for PIDs that the caller may see, in the name of the caller’s account', async () => {
  asked.length = 0;
  await stranger.client(products).listDevices({ query: {} });
  expect(asked).toEqual([]);
  await owner.client(products).listDevices({ query: {} });
  expect(asked).toMatchObject([{ pids: [pid], accountId: owner.session.account.id }]);
});

test('another account’s agreement is not one’s own', async () => {
  const { items } = await stranger.client(services).listServices({ query: {} });
  expect(items.map(({ agreement }) => agreement)).toEqual([null, null]);
});

test.each(forMakers)('%s refuses whoever is not signed in, before it looks at the input', async (name) => {
  const operation = contract[name];
  if (!operation) throw new Error(name);
  const response = await rig.browser().fetch(operation.path.replace(/:\w+/g, 'x'), {
    method: operation.method,
    ...(operation.method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: '{"rubbish"' }),
  });
  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ code: 'not_signed_in', status: 401 });
});

test('a viewer of the account changes nothing', async () => {
  const viewer = await rig.maker('viewer');
  await rig.context.db
    .updateTable('member')
    .set({ role: 'viewer' })
    .where('user_id', '=', viewer.session.user.id)
    .execute();
  await rig.context.db
    .updateTable('member')
    .set({ account_id: owner.session.account.id })
    .where('user_id', '=', viewer.session.user.id)
    .execute();
  expect((await viewer.client(products).getProduct({ params: { pid } })).pid).toBe(pid);
  const changes = [
    viewer.client(products).createProduct({ body: { name: 'x' } }),
    viewer.client(products).issueLicences({ params: { pid }, body: { count: 1 } }),
    viewer.client(products).enableMotionDetection({ params: { deviceId } }),
    viewer.client(products).linkTester({ body: { code: 'ABCDEFGH' } }),
    viewer.client(products).unlinkTester({ params: { id: testerId } }),
    viewer.client(accounts).createApiKey({ body: { name: 'x' } }),
    viewer.client(accounts).revokeApiKey({ params: { id: keyId } }),
    viewer.client(accounts).revokeAuthorisation({ params: { id: authorisationId } }),
    viewer
      .client(services)
      .createServiceOrder({ body: { serviceId: 'video-cloud-storage', agreementVersion: '2019-04-10' } }),
  ];
  const codes = await Promise.all(changes.map(refusedCode));
  expect(codes).toEqual(changes.map(() => 'not_allowed'));
  for (const [name, change] of Object.entries(saleChanges))
    expect(await refusedCode(change(viewer)), name).toBe('not_allowed');
  expect(await refusedCode(viewer.client(sales).createPrepaidRequest({ body: request }))).toBe('not_allowed');
  await viewer.client(accounts).changePassword({ body: { current: PASSWORD, next: 'a password of my own' } });
});
