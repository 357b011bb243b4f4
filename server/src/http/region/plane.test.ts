import { ApplicationId, regionPlane } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomId } from '../../secrets/ids.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import {
  codeOf,
  goOnline,
  makeUnit,
  obey,
  type Phone,
  pair,
  pairingToken,
  pairNew,
  signUp,
} from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let owner: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.startBroker();
  owner = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const find = async (deviceId: string, ping = true) =>
  (await region.plane.findDevice({ body: { deviceId, ping } })).found;
const account = { accountId: `ac${'a'.repeat(18)}` as never, accountName: 'Maker' };
const newPid = () => randomId('p', 15) as never;

async function linkTester(phone: Phone): Promise<void> {
  const { code } = await phone.createTesterCode({});
  await region.plane.redeemTesterCode({ body: { code, ...account } });
}

test('only other planes of the installation call, each with its own token', async () => {
  for (const { method, path } of Object.values(regionPlane)) {
    const url = region.context.publicUrl + path.replace(/:\w+/g, 'x');
    const answer = await fetch(url, { method, headers: { cookie: owner.cookie() } });
    expect([answer.status, path]).toEqual([401, path]);
  }
});

test('a device is found by its id, with what it said last; an unknown or removed one is not', async () => {
  const pid = newPid();
  const motionDetection = { enabled: false, sensitivity: 'low', schedule: null };
  const status = { motionDetection, firmware: '2.5.1', features: { sleepy: false, probe: true, simulate: true } };
  const camera = await goOnline(region, await pairNew(region, owner, pid), { status });
  const { deviceId } = camera;
  const [shown] = (await owner.listDevices({})).items;
  expect(await find(deviceId, false)).toEqual({
    deviceId,
    pid,
    uuid: expect.any(String),
    pairedAt: shown?.pairedAt,
    presence: 'online',
    isExpected: true,
    isReturning: false,
    firmware: '2.5.1',
    features: { sleepy: false, probe: true, simulate: true },
    motionDetection,
    sample: 'firmware',
  });
  expect(await find('no such device')).toBeNull();
  camera.client.end(true);
  await owner.removeDevice({ params: { deviceId: deviceId as never } });
  expect(await find(deviceId, false)).toBeNull();
});

test('a ping tells the truth: who answers is online, who does not is offline or asleep', async () => {
  const camera = await goOnline(region, await pairNew(region, owner));
  const [answered] = await Promise.all([find(camera.deviceId), obey(camera, 1)]);
  expect(answered?.presence).toBe('online');
  // it does not answer this one, though nothing has said that its line is gone
  expect(await find(camera.deviceId)).toMatchObject({ presence: 'offline', isExpected: true });
  camera.client.end(true);
  const features = { sleepy: true, probe: false };
  const sleeper = await goOnline(region, await pairNew(region, owner, undefined, true), { status: { features } });
  expect((await find(sleeper.deviceId))?.presence).toBe('dormant');
  await sleeper.say({ state: 'dormant' });
  expect(await find(sleeper.deviceId)).toMatchObject({ presence: 'dormant', isExpected: false });
  const { db } = region.context;
  const pings = await db.selectFrom('command').select('name').where('device_id', '=', sleeper.deviceId).execute();
  expect(pings).toEqual([{ name: 'ping' }]); // the one before it said that it sleeps: nobody waits for it now
  sleeper.client.end(true);
});

test('a maker lists the devices of its products, sees which are its testers’, and nothing of others', async () => {
  const [pid, other] = [newPid(), newPid()];
  const tester = await signUp(region, 'tester');
  const first = await pairNew(region, owner, pid);
  const second = await pairNew(region, tester, pid);
  await pairNew(region, owner, other);
  const list = async (body: object) =>
    (await region.plane.listProductDevices({ body: { pids: [pid], accountId: account.accountId, ...body } })).items;
  expect((await list({})).map(({ deviceId, tester }) => [deviceId, tester])).toEqual([
    [second.deviceId, false],
    [first.deviceId, false],
  ]);
  await linkTester(tester);
  expect((await list({})).map(({ tester }) => tester)).toEqual([true, false]);
  expect((await list({ accountId: `ac${'b'.repeat(18)}` })).map(({ tester }) => tester)).toEqual([false, false]);
  expect(await list({ search: first.deviceId.slice(3, 9).toUpperCase() })).toMatchObject([
    { deviceId: first.deviceId },
  ]);
  expect(await list({ search: '%' })).toEqual([]);
  expect(await list({ pids: [] })).toEqual([]);
  expect(JSON.stringify(await list({}))).not.toMatch(/wang|tester@/);
});

test('firmware is counted over the paired units of a product, with those of them that are online', async () => {
  const pid = newPid();
  const gone = await pairNew(region, owner, pid);
  await pairNew(region, owner, pid);
  const camera = await goOnline(region, await pairNew(region, owner, pid), { status: { firmware: '2.10.0' } });
  expect((await region.plane.countFirmware({ body: { pid } })).items).toEqual([
    { firmware: '2.3.0', units: 2, online: 0 },
    { firmware: '2.10.0', units: 1, online: 1 },
  ]);
  await owner.removeDevice({ params: { deviceId: gone.deviceId as never } });
  expect((await region.plane.countFirmware({ body: { pid } })).items).toHaveLength(2);
  expect((await region.plane.countFirmware({ body: { pid: newPid() } })).items).toEqual([]);
  camera.client.end(true);
});

test('a maker switches motion detection on for its testers’ devices only', async () => {
  const tester = await signUp(region, 'helper');
  const camera = await goOnline(region, await pairNew(region, tester));
  const enable = () =>
    region.plane.enableMotionDetection({
      body: { deviceId: camera.deviceId as never, accountId: account.accountId },
    });
  expect(await codeOf(enable())).toBe('not_allowed');
  await linkTester(tester);
  const [answer] = await Promise.all([enable(), obey(camera, 1)]);
  expect(answer.device.motionDetection).toEqual({ enabled: true, sensitivity: 'high', schedule: null });
  camera.client.end(true);
  const unknown = { deviceId: '6cunknown0000000000000' as never, accountId: account.accountId };
  expect(await codeOf(region.plane.enableMotionDetection({ body: unknown }))).toBe('device_unknown');
});

test('licences may come again, and a copy that says otherwise changes nothing', async () => {
  const unit = await makeUnit(region);
  await region.plane.putLicences({ body: { licences: [unit as never, { ...unit, authKey: 'other' } as never] } });
  await region.plane.putLicences({ body: { licences: [] } });
  expect(await codeOf(pair(region, await pairingToken(owner), unit))).toBe('ok');
});

test('a control of before, which names nobody for whom footage is opened, hears what a maker understands', async () => {
  const params = { applicationId: ApplicationId.parse(`ap${'0'.repeat(18)}`) };
  expect(await codeOf(region.plane.getRunFootage({ params, query: {} }))).toBe('region_silent');
});

test('codes cannot be guessed: an account has ten tries in ten minutes', async () => {
  const guesser = { accountId: `ac${'c'.repeat(18)}` as never, accountName: 'x' };
  const guess = () => codeOf(region.plane.redeemTesterCode({ body: { code: 'AAAA-BBBB', ...guesser } }));
  for (let n = 0; n < 10; n++) expect(await guess()).toBe('ok');
  expect(await guess()).toBe('rate_limited');
});
