// Somebody with everything that an account, an owner or a device can have, and everybody who must not get at it.
import { generateKeyPairSync, sign } from 'node:crypto';
import {
  type Application,
  type app,
  type BulkActivationId,
  type Client,
  ConformanceId,
  type Contract,
  type CouponId,
  control,
  createClient,
  type DeviceId,
  days,
  FirmwareManifest,
  manifestText,
  type OrderId,
  type Output,
  type Pid,
  type PlanId,
  type Region,
  type ReleaseId,
  type Role,
  SoakId,
} from '@kaitong/contract';
import { secretProof } from '@kaitong/device';
import { authorise, issueForMaker, planeToken, tokenIn } from '@kaitong/server/testing';
import { eventually } from '../../activation/testing/eventually.ts';
import type { Maker, Owner } from '../../activation/testing/people.ts';
import type { RegionName, RunningRig } from '../../activation/testing/rig.ts';
import { stages } from '../../activation/testing/stages.ts';
import type { Opened, Unit } from '../../activation/testing/units.ts';
import { type Credentials, call, POINT } from './call.ts';
import { gatherSold, type Sold } from './sold.ts';
import { gatherWatched, type WatchedFootage } from './watched.ts';

export type Cast = {
  rig: RunningRig;
  /** The account whose things everybody tries to get at. */
  maker: Maker;
  /** Its product, activated by `application` of `unit`; `owner` lets it see footage. */
  pid: Pid;
  unit: Unit;
  owner: Owner;
  application: Application;
  /** Of a bulk activation of the account. */
  bulkId: BulkActivationId;
  /** An extended test of `unit`, which has ended. */
  conformanceId: ConformanceId;
  soakId: SoakId;
  keyId: string;
  /** An address of what was found of `application`, and what permits it. */
  findingsShareId: string;
  findingsToken: string;
  noticeId: string;
  webhookId: string;
  deliveryId: string;
  /** Of the account's member who takes part, the name of the account, and an invitation to it, as its row and its token. */
  userId: string;
  companyName: string;
  invitationId: string;
  invitation: string;
  /** Of the newest entry of the account's audit trail. */
  auditId: string;
  /** Of the account's member who takes part, and of the owner. */
  sessionId: string;
  ownersSessionId: string;
  testerId: string;
  linkId: string;
  usedCode: string;
  orderId: string;
  couponId: CouponId;
  /** Of an authority that vouches for units of the product. */
  authority: string;
  /** Of a key that signs the product's firmware, and what it signed. */
  firmwareKey: string;
  releaseId: ReleaseId;
  sale: Sold;
  prepaidRequestId: string;
  /** What the owner ordered for `unit` and has not paid, and asked the operator for. */
  purchase: { orderId: OrderId; requestId: string; planId: PlanId; checkoutUrl: string };
  /** What `unit` recorded. */
  watched: WatchedFootage;
  /** With which footage of `unit` may be pushed. */
  ingestTokenId: string;
  /** That alarms are sent to. */
  alarmPhoneId: string;
  /** An authorisation that the account gave to somebody who takes no part. */
  authorisationId: string;
  /** Of a device that uploads now. */
  running: { unit: Unit; opened: Opened; nonce: string; applicationId: Application['id'] };
  makers: Record<'stranger' | 'member' | Role, Credentials>;
  strangersLogin: string;
  /** Signed in at the app of a region. */
  owners: { neighbour: Credentials; abroad: Credentials; self: Credentials };
  devices: { other: Credentials; abroad: Credentials; self: Credentials };
};

export const PLANE_SECRET = 'a plane secret that only this test knows';
export const OWNERS_PASSWORD = 'the password of an owner';
const ORDER = { serviceId: 'video-cloud-storage', agreementVersion: '2019-04-10' } as const;

/** Cookies of a browser that has just called this. */
async function cookiesOf(url: string, path: string, body: object): Promise<Credentials> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
  const cookie = response.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  return { cookie: cookie.join('; '), origin: new URL(url).origin };
}

/** Any contract, called with these credentials. */
export function clientWith<C extends Contract>(contract: C, url: string, credentials: Credentials): Client<C> {
  return createClient(contract, async ({ method, path, body }) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...credentials, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  });
}

export const bearer = (token: string): Credentials => ({ authorization: `Bearer ${token}` });

export async function deviceToken({ credentials: { url, deviceId, secret } }: Unit): Promise<string> {
  const post = async (path: string, body: object) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await (await fetch(url + path, init)).json()) as { challenge: string; token: string };
  };
  const { challenge } = await post('/device/v1/challenge', { deviceId });
  return (await post('/device/v1/token', { deviceId, challenge, proof: secretProof(secret, challenge) })).token;
}

