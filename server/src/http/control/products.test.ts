import { ApplicationId, DeviceId, type MakerDevice, type Pid, products, Region, sales, Uuid } from '@kaitong/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { settleClaims } from '../../control/claims/settle-claims.ts';
import type { Publication } from '../../control/context.ts';
import { listLaggingRegions } from '../../control/products/lagging-regions.ts';
import { publishProduct } from '../../control/products/publish-product.ts';
import { catchUpRegions } from '../../control/regions/catch-up.ts';
import { findLicence } from '../../control/regions/find-licence.ts';
import { type ControlRig, startControl } from '../testing/control.ts';
import { refused, refusedCode } from '../testing/refused.ts';
import type { RegionHandlers } from '../testing/region-peer.ts';

let rig: ControlRig;
let answers: { cn: Partial<RegionHandlers>; eu: Partial<RegionHandlers> };
const confirmed: Publication[] = [];
const lagging: Publication[] = [];
let heard: (() => void)[] = [];

beforeAll(async () => {
  answers = { cn: {}, eu: {} };
  rig = await startControl({
    answers,
    hooks: {
      async publicationConfirmed(_trx, publication) {
        confirmed.push(publication);
        for (const resolve of heard) resolve();
      },
      async publicationLagging(_trx, publication) {
        lagging.push(publication);
        for (const resolve of heard) resolve();
      },
    },
  });
});
afterEach(() => {
  answers.cn = {};
  answers.eu = {};
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

/** Until `holds`, looked at after each thing that control heard or a region was told. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await Promise.race([
      new Promise<void>((resolve) => heard.push(resolve)),
      rig.regions.cn.told(),
      rig.regions.eu.told(),
    ]);
    heard = [];
  }
}

/** The hooks run before a delivery's transaction writes what it noted and commits: this waits until that can be read. */
const settled = (pid: Pid, lagging: string[] = []) =>
  expect.poll(() => listLaggingRegions(rig.context.db, pid)).toEqual(lagging);

test('a new product has a PID of 16 characters and reaches every region', async () => {
  const client = (await rig.maker('pid')).client(products);
  const { pid } = await client.createProduct({ body: { name: '卡片机' } });
  expect(pid).toMatch(/^[a-z0-9]{16}$/);
  await until(() => confirmed.filter((one) => one.pid === pid).length === 2);
  const state = {
    pid,
    version: 1,
    name: '卡片机',
    activated: false,
    lowestFirmware: null,
    stage: 'debug',
    demonstration: false,
    onSale: false,
    planIds: null,
    deviceAuthorities: [],
    releases: [],
  };
  expect(rig.regions.cn.products.get(pid)).toEqual(state);
  expect(rig.regions.eu.products.get(pid)).toEqual(state);
});

test('AuthKeys are shown once, kept wrapped, and reach the regions whole', async () => {
  const client = (await rig.maker('licences')).client(products);
  const { pid } = await client.createProduct({ body: { name: 'licensed' } });
  const { licences, batch } = await client.issueLicences({ params: { pid }, body: { count: 3 } });
  for (const { uuid, authKey } of licences) {
    expect(uuid).toMatch(/^[a-z0-9]{20}$/);
    expect(authKey).toMatch(/^[a-z0-9]{32}$/);
  }
  await until(() =>
    licences.every(({ uuid }) => rig.regions.cn.licences.has(uuid) && rig.regions.eu.licences.has(uuid)),
  );
  for (const { uuid, authKey } of licences) expect(rig.regions.eu.licences.get(uuid)).toEqual({ pid, authKey });
  const stored = JSON.stringify(await rig.context.db.selectFrom('licence').selectAll().execute());
  for (const { authKey } of licences) expect(stored).not.toContain(authKey);
  const [one] = licences;
  const find = async (uuid = '') => await findLicence(rig.context, { params: { uuid: Uuid.parse(uuid) } });
  expect(await find(one?.uuid)).toEqual({ licence: { ...one, pid } }); // for a region that asks before it is told
  expect(await find('u'.repeat(20))).toEqual({ licence: null });
  const first = await client.listLicences({ params: { pid }, query: { limit: 2 } });
  const second = await client.listLicences({ params: { pid }, query: { limit: 2, cursor: first.next ?? '' } });
  const listed = [...first.items, ...second.items];
  expect(listed.map(({ uuid }) => uuid)).toEqual(licences.map(({ uuid }) => uuid).reverse());
  expect(second.next).toBeNull();
  expect(listed.every((licence) => licence.batch === batch && !('authKey' in licence))).toBe(true);
  expect((await client.getProduct({ params: { pid } })).licences).toBe(3);
});

test('a leaked licence is revoked for good, told to every region, and seen beside unused and paired ones', async () => {
  const client = (await rig.maker('leaks')).client(products);
  const { pid } = await client.createProduct({ body: { name: 'leaky' } });
  const { licences } = await client.issueLicences({ params: { pid }, body: { count: 3 } });
  const [unused, paired, leaked] = licences.map(({ uuid }) => Uuid.parse(uuid));
  if (!unused || !paired || !leaked) throw new Error('too few');
  const [cn, deviceId] = [Region.parse('cn'), DeviceId.parse(`6c${'1'.repeat(20)}`)];
  const claim = { uuid: paired, deviceId, kind: 'asked' as const, pairedAt: '2026-01-01T00:00:00Z' };
  const settle = (claims: (typeof claim)[]) =>
    settleClaims(
      rig.context,
      { from: cn },
      { params: undefined, query: undefined, body: { region: cn, released: [], claims } },
    );
  await settle([claim]);
  const revoke = (uuids: Uuid[]) => client.revokeLicences({ params: { pid }, body: { uuids } });
  expect(await refusedCode(revoke([leaked, Uuid.parse('u'.repeat(20))]))).toBe('licence_unknown');
  expect(await revoke([leaked])).toEqual({ revoked: 1, paired: 0 });
  expect(await revoke([leaked, paired])).toEqual({ revoked: 1, paired: 1 });
  expect(await revoke([leaked])).toEqual({ revoked: 0, paired: 0 });
  await until(() => [rig.regions.cn, rig.regions.eu].every(({ licences: known }) => known.get(paired)?.revoked));
  expect([rig.regions.eu.licences.get(leaked)?.revoked, rig.regions.eu.licences.get(unused)?.revoked]).toEqual([
    true,
    undefined,
  ]);
  const { items } = await client.listLicences({ params: { pid }, query: {} });
  expect(items.map(({ uuid, state, pairedIn }) => [uuid, state, pairedIn])).toEqual([
    [leaked, 'revoked', null],
    [paired, 'revoked', 'cn'],
    [unused, 'unused', null],
  ]);
  const only = await client.listLicences({ params: { pid }, query: { state: 'unused' } });
  expect(only.items.map(({ uuid }) => uuid)).toEqual([unused]);
  // For a region that has not heard: a unit that is not paired yet gets no claim, one that is keeps it.
  const stranger = { ...claim, uuid: leaked, deviceId: DeviceId.parse(`6c${'2'.repeat(20)}`) };
  expect(await settle([stranger, claim])).toMatchObject({
    claims: [
      { number: null, refused: { code: 'licence_revoked' } },
      { number: 1, refused: null },
    ],
  });
});

test('a region that is away is told everything once it is back, and what is newer wins', async () => {
  const client = (await rig.maker('away')).client(products);
  await rig.regions.eu.goAway();
  const { pid } = await client.createProduct({ body: { name: 'late' } });
  await until(() => lagging.some((one) => one.pid === pid && one.region === 'eu'));
  await until(() => confirmed.some((one) => one.pid === pid && one.region === 'cn'));
  await rig.context.db.transaction().execute((trx) => publishProduct(rig.context, trx, pid));
  await rig.regions.eu.comeBack();
  await until(() => confirmed.some((one) => one.pid === pid && one.region === 'eu' && one.version === 2));
  expect(rig.regions.eu.products.get(pid)?.version).toBe(2);
  expect(lagging.filter((one) => one.pid === pid)).toHaveLength(1);
});

test('what was never sent to a region is sent when control starts', async () => {
  const client = (await rig.maker('starts')).client(products);
  const { pid } = await client.createProduct({ body: { name: 'forgotten' } });
  await until(() => confirmed.filter((one) => one.pid === pid).length === 2);
  await settled(pid);
  const { db } = rig.context;
  await db.deleteFrom('publication').where('pid', '=', pid).execute();
  rig.regions.cn.products.delete(pid);
  await catchUpRegions(rig.context);
  await until(() => rig.regions.cn.products.has(pid));
});

test('a region that knows a later version than control, restored from a backup, is overtaken', async () => {
  const client = (await rig.maker('restored')).client(products);
  const { pid } = await client.createProduct({ body: { name: 'restored' } });
  await until(() => confirmed.filter((one) => one.pid === pid).length === 2);
  await settled(pid);
  const later = { pid, version: 40, name: 'from the future', activated: true, lowestFirmware: null };
  rig.regions.cn.products.set(pid, later as never);
  await rig.context.db.transaction().execute((trx) => publishProduct(rig.context, trx, pid));
  await until(() => confirmed.some((one) => one.pid === pid && one.region === 'cn' && one.version > 40));
  expect(rig.regions.cn.products.get(pid)).toMatchObject({ name: 'restored', activated: false });
});

test('a region that was taken out of the installation is not waited for', async () => {
  const client = (await rig.maker('taken-out')).client(products);
  const { pid } = await client.createProduct({ body: { name: 'fewer regions' } });
  await until(() => confirmed.filter((one) => one.pid === pid).length === 2);
  await settled(pid);
  const { db } = rig.context;
  await db
    .insertInto('publication')
    .values({ pid, region: Region.parse('jp') })
    .execute();
  expect(await listLaggingRegions(db, pid)).toEqual(['jp']);
  await catchUpRegions(rig.context);
  expect(await listLaggingRegions(db, pid)).toEqual([]);
});

test('a region that does not answer is named beside the devices of those that do', async () => {
  const client = (await rig.maker('devices')).client(products);
  const { pid } = await client.createProduct({ body: { name: 'fleet' } });
  const device: z.input<typeof MakerDevice> = {
    deviceId: '6c498a7ef85bd838ffkgxb',
    uuid: 'uuid00000000000000aa',
    pid,
    region: 'cn',
    presence: 'online',
    firmware: '2.3.0',
    sample: 'firmware',
    lastSeenAt: null,
    pairedAt: '2026-01-02T03:04:05Z',
    tester: false,
    motionDetection: null,
  };
  answers.cn.listProductDevices = async (_caller, { body }) => ({ items: body.pids.includes(pid) ? [device] : [] });
  await rig.regions.eu.goAway();
  expect(await client.listDevices({ query: {} })).toEqual({ items: [device], next: null, unreachable: ['eu'] });
  expect((await client.getProduct({ params: { pid } })).devices).toBeNull();
  await rig.regions.eu.comeBack();
  answers.cn.countFirmware = async () => ({ items: [{ firmware: '2.3.0', units: 4, online: 1 }] });
  expect((await client.getProduct({ params: { pid } })).devices).toBe(4);
  expect((await client.listDevices({ query: {} })).unreachable).toEqual([]);
});

test('a tester’s code is tried in every region, and the link is kept', async () => {
  const client = (await rig.maker('testers')).client(products);
  answers.eu.redeemTesterCode = async (_caller, { body }) => ({
    linked: body.code === 'K7QM2X4P' ? { linkId: 'tl1', ownerName: '小王' } : null,
  });
  expect(await refusedCode(client.linkTester({ body: { code: 'WRONG123' } }))).toBe('tester_code_invalid');
  const tester = await client.linkTester({ body: { code: 'K7QM2X4P' } });
  expect(tester).toMatchObject({ region: 'eu', ownerName: '小王' });
  expect((await client.listTesters({ query: {} })).items).toEqual([tester]);
  const removed: string[] = [];
  answers.eu.removeTesterLink = async (_caller, { body }) => {
    removed.push(body.linkId);
    return {};
  };
  await client.unlinkTester({ params: { id: tester.id } });
  expect(removed).toEqual(['tl1']);
  expect((await client.listTesters({ query: {} })).items).toEqual([]);
});

test('while a region is silent its testers can neither be linked nor unlinked, and the region is named', async () => {
  const client = (await rig.maker('silent')).client(products);
  answers.eu.redeemTesterCode = async () => ({ linked: { linkId: 'tl2', ownerName: 'Ann' } });
  const { id } = await client.linkTester({ body: { code: 'ABCDEFGH' } });
  await rig.regions.eu.goAway();
  const unreachable = { code: 'region_unreachable', params: { region: 'eu' } };
  expect(await refused(client.linkTester({ body: { code: 'OTHER123' } }))).toMatchObject(unreachable);
  expect(await refused(client.unlinkTester({ params: { id } }))).toMatchObject(unreachable);
  await rig.regions.eu.comeBack();
  await client.unlinkTester({ params: { id } });
});

test('motion detection is switched on where the newest pairing is, and the region’s refusal comes through', async () => {
  const client = (await rig.maker('motion')).client(products);
  const { pid } = await client.createProduct({ body: { name: 'moving' } });
  const deviceId = DeviceId.parse('6c498a7ef85bd838ffkgxc');
  const found = (pairedAt: string) => async () => ({
    judge: true,
    found: {
      deviceId,
      pid,
      uuid: 'uuid00000000000000ab',
      pairedAt,
      presence: 'online' as const,
      isExpected: true,
      firmware: '2.3.0',
      features: { sleepy: false, probe: false },
      motionDetection: null,
    },
  });
  answers.cn.findDevice = found('2026-01-01T00:00:00Z');
  answers.eu.findDevice = found('2026-02-01T00:00:00Z');
  const device: z.input<typeof MakerDevice> = {
    deviceId,
    uuid: 'uuid00000000000000ab',
    pid,
    region: 'eu',
    presence: 'online',
    firmware: '2.3.0',
    lastSeenAt: null,
    pairedAt: '2026-02-01T00:00:00Z',
    tester: true,
    motionDetection: { enabled: true, sensitivity: 'high', schedule: null },
  };
  answers.eu.enableMotionDetection = async () => ({ device });
  expect((await client.enableMotionDetection({ params: { deviceId } })).region).toBe('eu');
  answers.eu.enableMotionDetection = async () => ({ code: 'device_not_responding', params: {} });
  expect(await refusedCode(client.enableMotionDetection({ params: { deviceId } }))).toBe('device_not_responding');
});

test('pages follow each other without loss, newest first, and the search finds name and PID', async () => {
  const client = (await rig.maker('pages')).client(products);
  const made = [];
  for (const name of ['Alpha 100%', 'Beta', 'Gamma']) made.push(await client.createProduct({ body: { name } }));
  const first = await client.listProducts({ query: { limit: 2 } });
  const second = await client.listProducts({ query: { limit: 2, cursor: first.next ?? '' } });
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['Gamma', 'Beta', 'Alpha 100%']);
  expect((await client.listProducts({ query: { search: '0%' } })).items).toHaveLength(1);
  expect((await client.listProducts({ query: { search: '%' } })).items).toHaveLength(1);
  const [{ pid = '' } = {}] = made;
  expect((await client.listProducts({ query: { search: pid.slice(3, 12) } })).items).toMatchObject([{ pid }]);
});

test('an activation shows with the regions that have not confirmed it', async () => {
  const maker = await rig.maker('active');
  const client = maker.client(products);
  const { pid } = await client.createProduct({ body: { name: 'active' } });
  await until(() => confirmed.filter((one) => one.pid === pid).length === 2);
  const { db } = rig.context;
  const applicationId = ApplicationId.parse('ap000000000000000001');
  const deviceId = DeviceId.parse('6c498a7ef85bd838ffkgxd');
  await db
    .insertInto('application')
    .values({
      id: applicationId,
      account_id: maker.session.account.id,
      user_id: maker.session.user.id,
      device_id: deviceId,
      older_firmware_accepted: false,
      pid,
      firmware: '2.3.0',
      region: 'cn',
      paired_at: null,
      motion_detection: null,
      state: 'approved',
      step: 'publish',
      step_deadline_at: null,
      problem: null,
      findings: '[]',
      evidence: null,
      certificate: null,
      certified_at: null,
      footage: 'none',
      ended_at: null,
    } as never)
    .execute();
  await rig.regions.eu.goAway();
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('activation')
      .values({
        pid,
        account_id: maker.session.account.id,
        application_id: applicationId,
        device_id: deviceId,
        firmware: '2.3.0',
      })
      .execute();
    await publishProduct(rig.context, trx, pid);
  });
  await until(() => confirmed.some((one) => one.pid === pid && one.version === 2));
  await settled(pid, ['eu']);
  const { activation } = await client.getProduct({ params: { pid } });
  expect(activation).toMatchObject({ deviceId, firmware: '2.3.0', lagging: ['eu'] });
  const { items } = await maker.client(sales).listServiceItems({ query: { search: 'ACTIVE' } });
  expect(items).toMatchObject([{ pid, productName: 'active', applicationId, firmware: '2.3.0', lagging: ['eu'] }]);
  expect(rig.regions.cn.products.get(pid)).toMatchObject({ activated: true, lowestFirmware: '2.3.0' });
  await rig.regions.eu.comeBack();
  await until(() => confirmed.some((one) => one.pid === pid && one.version === 2 && one.region === 'eu'));
  await settled(pid);
  expect((await client.getProduct({ params: { pid } })).activation?.lagging).toEqual([]);
});
