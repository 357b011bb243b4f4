// How often things may be done. Values are in contract/src/limits; here stands which counters each operation uses.
import { app, backupPath, type Contract, control, DeviceId, days, device, type Op } from '@kaitong/contract';
import { sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetRates } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { type Credentials, call, USED_PASSKEY } from './testing/call.ts';
import { clientWith, register, signUp } from './testing/cast.ts';

let rig: RunningRig;
let maker: Credentials;
let owner: Credentials;
let accountId: string;
let userId: string;
let ownerId: string;
let pid: string;
let deviceId: string;
let applicationId: string;
const conformanceId = `cf${'limited'.padEnd(18, '0')}`;
let webhookId: string;
let deliveryId: string;
beforeAll(async () => {
  rig = await startRig({}, { judge: await sharedJudge('none') });
  maker = await register(rig, 'maker@example.com');
  owner = await signUp(rig, 'cn', 'owner@example.com');
  const console = clientWith(control, rig.url, maker);
  const phone = clientWith(app, `${rig.url}/cn`, owner);
  const session = await console.getSession({});
  [accountId, userId] = [session.account.id, session.user.id];
  ({ id: ownerId } = await phone.getOwner({}));
  const unit = await rig.unit({ maker: { ...rig.maker, ...console }, owner: { ...rig.owners.cn, ...phone } });
  ({ pid, deviceId } = unit);
  await unit.device(); // confirms settings at once
  const answer = await call(rig.url, control.createApplication, { body: { deviceId } }, maker);
  ({ applicationId } = JSON.parse(answer.text) as { applicationId: string });
  await rig.control.pool.query(`UPDATE application SET region = 'cn' WHERE id = $1`, [applicationId]);
  await rig.control.pool.query(
    `INSERT INTO conformance (id, account_id, user_id, device_id, pid, region, state, items)
     VALUES ($1, $2, $3, $4, $5, 'cn', 'ended', '[]')`,
    [conformanceId, accountId, userId, deviceId, pid],
  );
  ({ id: webhookId } = await console.createWebhook({ body: { url: 'https://receiver.invalid/' } }));
  ({ id: deliveryId } = await console.testWebhook({ params: { id: webhookId } }));
});
afterAll(() => rig.stop());

type Counted = { input: () => object; counters: () => string[] };
/** The counters of an operation; or why it needs none. */
type Rule = Counted | string;

const REMOVES = 'removes what is there: there is nothing to try or to fill';
const OPERATOR = 'the people who run the platform, each act recorded';
const ONE_ROW = 'changes one row that is there';
const OPERATORS = 'for the people who run the platform';
const UPLOADS =
  'only under a grant, whose footage, objects and time are limited, and of the quotas of owner and product: server/src/http/region/quotas.test.ts';
const SESSIONS = 'counted with the footage that it opens: server/src/http/region/playback-limits.test.ts';
const TRIES = 'wrong ones are counted, each for longer: server/src/sign-in/tries.test.ts';
const PASSWORD = 'a password that is wrong';
const TOKEN = 'takes a token of 256 random bits, which nobody finds by trying';
const HEX = '0'.repeat(64);
const SECOND_FACTOR: Counted = {
  input: () => ({ body: { password: PASSWORD, code: '000000' } }),
  counters: () => [`second factor ${userId}`],
};
const terminal = () => ({ params: { userCode: 'BCDF-GHJK' } });