export const planeCredentials = (from: RegionName | 'control', to: RegionName | 'control'): Credentials =>
  bearer(planeToken(PLANE_SECRET, from as Region, to as Region));

/** A signed-in owner of a region's app. */
export const signUp = (rig: RunningRig, region: RegionName, login: string): Promise<Credentials> =>
  cookiesOf(rig.url, `/${region}/api/v1/sign-up`, { login, password: OWNERS_PASSWORD, name: login });

/** A signed-in maker with an account of its own and the agreement in force. */
export async function register(rig: RunningRig, login: string): Promise<Credentials> {
  const body = { login, password: 'a password of somebody else', accountName: login };
  const credentials = await cookiesOf(rig.url, '/api/v1/register', body);
  await clientWith(control, rig.url, credentials).createServiceOrder({ body: ORDER });
  return credentials;
}

export async function gather(rig: RunningRig): Promise<Cast> {
  const { maker } = rig;
  const bystander = await rig.newMaker();
  const stranger = await gatherStranger(rig, bystander);
  const owner = await rig.newOwner();
  const { code: usedCode } = await owner.createTesterCode({});
  const { id: testerId } = await maker.linkTester({ body: { code: usedCode } });
  const unit = await rig.unit({ owner });
  await unit.camera();
  const [{ application }, makers, owners, running] = await Promise.all([
    maker.activate(unit.deviceId),
    gatherMakers(rig, unit.pid, stranger),
    gatherOwners(rig, owner),
    openUpload(rig, owner),
  ]);
  const [link] = (await owner.listTesterLinks({})).items;
  const [key] = (await maker.listApiKeys({ query: {} })).items;
  const [order] = (await maker.listServiceOrders({ query: {} })).items;
  if (application.state !== 'approved' || !link || !key || !order) throw new Error('the cast is not complete');
  const given = { pid: unit.pid, login: bystander.login, role: 'viewer' } as const;
  const [other, abroad] = await Promise.all([rig.unit(), rig.unit({ owner: rig.owners.eu })]);
  return {
    rig,
    maker,
    pid: unit.pid,
    unit,
    owner,
    application,
    conformanceId: await gatherConformance(rig, maker, unit),
    soakId: await gatherSoak(rig, maker, unit),
    keyId: key.id,
    ...(await gatherFindings(maker, application.id)),
    ...(await gatherTold(maker)),
    ...(await gatherTeam(maker)),
    auditId: (await maker.listAudit({ query: {} })).items[0]?.id ?? '',
    sessionId: (await maker.console.listSessions({})).items[0]?.id ?? '',
    ownersSessionId: (await owner.listSessions({})).items[0]?.id ?? '',
    testerId,
    linkId: link.id,
    usedCode,
    orderId: order.id,
    ...(await gatherSales(maker, unit.pid)),
    ...(await gatherFirmware(maker, unit.pid)),
    purchase: await gatherPurchase(owner, unit),
    watched: await gatherWatched(rig, owner, unit),
    ingestTokenId: (await owner.createIngestToken({ params: { deviceId: unit.deviceId }, body: { name: 'x' } })).id,
    alarmPhoneId: await gatherAlarmPhone(owner),
    sale: await gatherSold(rig, maker, unit.pid),
    authorisationId: await authorise(maker.console, bystander.console, given),
    running,
    ...makers,
    owners,
    devices: {
      other: bearer(await deviceToken(other)),
      abroad: bearer(await deviceToken(abroad)),
      self: bearer(await deviceToken(running.unit)),
    },
  };
}

async function gatherConformance(rig: RunningRig, { accountId }: Maker, unit: Unit): Promise<ConformanceId> {
  const id = ConformanceId.parse(`cf${'tested'.padEnd(18, '0')}`);
  await rig.control.pool.query(
    `INSERT INTO conformance (id, account_id, user_id, device_id, pid, region, state, items, ended_at)
     VALUES ($1, $2, 'somebody', $3, $4, 'cn', 'ended', '[]', now())`,
    [id, accountId, unit.deviceId, unit.pid],
  );
  return id;
}

async function gatherSoak(rig: RunningRig, { accountId }: Maker, unit: Unit): Promise<SoakId> {
  const id = SoakId.parse(`sk${'watched'.padEnd(18, '0')}`);
  await rig.control.pool.query(
    `INSERT INTO soak (id, account_id, user_id, device_id, pid, region, sleepy, state, ended_at)
     VALUES ($1, $2, 'somebody', $3, $4, 'cn', false, 'ended', now())`,
    [id, accountId, unit.deviceId, unit.pid],
  );
  return id;
}

