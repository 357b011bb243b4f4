// Every operation of the console's API, tried by everybody whom it does not belong to.
import { type Contract, control } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { type Credentials, call, judge, type Rules } from './testing/call.ts';
import { bearer, type Cast, deviceToken, gather, PLANE_SECRET, planeCredentials, takeStock } from './testing/cast.ts';

/** Another account; accounts with each role on the PID; a viewer of the account itself. */
const WHO = ['stranger', 'viewer', 'developer', 'administrator', 'member'] as const;
type Who = (typeof WHO)[number];
type Column = Omit<Rules<Contract, Who>[string], 'input'>;

const all = (expected: Column['stranger']): Column => ({
  stranger: expected,
  viewer: expected,
  developer: expected,
  administrator: expected,
  member: expected,
});
/** What hangs on the product is seen by whoever has a role on it. */
const seenByRoles: Column = { ...all('shown'), stranger: 'not_found' };
const listedForRoles: Column = { ...all('shown'), stranger: 'nothing' };
/** What belongs to the account is there for its members only, and a viewer of them changes nothing. */
const accountsOwn: Column = { ...all('not_found'), member: 'shown' };
const accountsList: Column = { ...all('nothing'), member: 'shown' };
const changedByNobody: Column = { ...all('not_found'), member: 'not_allowed' };
/** Acts on the caller's own account, whatever it is given. */
const ofTheCaller: Column = { ...all('nothing'), member: 'not_allowed' };

const id = ({ application }: Cast) => ({ params: { id: application.id } });
const pid = (cast: Cast) => ({ params: { pid: cast.pid } });

const rules: Rules<typeof control, Who> = {
  register: {
    input: ({ maker }) => ({ body: { login: maker.login, password: 'long enough, but not it', accountName: 'x' } }),
    ...all('account_exists'),
  },
  signIn: {
    input: ({ maker }) => ({ body: { login: maker.login, password: 'a password of somebody else' } }),
    ...all('sign_in_failed'),
  },
  signOut: { input: () => ({}), ...all('nothing') },
  setUp: {
    input: () => ({ body: { token: 'made up', login: 'intruder@example.com', password: 'long enough' } }),
    ...all('setup_link_invalid'),
  },
  getSession: { input: () => ({}), ...accountsList },
  changePassword: {
    input: () => ({ body: { current: 'correct horse battery', next: 'taken over by me' } }),
    ...all('sign_in_failed'),
  },
  createApiKey: { input: () => ({ body: { name: 'x' } }), ...ofTheCaller },
  listApiKeys: { input: () => ({ query: {} }), ...accountsList },
  revokeApiKey: { input: ({ keyId }) => ({ params: { id: keyId } }), ...changedByNobody },
  createAuthorisation: {
    input: (cast) => ({ body: { pid: cast.pid, login: cast.strangersLogin, role: 'administrator' } }),
    ...all('not_allowed'),
    stranger: 'not_found',
  },
  listAuthorisations: { input: () => ({ query: {} }), ...listedForRoles },
  revokeAuthorisation: { input: ({ authorisationId }) => ({ params: { id: authorisationId } }), ...changedByNobody },

  listServices: { input: () => ({ query: {} }), ...all('nothing') },
  getAgreement: { input: () => ({ params: { serviceId: 'video-cloud-storage' }, query: {} }), ...all('nothing') },
  createServiceOrder: {
    input: () => ({ body: { serviceId: 'video-cloud-storage', agreementVersion: '2019-04-10' } }),
    ...ofTheCaller,
  },
  listServiceOrders: { input: () => ({ query: {} }), ...accountsList },
  listServiceItems: { input: () => ({ query: {} }), ...listedForRoles },

  createProduct: { input: () => ({ body: { name: 'x' } }), ...ofTheCaller },
  listProducts: { input: () => ({ query: {} }), ...listedForRoles },
  getProduct: { input: pid, ...seenByRoles },
  issueLicences: {
    input: (cast) => ({ ...pid(cast), body: { count: 1 } }),
    stranger: 'not_found',
    viewer: 'not_allowed',
    developer: 'nothing',
    administrator: 'nothing',
    member: 'not_allowed',
  },
  listLicences: { input: (cast) => ({ ...pid(cast), query: {} }), ...seenByRoles },
  listDevices: { input: (cast) => ({ query: { pid: cast.pid } }), ...seenByRoles },
  enableMotionDetection: {
    input: ({ unit }) => ({ params: { deviceId: unit.deviceId } }),
    ...all('not_allowed'), // the owner is a tester of one account only
    stranger: 'not_found',
  },
  linkTester: {
    input: ({ usedCode }) => ({ body: { code: usedCode } }),
    ...all('tester_code_invalid'),
    member: 'not_allowed',
  },
  listTesters: { input: () => ({ query: {} }), ...accountsList },
  unlinkTester: { input: ({ testerId }) => ({ params: { id: testerId } }), ...changedByNobody },

  createApplication: {
    input: ({ unit }) => ({ body: { deviceId: unit.deviceId } }),
    stranger: 'pid_not_in_account',
    viewer: 'pid_not_in_account',
    developer: 'pid_already_activated', // so it was theirs to try
    administrator: 'pid_already_activated',
    member: 'not_allowed',
  },
  listApplications: {
    input: () => ({ query: {} }),
    marks: ({ application }) => [application.id], // the PID stands beside what an authorised account submitted itself
    ...accountsList,
  },
  getApplication: { input: id, ...accountsOwn },
  cancelApplication: { input: id, ...changedByNobody },
  getCertificate: { input: id, ...all('not_found'), member: 'nothing' },
  getFootage: { input: id, ...all('not_found'), member: 'nothing' },
  getCertificateKeys: { input: () => ({}), ...all('nothing') },
};

