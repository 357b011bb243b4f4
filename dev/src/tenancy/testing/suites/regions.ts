// Every operation of the app's, the devices' and the planes' APIs, tried by everybody whom it does not belong to.
import { createHmac } from 'node:crypto';
import { app, controlClaims, controlPlane, controlReports, device, regionPlane, regionSales } from '@kaitong/contract';
import { beforeAll, expect, test } from 'vitest';
import type { RunningRig } from '../../../activation/testing/rig.ts';
import { type Credentials, call, judge } from '../call.ts';
import { bearer, type Cast, deviceToken, planeCredentials, takeStock } from '../cast.ts';
import { openPlace } from '../place.ts';
import {
  controlClaimsInputs,
  controlPlaneInputs,
  controlReportsInputs,
  type Door,
  devices,
  devicesRules,
  owners,
  ownersRules,
  planes,
} from '../region-rules.ts';

let rig: RunningRig;
let cast: Cast;
let stock: object;
let marks: string[];
let removed: Credentials;
beforeAll(async () => {
  ({ rig, cast } = await openPlace());
  stock = await takeStock(cast);
  marks = [
    cast.purchase.orderId,
    cast.purchase.requestId,
    cast.owner.login,
    cast.unit.deviceId,
    cast.linkId,
    cast.maker.login,
    cast.pid,
    cast.running.nonce,
  ];
  const unit = await rig.unit();
  removed = bearer(await deviceToken(unit));
  await unit.owner.removeDevice({ params: { deviceId: unit.deviceId } });
});

const isOpen = ({ contract, name }: Door): boolean => contract[name]?.caller === 'public';

/** What each of these callers is answered with, by name. */
async function tryAll({ name, path, contract, input }: Door, callers: Record<string, Credentials>) {
  const operation = contract[name];
  if (!operation) throw new Error(name);
  const answers = await Promise.all(
    Object.entries(callers).map(async ([who, credentials]) => {
      const { status, code } = await call(rig.url + path, operation, input(cast), credentials);
      return [who, `${status} ${code}`];
    }),
  );
  return Object.fromEntries(answers) as Record<string, string>;
}
const allWith = (callers: object, answer: string) =>
  Object.fromEntries(Object.keys(callers).map((who) => [who, answer]));

test('every operation of the app’s, devices’ and planes’ APIs says how everybody else is answered', () => {
  for (const [contract, doors] of [
    [app, owners],
    [device, devices],
    [{ ...regionPlane, ...regionSales, ...controlPlane, ...controlReports, ...controlClaims }, planes],
  ] as const)
    expect(doors.map(({ name }) => name).sort()).toEqual(Object.keys(contract).sort());
});

test.each(owners)('app $name gives another owner nothing', async ({ name }) => {
  const key = name as keyof typeof app;
  const { input, neighbour } = ownersRules[key];
  const credentials = key === 'signOut' ? {} : cast.owners.neighbour;
  expect(judge(await call(`${rig.url}/cn`, app[key], input(cast), credentials), marks)).toBe(neighbour);
});

test.each(owners.filter((door) => !isOpen(door)))('app $name knows nobody but owners of this region', async (door) => {
  const callers = {
    nobody: {},
    'an owner of another region': cast.owners.abroad,
    'the same session under this region’s name': {
      ...cast.owners.abroad,
      cookie: (cast.owners.abroad.cookie ?? '').replaceAll('kaitong-eu', 'kaitong-cn'),
    },
    'the maker': cast.makers.member,
    'the owner’s own device': cast.devices.self,
    control: planeCredentials('control', 'cn'),
  };
  expect(await tryAll(door, callers)).toEqual(allWith(callers, '401 not_signed_in'));
});

test.each(devices)('device $name gives another device nothing', async ({ name }) => {
  const key = name as keyof typeof device;
  const { input, other } = devicesRules[key];
  expect(judge(await call(`${rig.url}/cn`, device[key], input(cast), cast.devices.other), marks)).toBe(other);
});