async function gatherTeam(maker: Maker): Promise<Pick<Cast, 'userId' | 'companyName' | 'invitationId' | 'invitation'>> {
  const { user } = await maker.console.getSession({});
  const { name } = await maker.getCompany({});
  const body = { login: 'invited@example.com', role: 'administrator' } as const;
  const { invitation, url } = await maker.console.createInvitation({ body });
  return { userId: user.id, companyName: name, invitationId: invitation.id, invitation: tokenIn(url) };
}

async function gatherSales(maker: Maker, pid: Pid): Promise<Pick<Cast, 'authority' | 'couponId' | 'prepaidRequestId'>> {
  const validFrom = new Date().toISOString();
  const validUntil = new Date(Date.now() + days(30)).toISOString();
  const body = { name: 'x', discount: { percent: 10 }, pids: [pid], validFrom, validUntil, limit: null };
  const request = { contactName: 'x', contact: maker.login, message: 'x' };
  const { cert: certificate } = await issueForMaker({ subject: 'CN=Maker root', isAuthority: true });
  return {
    authority: (await maker.addDeviceAuthority({ params: { pid }, body: { certificate } })).fingerprint,
    couponId: (await maker.createCoupon({ body })).id,
    prepaidRequestId: (await maker.createPrepaidRequest({ body: request })).id,
  };
}

async function gatherFirmware(maker: Maker, pid: Pid): Promise<Pick<Cast, 'firmwareKey' | 'releaseId'>> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
  const { fingerprint } = await maker.console.addFirmwareKey({ params: { pid }, body: { publicKey: pem } });
  const manifest = FirmwareManifest.parse({ pid, version: '8.0', bytes: 1, sha256: '0'.repeat(64), takesBack: null });
  const signature = sign(null, Buffer.from(manifestText(manifest)), privateKey).toString('hex');
  const notes = { 'zh-CN': 'x', en: 'x' };
  const { id } = await maker.console.createRelease({ params: { pid }, body: { manifest, signature, notes } });
  return { firmwareKey: fingerprint, releaseId: id };
}

async function gatherFindings(
  maker: Maker,
  id: Application['id'],
): Promise<Pick<Cast, 'findingsShareId' | 'findingsToken'>> {
  const { share, url } = await maker.shareFindings({ params: { id }, body: {} });
  return { findingsShareId: share.id, findingsToken: url.split('/').at(-1) ?? '' };
}

/** What the account was told, and a receiver that is nowhere. */
async function gatherTold(maker: Maker): Promise<Pick<Cast, 'noticeId' | 'webhookId' | 'deliveryId' | 'bulkId'>> {
  const { id: bulkId } = await maker.createBulkActivation({ body: { deviceIds: ['no device'] } });
  const { id: webhookId } = await maker.createWebhook({ body: { url: 'https://receiver.invalid/' } });
  const { id: deliveryId } = await maker.testWebhook({ params: { id: webhookId } });
  return { noticeId: (await maker.listNotices({ query: {} })).items[0]?.id ?? '', webhookId, deliveryId, bulkId };
}

/** The region may hear of what is sold a moment after the activation. */
async function gatherPurchase(owner: Owner, { deviceId }: Unit): Promise<Cast['purchase']> {
  const plan = await eventually(async () => {
    const [first] = (await owner.listOffers({ params: { deviceId } })).plans;
    if (!first) throw new Error('nothing is on sale yet');
    return first;
  });
  const body = { requestId: 'an_order_of_the_owner', deviceId, purchase: { planId: plan.id } };
  const { orderId, checkoutUrl } = await owner.createOrder({ body });
  const { id: requestId } = await owner.createContactRequest({ params: { deviceId }, body: { message: 'call me' } });
  if (checkoutUrl === null) throw new Error('nothing to pay');
  return { orderId, requestId, planId: plan.id, checkoutUrl };
}

const STRANGER = 'stranger@example.com';

/** Older rows in each list, before and behind which somebody else's could be looked for. */
async function gatherStranger(rig: RunningRig, { login, console }: Maker): Promise<Credentials> {
  const credentials = await register(rig, STRANGER);
  const stranger = clientWith(control, rig.url, credentials);
  const { pid } = await stranger.createProduct({ body: { name: 'of the stranger' } });
  await authorise(stranger, console, { pid, login, role: 'viewer' });
  await stranger.createApiKey({ body: { name: 'of the stranger' } });
  await call(rig.url, control.createApplication, { body: { deviceId: '6c00000000000000000000' } }, credentials);
  return credentials;
}

