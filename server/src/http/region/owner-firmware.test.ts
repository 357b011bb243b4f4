import { randomBytes } from 'node:crypto';
import {
  type Client,
  type controlCalls,
  type DeviceId,
  hours,
  minutes,
  type PublishedRelease,
  type UpdateReport,
} from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeFirmwareKey, signImage } from '../../control/firmware/testing.ts';
import { newPid, newReleaseId } from '../../secrets/new-ids.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { type Camera, codeOf, deviceApi, type Phone, pairNew, signUp, tokenOf } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const maker = makeFirmwareKey();
const image = randomBytes(1000);
let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let li: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  const getImagePart: Client<typeof controlCalls>['getImagePart'] = async () => ({ bytes: image.toString('base64') });
  region = await openTestRegion(server, { runs: true, control: { getImagePart } as Client<typeof controlCalls> });
  [wang, li] = [await signUp(region, 'wang'), await signUp(region, 'li')];
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

type World = {
  camera: Camera;
  release: PublishedRelease;
  ask(): Promise<string | undefined>;
  say(report: UpdateReport, more?: object): Promise<unknown>;
};

/** A camera of a product with one release, which is here; it has asked for offers unless it is said that it does not. */
async function newCamera({ asks = true, takesBack = false } = {}): Promise<World> {
  const pid = newPid();
  const version = takesBack ? '2.2.0' : '2.4.0';
  const signed = signImage(maker, { pid, version, image, ...(takesBack ? { takesBack: '2.3.0' } : {}) });
  const releaseId = newReleaseId();
  const release: PublishedRelease = { ...signed, releaseId, percent: 100, notes: { 'zh-CN': '修复', en: 'Mended' } };
  const state = { name: 'x', activated: true, lowestFirmware: null, stage: 'debug', onSale: false } as const;
  const body = { pid, version: 1, ...state, planIds: null, releases: [release] };
  await region.plane.publishProduct({ params: { pid }, body });
  const { db } = region.context;
  const isStored = async () =>
    expect(
      await db.selectFrom('firmware_image').select('stored').where('release_id', '=', releaseId).executeTakeFirst(),
    ).toEqual({ stored: true });
  await vi.waitFor(isStored, { timeout: 40_000, interval: 50 });
  const camera = await pairNew(region, wang, pid);
  const api = async () => deviceApi(region, await tokenOf(region, camera));
  const ask = async () =>
    (await (await api()).getFirmwareOffer({ query: { firmware: '2.3.0' } as never })).offer?.manifest.version;
  if (asks) await ask();
  const said = { releaseId, attempt: 1, firmware: '2.3.0' };
  return {
    camera,
    release,
    ask,
    say: async (report, more = {}) =>
      await (await api()).reportFirmware({ body: { ...said, report, ...more } as never }),
  };
}

const of = ({ camera: { deviceId } }: World): { params: { deviceId: DeviceId } } => ({ params: { deviceId } });
const shown = async (world: World, phone = wang) => (await phone.getDeviceFirmware(of(world))).update;
const choose = (world: World, at: string | null, phone = wang) =>
  phone.installFirmware({ ...of(world), body: { releaseId: world.release.releaseId, at } });
const within = (ms: number) => new Date(region.context.clock.now().getTime() + ms).toISOString();
const commandsOf = ({ camera: { deviceId } }: World) =>
  region.context.db.selectFrom('command').select('name').where('device_id', '=', deviceId).execute();

test('an owner reads what is offered to their camera, with its notes; nobody else does', async () => {
  const world = await newCamera();
  expect(await wang.getDeviceFirmware(of(world))).toMatchObject({ firmware: '2.3.0' });
  expect(await shown(world)).toMatchObject({
    ...{ releaseId: world.release.releaseId, version: '2.4.0', notes: { en: 'Mended' } },
    ...{ state: 'offered', canChoose: true, takesBack: false, at: null },
  });
  expect(await codeOf(li.getDeviceFirmware(of(world)))).toBe('not_found');
  expect(await codeOf(choose(world, null, li))).toBe('not_found');
});

test('of firmware that never asked for offers nothing is shown', async () => {
  const world = await newCamera({ asks: false });
  expect(await shown(world)).toBeNull();
  expect(await codeOf(choose(world, null))).toBe('firmware_not_offered');
});