const makers: Partial<Record<keyof typeof control, Rule>> = {
  register: {
    input: () => ({ body: { login: 'maker@example.com', password: PASSWORD, accountName: 'x' } }),
    counters: () => ['register ip 127.0.0.1'],
  },
  signIn: TRIES,
  signOut: REMOVES,
  setUp: {
    input: () => ({ body: { token: 'x', login: 'operator@example.com', password: PASSWORD } }),
    counters: () => ['set-up ip 127.0.0.1'],
  },
  requestPasswordReset: {
    input: () => ({ body: { login: 'maker@example.com' } }),
    counters: () => ['reset ip 127.0.0.1'],
  },
  resetPassword: {
    input: () => ({ body: { token: 'x', password: 'a password for later' } }),
    counters: () => ['reset ip 127.0.0.1'],
  },
  changePassword: {
    input: () => ({ body: { current: PASSWORD, next: 'a password for later' } }),
    counters: () => ['password ip 127.0.0.1', `password ${userId}`],
  },
  endSession: REMOVES,
  endOtherSessions: REMOVES,
  beginSecondFactor: {
    input: () => ({ body: { password: PASSWORD } }),
    counters: () => [`second factor ${userId}`],
  },
  confirmSecondFactor: {
    input: () => ({ body: { code: '000000' } }),
    counters: () => [`second factor ${userId}`],
  },
  renewRecoveryCodes: SECOND_FACTOR,
  beginPasskeySignIn: { input: () => ({}), counters: () => ['passkey ip 127.0.0.1'] },
  signInWithPasskey: { input: () => ({ body: { used: USED_PASSKEY } }), counters: () => ['passkey ip 127.0.0.1'] },
  signInWithLink: { input: () => ({ body: { token: 'x' } }), counters: () => ['sign-in link ip 127.0.0.1'] },
  addPasskey: 'takes a challenge, which takes the password',
  beginPasskey: { input: () => ({ body: { password: PASSWORD } }), counters: () => [`second factor ${userId}`] },
  removePasskey: {
    input: () => ({ params: { id: 'x' }, body: { password: PASSWORD } }),
    counters: () => [`second factor ${userId}`],
  },
  removeSecondFactor: SECOND_FACTOR,
  createApiKey: { input: () => ({ body: { name: 'x' } }), counters: () => [`api-key ${accountId}`] },
  revokeApiKey: REMOVES,
  beginTerminalLogin: { input: () => ({ body: { name: 'x' } }), counters: () => ['terminal ip 127.0.0.1'] },
  takeTerminalKey: TOKEN,
  getTerminalLogin: { input: terminal, counters: () => [`terminal code ${userId}`] },
  confirmTerminalLogin: { input: terminal, counters: () => [`terminal code ${userId}`] },
  denyTerminalLogin: { input: terminal, counters: () => [`terminal code ${userId}`] },
  revokeOwnKey: REMOVES,
  readNotices: ONE_ROW,
  chooseMail: ONE_ROW,
  shareFindings: {
    input: () => ({ params: { id: applicationId }, body: {} }),
    counters: () => [`findings share ${accountId}`],
  },
  shareConformance: {
    input: () => ({ params: { id: conformanceId }, body: {} }),
    counters: () => [`findings share ${accountId}`],
  },
  endFindingsShare: REMOVES,
  getSharedFindings: {
    input: () => ({ params: { token: 'x' }, query: {} }),
    counters: () => ['findings ip 127.0.0.1'],
  },
  createWebhook: 'an account has some at most, which a code says',
  changeWebhook: ONE_ROW,
  removeWebhook: REMOVES,
  rotateWebhookSecret: ONE_ROW,
  testWebhook: { input: () => ({ params: { id: webhookId } }), counters: () => [`webhook ${accountId}`] },
  replayDelivery: {
    input: () => ({ params: { id: webhookId, deliveryId } }),
    counters: () => [`webhook ${accountId}`],
  },
  changeMember: ONE_ROW,
  removeMember: REMOVES,
  createInvitation: {
    input: () => ({ body: { pids: [pid], login: 'nobody@example.com', role: 'viewer' } }),
    counters: () => [`invite ${accountId}`],
  },
  withdrawInvitation: REMOVES,
  readInvitation: { input: () => ({ body: { token: 'x' } }), counters: () => ['invitation ip 127.0.0.1'] },
  acceptInvitation: TOKEN,
  chooseSpace: ONE_ROW,
  putCompany: ONE_ROW,
  revokeAuthorisation: REMOVES,
  createServiceOrder: 'repeated, it answers the order that is in force',
  putPayoutChannel: ONE_ROW,
  refundOrderAsOperator: OPERATOR,
  recordPayout: OPERATOR,
  recordCollection: OPERATOR,
  createResetLink: OPERATOR,
  removeSecondFactorOf: OPERATOR,
  suspendOwner: OPERATOR,
  reconcileFootage: OPERATOR,
  changeRegion: OPERATOR,
  getKeyRings: OPERATOR,
  rewrapSecrets: OPERATOR,
  choosePlans: ONE_ROW,
  stopSale: ONE_ROW,
  resumeSale: ONE_ROW,
  undoActivation: 'once per activation, which takes a camera and a verdict',
  releaseProduct: 'once per product',
  createCoupon: {
    input: () => ({
      body: {
        name: 'x',
        discount: { percent: 10 },
        pids: [pid],
        validFrom: new Date().toISOString(),
        validUntil: new Date(Date.now() + days(30)).toISOString(),
        limit: null,
      },
    }),
    counters: () => [`coupon ${accountId}`],
  },
  endCoupon: ONE_ROW,
  createPrepaidRequest: {
    input: () => ({ body: { contactName: 'x', contact: 'x@example.com', message: 'x' } }),
    counters: () => [`prepaid ${accountId}`],
  },
  createPlan: OPERATORS,
  changePlan: OPERATORS,
  changeService: OPERATORS,
  draftAgreement: OPERATORS,
  publishAgreement: OPERATORS,
  deleteAgreementDraft: OPERATORS,
  changeContactRequest: OPERATORS,
  putContact: OPERATORS,
  suspendSale: OPERATORS,
  liftSuspension: OPERATORS,
  giveWaiver: OPERATORS,
  withdrawWaiver: OPERATORS,
  createProduct: { input: () => ({ body: { name: 'x' } }), counters: () => [`product ${accountId}`] },
  revokeLicences: ONE_ROW,
  addDeviceAuthority: 'a product has five at most: server/src/http/control/device-authorities.test.ts',
  removeDeviceAuthority: REMOVES,
  addFirmwareKey: 'a product has five at most: server/src/http/control/firmware.test.ts',
  removeFirmwareKey: REMOVES,
  createRelease: 'a product has a hundred at most: server/src/http/control/firmware.test.ts',
  moveRelease: ONE_ROW,
  issueLicences: {
    input: () => ({ params: { pid }, body: { count: 1 } }),
    counters: () => [`licences ${accountId}`],
  },
  enableMotionDetection: {
    input: () => ({ params: { deviceId } }),
    counters: () => [`device command ${accountId}`],
  },
  linkTester: {
    input: () => ({ body: { code: 'ABCD-EFGH' } }),
    counters: () => [`tester code ${accountId}`, `cn redeem ${accountId}`, `eu redeem ${accountId}`],
  },
  unlinkTester: REMOVES,
  redeemSupportCode: {
    input: () => ({ params: { deviceId }, body: { code: 'ABCD-EFGH-IJKL' } }),
    counters: () => [
      `support code ${accountId}`,
      `device log ${accountId}`,
      `cn redeem support ${accountId}`,
      `cn redeem support ${deviceId}`,
    ],
  },
  createApplication: {
    input: () => ({ body: { deviceId: '6c00000000000000000000' } }),
    counters: () => [`check ${accountId}`, `check day ${accountId}`],
  },
  cancelApplication: 'once per application',
  createBulkActivation: {
    input: () => ({ body: { deviceIds: ['no device'] } }), // what is one is counted as a call's own
    counters: () => [`bulk ${accountId}`],
  },
  cancelBulkActivation: 'once per bulk activation',
  repeatPreflight: {
    input: () => ({ params: { id: applicationId } }),
    counters: () => [`preflight ${accountId}`],
  },
  startConformance: {
    input: () => ({ body: { deviceId: '6c00000000000000000000' } }),
    counters: () => [`conformance ${accountId}`],
  },
  cancelConformance: 'once per extended test',
  startSoak: { input: () => ({ body: { deviceId: '6c00000000000000000000' } }), counters: () => [`soak ${accountId}`] },
  endSoak: 'once per soak',
  getFootage: { input: () => ({ params: { id: applicationId } }), counters: () => [`footage ${accountId}`] },
  getAuthority: 'reads what is public',
  getInstallation: 'reads what is the same for all',
  removeDemonstration: REMOVES,
  getCertificateKeys: 'reads what is public',
  putListing: ONE_ROW,
  listCertified: { input: () => ({ query: {} }), counters: () => ['certificate page ip 127.0.0.1'] },
  getCertificatePage: {
    input: () => ({ params: { address: 'x' }, query: {} }),
    counters: () => ['certificate page ip 127.0.0.1'],
  },
  getCertificateRevocations: { input: () => ({}), counters: () => ['revocations ip 127.0.0.1'] },
  rotateCertificateKey: 'for operators only',
};

