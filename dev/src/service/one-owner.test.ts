// One unit, one owner, in the whole world: control and two regions as servers of their own, which may be away.
import { Pid } from '@kaitong/contract';
import { type Credentials, pairDevice } from '@kaitong/device';
import { createLog, readConfig, type Server, startServer } from '@kaitong/server';
import { cheapPasswords, forgetOutages, sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { refusedCode } from '../activation/testing/expectations.ts';
import { createMaker, createOwner, type Maker, type Owner } from '../activation/testing/people.ts';
import { freePorts } from '../activation/testing/processes.ts';
import { type Ground, openGround, type RegionName } from '../activation/testing/rig.ts';
import { pairedUnit, type Unit } from '../activation/testing/units.ts';
import { completeEvents, expectPlayable } from './testing/footage.ts';
import { record } from './testing/record.ts';

const NAMES = ['cn', 'eu'] as const;
const errors: string[] = [];
const closers: (() => Promise<void>)[] = [];

let ground: Ground;
let environments: Record<'control' | RegionName, Record<string, string>>;
let servers: Record<'control' | RegionName, Server>;
let maker: Maker;
let owners: Record<RegionName, Owner>;
let licences: { uuid: string; authKey: string }[];
let pid: Pid;

async function start(name: 'control' | RegionName): Promise<Server> {
  const log = createLog({ level: 'error' }, { write: (line) => void errors.push(line) });
  const judge = await sharedJudge('none');
  return await startServer(readConfig(environments[name]), { log, judge, passwords: cheapPasswords });
}

beforeAll(async () => {
  ground = await openGround();
  const ports = { control: await freePorts(), cn: await freePorts(), eu: await freePorts() };
  const url = (name: keyof typeof ports) => `http://127.0.0.1:${ports[name]}`;
  const common = { ...ground.environment, KAITONG_PLANE_TOKEN: 'a secret that all planes of this test share' };
  const region = (name: RegionName) => ({
    ...common,
    KAITONG_ROLES: name,
    KAITONG_PORT: String(ports[name]),
    KAITONG_CONTROL_URL: url('control'),
  });
  environments = {
    control: {
      ...common,
      KAITONG_ROLES: 'control',
      KAITONG_PORT: String(ports.control),
      KAITONG_REGION_URLS: NAMES.map((name) => `${name}=${url(name)}/${name}`).join(','),
    },
    cn: region('cn'),
    eu: region('eu'),
  };
  servers = { cn: await start('cn'), eu: await start('eu'), control: await start('control') };
  for (const { db } of [ground.control, ground.regions.cn, ground.regions.eu]) await forgetOutages(db);
  maker = await createMaker({ ...ground, url: url('control') });
  owners = {
    cn: await createOwner({ ...ground, url: url('cn') }, 'cn'),
    eu: await createOwner({ ...ground, url: url('eu') }, 'eu'),
  };
  pid = Pid.parse((await maker.createProduct({ body: { name: '看家' } })).pid);
  ({ licences } = await maker.issueLicences({ params: { pid }, body: { count: 5 } }));
  await eventually(async () => {
    const { rows } = await ground.control.pool.query('SELECT FROM licence_delivery WHERE delivered_at IS NULL');
    expect(rows).toEqual([]);
  });
});
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
  for (const server of Object.values(servers)) await server.stop();
  await ground.close();
  expect(errors).toEqual([]);
});

/** A camera with this licence reads the code of an owner: its credentials, or the code that it was refused with. */
async function tryToPair(name: RegionName, n: number, handOverCode?: string): Promise<Credentials | string> {
  const { text: pairingText } = await owners[name].createPairingToken({ body: { handOverCode } });
  const { uuid = '', authKey = '' } = licences[n] ?? {};
  const paired = await pairDevice({ pairingText, uuid, authKey, firmware: '2.3.0' });
  return paired.ok ? paired.value : paired.problem.code;
}