/** Lists where a cursor or a search could reach into somebody else's rows. */
const reachingIn: Partial<Record<keyof typeof control, (cast: Cast) => object>> = {
  listApiKeys: ({ keyId }) => ({ query: { cursor: keyId } }),
  listAuthorisations: ({ authorisationId }) => ({ query: { cursor: authorisationId } }),
  listServiceOrders: ({ orderId }) => ({ query: { cursor: orderId } }),
  listServiceItems: (cast) => ({ query: { cursor: cast.pid } }),
  listProducts: (cast) => ({ query: { cursor: cast.pid } }),
  listTesters: ({ testerId }) => ({ query: { cursor: testerId } }),
  listApplications: ({ application }) => ({ query: { cursor: application.id } }),
};

const names = Object.keys(control) as (keyof typeof control)[];
const forMakers = names.filter((name) => control[name].caller === 'maker');

let rig: RunningRig;
let cast: Cast;
let stock: object;
let marks: string[];
let wrong: Record<string, Credentials>;
beforeAll(async () => {
  rig = await startRig({ KAITONG_PLANE_TOKEN: PLANE_SECRET });
  cast = await gather(rig);
  stock = await takeStock(cast);
  const { maker, application, keyId, testerId, orderId } = cast;
  marks = [maker.login, maker.accountId, cast.pid, application.id, keyId, testerId, orderId, cast.owner.login];
  wrong = await gatherWrong();
});
afterAll(() => rig.stop());

test('every operation says how everybody else is answered', () => {
  expect(Object.keys(rules).sort()).toEqual([...names].sort());
});

test.each(names)('%s gives others nothing of the account', async (name) => {
  const { input, marks: own, ...expected } = rules[name];
  const answers = await Promise.all(
    WHO.map(async (who) => {
      const answer = await call(rig.url, control[name], input(cast), cast.makers[who]);
      return [who, judge(answer, own?.(cast) ?? marks)];
    }),
  );
  expect(Object.fromEntries(answers)).toEqual(expected);
  if (name === 'signOut') await signInAgain();
});

/** Signing out ended the sessions of those who tried it. */
async function signInAgain(): Promise<void> {
  for (const who of WHO) {
    const body = { login: `${who}@example.com`, password: 'a password of somebody else' };
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${rig.url}/api/v1/sign-in`, init);
    const cookie = response.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    cast.makers[who] = { cookie: cookie.join('; '), origin: rig.url };
  }
}

test.each(Object.keys(reachingIn) as (keyof typeof reachingIn)[])(
  '%s: the id of a foreign row as cursor says nothing about it',
  async (name) => {
    const { stranger } = cast.makers;
    const answer = await call(rig.url, control[name], reachingIn[name]?.(cast) ?? {}, stranger);
    const madeUp = await call(rig.url, control[name], { query: { cursor: 'madeup0000000000' } }, stranger);
    expect(answer).toEqual(madeUp);
  },
);

test.each(forMakers)('%s refuses whoever is no maker, whatever they have', async (name) => {
  const answers = await Promise.all(
    Object.values(wrong).map((credentials) => call(rig.url, control[name], rules[name].input(cast), credentials)),
  );
  const codes = answers.map(({ status, code }) => `${status} ${code}`);
  expect(Object.fromEntries(Object.keys(wrong).map((who, n) => [who, codes[n]]))).toEqual(
    Object.fromEntries(Object.keys(wrong).map((who) => [who, '401 not_signed_in'])),
  );
});

async function gatherWrong(): Promise<Record<string, Credentials>> {
  const revoked = await cast.maker.console.createApiKey({ body: { name: 'revoked' } });
  await cast.maker.revokeApiKey({ params: { id: revoked.id } });
  return {
    nothing: {},
    'an owner of a region': cast.owners.self,
    'a device': cast.devices.self,
    'a region': planeCredentials('cn', 'control'),
    control: planeCredentials('control', 'cn'),
    'a revoked key': bearer(revoked.key),
    'a changed key': bearer(`${revoked.key.slice(0, -1)}_`),
    'a token without signature': bearer(unsigned(await deviceToken(cast.running.unit))),
    'no bearer': { authorization: 'Basic bWFrZXI6cGFzc3dvcmQ=' },
    'a changed cookie': {
      ...cast.makers.member,
      cookie: cast.makers.member.cookie?.replace(/=[^;]{4}/g, '=abcd') ?? '',
    },
  };
}

/** `alg: none`, as a forger would try it. */
const unsigned = (token: string): string =>
  `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`;

test('after all that, the account and the owner have what they had', async () => {
  expect(await takeStock(cast)).toEqual(stock);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