const owners: Partial<Record<keyof typeof app, Rule>> = {
  signUp: {
    input: () => ({ body: { login: 'owner@example.com', password: PASSWORD, name: 'x' } }),
    counters: () => ['sign-up ip 127.0.0.1'],
  },
  signIn: TRIES,
  signOut: REMOVES,
  requestPasswordReset: {
    input: () => ({ body: { login: 'owner@example.com' } }),
    counters: () => ['reset ip 127.0.0.1'],
  },
  resetPassword: {
    input: () => ({ body: { token: 'x', password: 'a password for later' } }),
    counters: () => ['reset ip 127.0.0.1'],
  },
  deleteAccount: {
    input: () => ({ body: { password: PASSWORD } }),
    counters: () => [`password ${ownerId}`],
  },
  getDeletionReceipt: TOKEN,
  changePassword: {
    input: () => ({ body: { current: PASSWORD, next: 'a password for later' } }),
    counters: () => ['password ip 127.0.0.1', `password ${ownerId}`],
  },
  endSession: REMOVES,
  endOtherSessions: REMOVES,
  beginPasskeySignIn: { input: () => ({}), counters: () => ['passkey ip 127.0.0.1'] },
  signInWithPasskey: { input: () => ({ body: { used: USED_PASSKEY } }), counters: () => ['passkey ip 127.0.0.1'] },
  signInWithLink: { input: () => ({ body: { token: 'x' } }), counters: () => ['sign-in link ip 127.0.0.1'] },
  addPasskey: 'takes a challenge, which takes the password',
  beginPasskey: { input: () => ({ body: { password: PASSWORD } }), counters: () => [`password ${ownerId}`] },
  removePasskey: {
    input: () => ({ params: { id: 'x' }, body: { password: PASSWORD } }),
    counters: () => [`password ${ownerId}`],
  },
  createPairingToken: { input: () => ({}), counters: () => [`pairing-token ${ownerId}`] },
  updateDevice: ONE_ROW,
  changeSettings: {
    input: () => ({ params: { deviceId }, body: { privacyMode: true } }),
    counters: () => [`settings ${deviceId}`],
  },
  installFirmware: {
    input: () => ({ params: { deviceId }, body: { releaseId: 'x'.repeat(20), at: null } }),
    counters: () => [`settings ${deviceId}`],
  },
  removeDevice: REMOVES,
  createHandOverCode: { input: () => ({ params: { deviceId } }), counters: () => [`hand-over ${ownerId}`] },
  withdrawHandOverCode: REMOVES,
  createSupportCode: { input: () => ({ params: { deviceId } }), counters: () => [`support ${ownerId}`] },
  endSupport: REMOVES,
  createTesterCode: { input: () => ({}), counters: () => [`tester-code ${ownerId}`] },
  removeTesterLink: REMOVES,
  quoteOrder: {
    input: () => ({ params: { deviceId }, body: { purchase: { trial: true }, coupon: 'GUESSED' } }),
    counters: () => [`coupon ${ownerId}`],
  },
  createOrder: {
    input: () => ({ body: { requestId: 'a-request-of-a-test', deviceId, purchase: { trial: true } } }),
    counters: () => [`order ${ownerId}`],
  },
  cancelOrder: 'once per order',
  refundOrder: 'once per order',
  endRenewal: REMOVES,
  createContactRequest: {
    input: () => ({ params: { deviceId: DeviceId.parse('a'.repeat(20)) }, body: { message: 'x' } }),
    counters: () => [`contact ${ownerId}`],
  },
  markEventsRead: ONE_ROW,
  markFavourites: ONE_ROW,
  keepEvents: ONE_ROW,
  changeNote: ONE_ROW,
  deleteEvent: REMOVES,
  deleteEvents: REMOVES,
  deleteFootage: REMOVES,
  createPlayback: SESSIONS,
  endPlayback: REMOVES,
  createDownload: SESSIONS,
  createCutDownload: SESSIONS,
  createShare: SESSIONS,
  createCutShare: SESSIONS,
  endDownload: REMOVES,
  revokeShare: REMOVES,
  changeShare: ONE_ROW,
  visitShare: TOKEN,
  getSharedFootage: TOKEN,
  getSharedFilmstrip: TOKEN,
  createPushDevice: { input: () => ({ body: { name: 'x' } }), counters: () => [`ingest-token ${ownerId}`] },
  createIngestToken: {
    input: () => ({ params: { deviceId }, body: { name: 'x' } }),
    counters: () => [`ingest-token ${ownerId}`],
  },
  revokeIngestToken: REMOVES,
  changeAlarms: ONE_ROW,
  changeCameraAlarms: 'one row for each camera that is there',
  createHouseholdInvitation: {
    input: () => ({ body: { cameras: [{ deviceId, rights: ['watch'] }] } }),
    counters: () => [`invitation ${ownerId}`],
  },
  withdrawHouseholdInvitation: REMOVES,
  changeHouseholdMember: ONE_ROW,
  removeHouseholdMember: REMOVES,
  getHouseholdInvitation: TOKEN,
  acceptHouseholdInvitation: TOKEN,
  leaveHousehold: REMOVES,
  addAlarmPhone: {
    input: () => ({
      body: {
        endpoint: 'https://push.invalid/x',
        keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
        language: 'en',
      },
    }),
    counters: () => [`alarm-phone ${ownerId}`],
  },
  removeAlarmPhone: REMOVES,
  createExport: { input: () => ({}), counters: () => [`exports ${ownerId}`, `playbacks ${ownerId}`] },
};