async function pair(name: RegionName, n: number, handOverCode?: string): Promise<Unit> {
  const credentials = await tryToPair(name, n, handOverCode);
  if (typeof credentials === 'string') throw new Error(credentials);
  const rig = { regions: ground.regions, closers };
  return pairedUnit(rig, { pid, owner: owners[name], firmware: '2.3.0', sleepy: false, credentials });
}

const has = async ({ owner, deviceId }: Unit): Promise<boolean> =>
  (await owner.listDevices({})).items.some((device) => device.deviceId === deviceId);
const noticesOf = async ({ owner, deviceId }: Unit): Promise<string[]> =>
  (await owner.listNotices({ query: {} })).items.filter((one) => one.deviceId === deviceId).map(({ type }) => type);

test('while control is there the second region refuses at once, until the owner in the first removes the camera', async () => {
  const first = await pair('cn', 0);
  expect(await tryToPair('eu', 0)).toBe('already_bound');
  const pairings = await Promise.all(NAMES.map((name) => tryToPair(name, 1)));
  expect(pairings.filter((one) => one === 'already_bound')).toHaveLength(1);
  await owners.cn.removeDevice({ params: { deviceId: first.deviceId } });
  const second = await eventually(() => pair('eu', 0));
  expect([await has(first), await has(second)]).toEqual([false, true]);
});

test('an owner hands a camera over to somebody in another region by a code', async () => {
  const given = await pair('cn', 4);
  expect(await tryToPair('eu', 4)).toBe('already_bound');
  const { code } = await given.owner.createHandOverCode({ params: { deviceId: given.deviceId } });
  expect(await has(given)).toBe(true);
  const taken = await pair('eu', 4, code);
  expect([await has(given), await has(taken)]).toEqual([false, true]);
  expect(await noticesOf(given)).toEqual(['handed_over']);
});

test('control is away: both pair and record; it comes back: the earlier stays, the other’s owner is told and keeps the footage', async () => {
  await servers.control.stop();
  const [kept, lost] = [await pair('cn', 2), await pair('eu', 2)];
  for (const { owner, deviceId } of [kept, lost])
    expect(await owner.getDevice({ params: { deviceId } })).toMatchObject({ provisional: true });
  await record(ground, kept);
  await record(ground, lost);
  const [event] = await completeEvents(lost, 1);
  if (!event) throw new Error('nothing was recorded');

  servers.control = await start('control');
  await eventually(async () => expect([await has(kept), await has(lost)]).toEqual([true, false]));
  expect(await kept.owner.getDevice({ params: { deviceId: kept.deviceId } })).toMatchObject({ provisional: false });
  expect([await noticesOf(kept), await noticesOf(lost)]).toEqual([[], ['pairing_ended']]);

  const { former } = await lost.owner.listDevices({});
  expect(former).toMatchObject([{ deviceId: lost.deviceId, footageUntil: expect.any(String) }]);
  await expectPlayable(lost, event);
  const [theirs] = await completeEvents(kept, 1);
  for (const [unit, eventId] of [
    [lost, theirs?.eventId],
    [kept, event.eventId],
  ] as const) {
    const other = unit === lost ? kept : lost;
    const params = { deviceId: other.deviceId, eventId: eventId as never };
    expect(await refusedCode(unit.owner.footage.getEvent({ params }))).toBe('not_found');
    expect(await refusedCode(unit.owner.footage.getEvent({ params: { ...params, deviceId: unit.deviceId } }))).toBe(
      'not_found',
    );
  }
  await lost.owner.removeDevice({ params: { deviceId: lost.deviceId } });
  expect((await lost.owner.listDevices({})).former).toEqual([]);
  expect(await tryToPair('eu', 2)).toBe('already_bound');
});

test('a region is away for long: what it paired while it was cut off ends when it is back', async () => {
  await servers.control.stop();
  const cutOff = await pair('eu', 3);
  await servers.eu.stop();
  servers.control = await start('control');
  const kept = await pair('cn', 3);
  servers.eu = await start('eu');
  await eventually(async () => expect([await has(kept), await has(cutOff)]).toEqual([true, false]));
  expect(await noticesOf(cutOff)).toEqual(['pairing_ended']);
});