/** Accounts with each role on the PID, and a viewer of the account itself. */
async function gatherMakers(
  rig: RunningRig,
  pid: Pid,
  stranger: Credentials,
): Promise<Pick<Cast, 'makers' | 'strangersLogin'>> {
  const authorised = async (role: Role): Promise<Credentials> => {
    const login = `${role}@example.com`;
    const credentials = await register(rig, login);
    await authorise(rig.maker.console, clientWith(control, rig.url, credentials), { pid, login, role });
    return credentials;
  };
  const member = await register(rig, 'member@example.com');
  const { user } = await clientWith(control, rig.url, member).getSession({});
  await rig.control.db
    .updateTable('member')
    .set({ role: 'viewer', account_id: rig.maker.accountId })
    .where('user_id', '=', user.id)
    .execute();
  return {
    strangersLogin: STRANGER,
    makers: {
      stranger,
      member,
      viewer: await authorised('viewer'),
      commerce: await authorised('commerce'),
      developer: await authorised('developer'),
      administrator: await authorised('administrator'),
    },
  };
}

async function gatherOwners(rig: RunningRig, owner: Owner): Promise<Cast['owners']> {
  const [neighbour, abroad, self] = await Promise.all([
    signUp(rig, 'cn', 'neighbour@example.com'),
    signUp(rig, 'eu', 'abroad@example.com'),
    cookiesOf(rig.url, '/cn/api/v1/sign-in', { login: owner.login, password: 'correct horse battery' }),
  ]);
  return { neighbour, abroad, self };
}

/** A device of another product that is in the middle of an upload. */
async function openUpload(rig: RunningRig, owner: Owner): Promise<Cast['running']> {
  const unit = await rig.unit({ owner });
  const { run, device, event } = await stages['await-upload']({ rig, unit });
  // It is to be open still when everybody has tried, however long that takes here.
  const hour = "interval '1 hour'";
  await rig.regions.cn.pool.query(
    `UPDATE run SET deadline_at = deadline_at + ${hour}, grant_expires_at = grant_expires_at + ${hour},
       grant_given_until = grant_given_until + ${hour} WHERE application_id = $1`,
    [run.id],
  );
  await rig.control.pool.query('DELETE FROM deadline WHERE subject = $1', [run.id]);
  return { unit, opened: event, nonce: (await device.grant).nonce, applicationId: run.id };
}

/** What the account and the owner have, to be the same after everybody has tried. */
export async function takeStock({ maker, owner, pid, unit, application, rig, running }: Cast): Promise<object> {
  const all = { query: {} };
  const params = { deviceId: unit.deviceId as DeviceId };
  const [event] = (await rig.regions.cn.pool.query('SELECT state FROM event WHERE id = $1', [running.opened.eventId]))
    .rows;
  const { lastSeenAt: _, ...device } = (await owner.getDevice({ params })) as Output<typeof app.getDevice>;
  return {
    footage: (await owner.listEvents({ params, query: {} })).items,
    shares: (await owner.listShares(all)).items,
    ingestTokens: (await owner.listIngestTokens({ params })).items,
    session: await maker.getSession({}),
    sessions: [await maker.console.listSessions({}), await owner.listSessions({})].map(({ items }) =>
      items.map(({ id }) => id),
    ),
    keys: (await maker.listApiKeys(all)).items.map(({ id }) => id),
    findingsShares: (await maker.listFindingsShares({ params: { id: application.id } })).items.map(({ id, state }) => [
      id,
      state,
    ]),
    webhooks: (await maker.listWebhooks({})).items.map(({ id, state, kinds }) => [id, state, kinds]),
    unread: (await maker.listNotices(all)).items.length,
    authorisations: (await maker.listAuthorisations(all)).items.map(({ accountName: _, ...one }) => one), // theirs
    members: (await maker.listMembers({})).items,
    company: await maker.getCompany({}),
    orders: (await maker.listServiceOrders(all)).items,
    product: { ...(await maker.getProduct({ params: { pid } })), licences: undefined },
    items: (await maker.listServiceItems(all)).items,
    coupons: (await maker.listCoupons(all)).items,
    billing: await maker.getBilling(all),
    sold: (await maker.listMakerOrders(all)).items,
    payoutChannel: await maker.getPayoutChannel({}),
    prepaid: (await maker.listPrepaidRequests(all)).items,
    testers: (await maker.listTesters(all)).items,
    applications: (await maker.listApplications(all)).items.map(({ id, state }) => [id, state]),
    certificate: await maker.getCertificate({ params: { id: application.id } }),
    device,
    links: (await owner.listTesterLinks({})).items,
    event,
  };
}

async function gatherAlarmPhone(owner: Owner): Promise<string> {
  const keys = { p256dh: POINT, auth: 'A'.repeat(22) };
  const { phones } = await owner.addAlarmPhone({ body: { endpoint: 'https://push.invalid/x', keys, language: 'en' } });
  return phones[0]?.id ?? '';
}