const devices: Partial<Record<keyof typeof device, Rule>> = {
  pairDevice: {
    input: () => ({ body: { token: 'kp_x', uuid: 'a'.repeat(20), proof: HEX, firmware: '1.0' } }),
    counters: () => ['pair ip 127.0.0.1', `pair unit ${'a'.repeat(20)} 127.0.0.1`],
  },
  getChallenge: { input: () => ({ body: { deviceId } }), counters: () => ['challenge ip 127.0.0.1'] },
  getToken: {
    input: () => ({ body: { deviceId, challenge: 'x', proof: HEX } }),
    counters: () => ['token ip 127.0.0.1', `token device ${deviceId} 127.0.0.1`],
  },
  openEvent: UPLOADS,
  declareObject: UPLOADS,
  commitObject: UPLOADS,
  closeEvent: UPLOADS,
  reportFirmware: 'counted by device: server/src/http/region/firmware.test.ts',
};

type Case = { name: string; plane: 'control' | 'cn'; operation: Op; rule: Counted };
const casesOf = (plane: Case['plane'], contract: Contract, rules: Record<string, Rule>): Case[] =>
  Object.entries(rules).flatMap(([name, rule]) => {
    const operation = contract[name];
    return operation && typeof rule !== 'string' ? [{ name, plane, operation, rule }] : [];
  });