test('a device takes no other device’s token, event or secret, and nobody pairs with another’s AuthKey', async () => {
  const [mine, others] = await Promise.all([rig.unit(), rig.unit()]);
  const { deviceId } = mine.credentials;
  const ask = (operation: 'getChallenge' | 'getToken' | 'pairDevice', body: object) =>
    call(`${rig.url}/cn`, device[operation], { body }, {});
  const { challenge } = JSON.parse((await ask('getChallenge', { deviceId })).text) as { challenge: string };
  const proofBy = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');
  const forged = { deviceId, challenge, proof: proofBy(others.credentials.secret, challenge) };
  expect((await ask('getToken', forged)).code).toBe('device_proof_wrong');
  const foreign = { ...forged, deviceId: others.deviceId }; // a challenge is for one device
  expect((await ask('getToken', foreign)).code).toBe('challenge_expired');

  const pid = mine.pid;
  const { licences } = await rig.maker.issueLicences({ params: { pid }, body: { count: 2 } });
  const { text } = await cast.owner.createPairingToken({});
  const { t: token } = JSON.parse(text) as { t: string };
  const [first, second] = licences;
  if (!first || !second) throw new Error('no licences');
  await expect
    .poll(async () => {
      const proof = proofBy(second.authKey, `${token}.${first.uuid}`);
      return (await ask('pairDevice', { token, uuid: first.uuid, proof, firmware: '2.3.0' })).code;
    })
    .toBe('licence_proof_wrong');
});

test.each(devices.filter((door) => !isOpen(door)))('device $name knows devices of this region only', async (door) => {
  const forge = (header: object, [, payload] = (cast.devices.self.authorization ?? '').split('.')) =>
    bearer(`${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.AAAA`);
  const callers = {
    nobody: {},
    'a device of another region': cast.devices.abroad,
    'a removed device': removed,
    'a token without signature': forge({ alg: 'none' }),
    'a token of another algorithm': forge({ alg: 'HS512' }),
    'its owner': cast.owners.self,
    'the maker': cast.makers.member,
    control: planeCredentials('control', 'cn'),
  };
  expect(await tryAll(door, callers)).toEqual(allWith(callers, '401 device_token_invalid'));
});

test.each(planes)('plane $name knows planes only, and those in their direction', async (door) => {
  const toControl = door.path === '';
  const callers = {
    nobody: {},
    'the maker': cast.makers.member,
    'its owner': cast.owners.self,
    'its device': cast.devices.self,
    'a plane of another installation': bearer('control.c2VjcmV0'),
    'the other direction': toControl ? planeCredentials('control', 'cn') : planeCredentials('cn', 'control'),
    'a token for another region': planeCredentials('control', 'eu'),
    'a plane that has no business here': toControl
      ? planeCredentials('control', 'control')
      : planeCredentials('eu', 'cn'),
  };
  expect(await tryAll(door, callers)).toEqual(allWith(callers, '401 not_signed_in'));
});

test('a region reports on the runs that were started in it, whatever name it writes', async () => {
  const report = controlPlaneInputs.reportRun(cast);
  const eu = planeCredentials('eu', 'control');
  const named = { ...report, body: { ...report.body, region: 'eu' } };
  for (const input of [report, named])
    expect((await call(rig.url, controlPlane.reportRun, input, eu)).code).toBe('not_allowed');
  const many = controlPlaneInputs.reportRuns(cast);
  expect((await call(rig.url, controlPlane.reportRuns, many, eu)).code).toBe('not_allowed');
  const ofTheirs = { body: { ...many.body, region: 'eu' } };
  const { text } = await call(rig.url, controlPlane.reportRuns, ofTheirs, eu);
  expect(JSON.parse(text)).toMatchObject({ taken: [], refused: [{ problem: { code: 'not_allowed' } }] });
});

test('a region claims trials and coupons in its own name only', async () => {
  const eu = planeCredentials('eu', 'control');
  for (const name of ['claimTrial', 'holdCoupon'] as const)
    expect((await call(rig.url, controlClaims[name], controlClaimsInputs[name](cast), eu)).code).toBe('not_allowed');
});

test('a region reports its own sales, whatever name it writes', async () => {
  const eu = planeCredentials('eu', 'control');
  const answer = await call(rig.url, controlReports.reportSales, controlReportsInputs.reportSales(cast), eu);
  expect(answer.code).toBe('not_allowed');
});

test('after all that, the account and the owner have what they had', async () => {
  expect(await takeStock(cast)).toEqual(stock);
});