test('put off to the night, it is offered to the camera when the hour has come', async () => {
  const world = await newCamera();
  expect(await world.ask()).toBe('2.4.0');
  const at = within(hours(5));
  expect((await choose(world, at)).update).toMatchObject({ state: 'waiting', at, canChoose: true });
  expect(await world.ask()).toBeUndefined();
  await region.clock.advance(hours(4));
  expect(await world.ask()).toBeUndefined();
  await region.clock.advance(hours(1.1));
  expect(await world.ask()).toBe('2.4.0');
  expect(await shown(world)).toMatchObject({ state: 'offered' });
});

test('what was put off is had at once by whoever wants it now', async () => {
  const world = await newCamera();
  await choose(world, within(hours(5)));
  expect((await choose(world, null)).update).toMatchObject({ state: 'offered', at: null });
  expect(await world.ask()).toBe('2.4.0');
});

test('a camera on the line is told at once, and one that is put off when its hour has come', async () => {
  const [one, later] = [await newCamera(), await newCamera()];
  const { db } = region.context;
  const online = (on: boolean) =>
    db
      .updateTable('device_presence')
      .set({ presence: on ? 'online' : 'offline' })
      .where('device_id', 'in', [one.camera.deviceId, later.camera.deviceId])
      .execute();
  await online(true);
  await choose(one, null);
  await choose(later, within(hours(2)));
  expect([await commandsOf(one), await commandsOf(later)]).toEqual([[{ name: 'update' }], []]);
  await region.clock.advance(hours(2));
  await online(true);
  await vi.waitFor(async () => expect(await shown(later)).toMatchObject({ state: 'offered' }), { timeout: 20_000 });
});

test('it goes as the camera says, and can be put off only before it is under way', async () => {
  const world = await newCamera();
  await world.say('downloading');
  expect(await shown(world)).toMatchObject({ state: 'downloading', canChoose: false, at: expect.any(String) });
  expect(await codeOf(choose(world, within(hours(5))))).toBe('firmware_not_offered');
  await world.say('failed', { reason: 'signature_wrong' });
  expect(await shown(world)).toMatchObject({ state: 'failed', reason: 'signature_wrong', canChoose: true });
  await world.say('installed', { attempt: 2, firmware: '2.4.0' });
  expect(await shown(world)).toMatchObject({ state: 'installed', canChoose: false });
  await world.say('rolled_back', { attempt: 2 });
  expect(await shown(world)).toMatchObject({ state: 'rolled_back', version: '2.4.0', canChoose: false });
  await region.clock.advance(hours(8 * 24));
  expect(await shown(world)).toBeNull();
});

test('a camera that stopped while it downloaded may be told again once it should have asked', async () => {
  const world = await newCamera();
  await world.say('downloading');
  await region.clock.advance(hours(7));
  expect(await shown(world)).toMatchObject({ state: 'downloading', canChoose: false });
  await region.clock.advance(hours(1.1));
  expect(await shown(world)).toMatchObject({ state: 'offered', canChoose: true, at: null });
  expect((await choose(world, within(hours(5)))).update).toMatchObject({ state: 'waiting' });
  await choose(world, null);
  await world.say('downloading', { attempt: 2 });
  expect(await shown(world)).toMatchObject({ state: 'downloading', canChoose: false });
});

test('what takes a version back is not put off', async () => {
  const world = await newCamera({ takesBack: true });
  expect(await shown(world)).toMatchObject({ version: '2.2.0', takesBack: true, state: 'offered' });
  expect(await codeOf(choose(world, within(hours(5))))).toBe('firmware_not_offered');
  expect(await world.ask()).toBe('2.2.0');
});

test('another hour may be chosen within the first day, and none after it', async () => {
  const world = await newCamera();
  await choose(world, within(hours(5)));
  expect((await choose(world, within(hours(20)))).update).toMatchObject({ state: 'waiting' });
  expect(await codeOf(choose(world, within(hours(24) + 1000)))).toBe('input_invalid');
  await region.clock.advance(hours(21));
  expect(await codeOf(choose(world, within(hours(5))))).toBe('input_invalid');
  await choose(world, null);
  expect(await codeOf(choose(world, within(hours(5))))).toBe('input_invalid');
  expect(await world.ask()).toBe('2.4.0');
});

test('it is put off for a day at most', async () => {
  const world = await newCamera();
  for (const ms of [-minutes(1), hours(25)]) expect(await codeOf(choose(world, within(ms)))).toBe('input_invalid');
  expect(await world.ask()).toBe('2.4.0');
});