const cases = [
  ...casesOf('control', control, makers),
  ...casesOf('cn', app, owners),
  ...casesOf('cn', device, devices),
];

test('every operation that anybody may call, or that changes something, has its limits or a reason', () => {
  for (const [contract, rules] of [
    [control, makers],
    [app, owners],
    [device, devices],
  ] as const) {
    const needing = Object.entries(contract).filter(
      ([, { caller, method }]) => caller === 'public' || method !== 'GET',
    );
    expect(Object.keys(rules)).toEqual(expect.arrayContaining(needing.map(([name]) => name)));
  }
});

const poolOf = (plane: string) => (plane === 'control' ? rig.control.pool : rig.regions[plane as 'cn'].pool);
async function countersIn(plane: string): Promise<string[]> {
  const { rows } = await poolOf(plane).query('SELECT key FROM rate_limit ORDER BY key');
  return rows.map(({ key }) => String(key));
}
async function fill(plane: string, key: string): Promise<void> {
  await forgetRates(rig);
  await poolOf(plane).query(
    `INSERT INTO rate_limit (key, hits, taken, expires_at)
     VALUES ($1, array_fill(kaitong_now(), ARRAY[1000]), true, kaitong_now() + interval '1 day')`,
    [key],
  );
}

test.each(cases)('$plane $name is counted, and refused when any of its counters is full', async (one) => {
  const { plane, operation, rule } = one;
  const credentials = { maker, owner }[operation.caller as 'maker'] ?? {};
  const ask = () => call(plane === 'cn' ? `${rig.url}/cn` : rig.url, operation, rule.input(), credentials);
  await forgetRates(rig);
  await ask();
  const elsewhere = plane === 'control' ? ['cn', 'eu'] : [];
  const counted = [
    ...(await countersIn(plane)),
    ...(await Promise.all(
      elsewhere.map(async (region) => (await countersIn(region)).map((key) => `${region} ${key}`)),
    )),
  ].flat();
  expect(counted.sort()).toEqual(rule.counters().sort());
  for (const counter of await countersIn(plane)) {
    await fill(plane, counter);
    const { status, code, text } = await ask();
    const { params } = JSON.parse(text) as { params: { seconds: number } };
    expect([counter, status, code]).toEqual([counter, 429, 'rate_limited']);
    expect(params.seconds).toBeGreaterThan(0);
  }
});

test('whoever hammers the check with made-up ids is stopped before anything is stored or asked', async () => {
  await forgetRates(rig);
  const hammer = await register(rig, 'hammer@example.com');
  const ask = () => call(rig.url, control.createApplication, { body: { deviceId: '6c00000000000000000000' } }, hammer);
  const answers: string[] = [];
  for (let n = 0; n < 8; n++)
    answers.push(...(await Promise.all(Array.from({ length: 8 }, ask))).map(({ code }) => String(code)));
  expect(answers.filter((code) => code === 'device_unknown')).toHaveLength(60);
  expect(answers.filter((code) => code === 'rate_limited')).toHaveLength(4);
  const { items } = await clientWith(control, rig.url, hammer).listApplications({ query: { limit: 100 } });
  expect(items).toHaveLength(60);
  const other = await call(rig.url, control.createApplication, { body: { deviceId: '6c00000000000000000000' } }, maker);
  expect(other.code).toBe('device_unknown');
});

test('a refusal says after how many seconds to try again, in the header too', async () => {
  await fill('control', 'register ip 127.0.0.1');
  const response = await fetch(`${rig.url}/api/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' }, // believed of nobody
    body: JSON.stringify({ login: 'maker@example.com', password: PASSWORD, accountName: 'x' }),
  });
  const { params } = (await response.json()) as { params: { seconds: number } };
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, String(params.seconds)]);
});

test('a backup reads the whole database, so it is counted', async () => {
  await rig.control.pool.query(`UPDATE account SET kind = 'operator' WHERE id = $1`, [accountId]);
  await fill('control', `backup ${accountId}`);
  const response = await fetch(rig.url + backupPath, { method: 'POST', headers: maker });
  expect(response.status).toBe(429);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
