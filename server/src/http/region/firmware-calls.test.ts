import { type Client, type controlCalls, minutes, type Pid, type PublishedRelease, seconds } from '@kaitong/contract';
import { isInCohort } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeFirmwareKey, signImage } from '../../control/firmware/testing.ts';
import { callHandlers } from '../../region/firmware/call-cameras.ts';
import { newPid, newReleaseId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { type Camera, deviceApi, goOnline, type OnlineCamera, type Phone, pairNew, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const maker = makeFirmwareKey();
const image = Buffer.from('firmware');
let server: TestDatabase;
let region: TestRegion;
let phone: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  const getImagePart: Client<typeof controlCalls>['getImagePart'] = async ({ body: { n } }) => ({
    bytes: n === 0 ? image.toString('base64') : null,
  });
  const control = { getImagePart } as Client<typeof controlCalls>;
  const limits = { pairingTokensPerOwner: { limit: 100, window: minutes(10) } };
  region = await openTestRegion(server, { runs: true, control, limits });
  await region.startBroker();
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

let published = 0;
async function publish(pid: Pid, release: PublishedRelease, percent: PublishedRelease['percent']): Promise<void> {
  const state = { name: 'x', activated: true, lowestFirmware: null, stage: 'debug', onSale: false } as const;
  const body = { pid, version: ++published, ...state, planIds: null, releases: [{ ...release, percent }] };
  await region.plane.publishProduct({ params: { pid }, body });
}
const makeRelease = (pid: Pid): PublishedRelease => ({
  ...signImage(maker, { pid, version: '3.0.0', image }),
  ...{ releaseId: newReleaseId(), percent: 0, notes: { 'zh-CN': '修复', en: 'Mended' } },
});

const apiOf = (camera: OnlineCamera) => deviceApi(region, camera.token);
const ask = (camera: OnlineCamera) => apiOf(camera).getFirmwareOffer({ query: { firmware: '2.3.0' } as never });
async function online(pid: Pid, { hasAsked }: { hasAsked: boolean }): Promise<OnlineCamera> {
  const camera = await goOnline(region, await pairNew(region, phone, pid));
  if (hasAsked) await ask(camera);
  return camera;
}
const isThere = (cameras: readonly Camera[]) =>
  vi.waitFor(
    async () => {
      const { items } = await phone.listDevices({ query: {} });
      const there = new Set(items.flatMap((one) => (one.presence === 'online' ? [one.deviceId] : [])));
      expect(cameras.filter(({ deviceId }) => !there.has(deviceId))).toEqual([]);
    },
    { timeout: 40_000, interval: 50 },
  );
const calls = async (cameras: readonly Camera[]): Promise<number> => {
  const ids = cameras.map(({ deviceId }) => deviceId as never);
  const rows = region.context.db.selectFrom('command').select('id').where('device_id', 'in', ids);
  return (await rows.where('name', '=', 'update').execute()).length;
};
const areOver = (pid: string) =>
  vi.waitFor(
    async () => {
      // The row of a call is there only once it has begun.
      const { rows } = await sql`SELECT FROM deadline WHERE subject = ${pid}
        UNION ALL SELECT FROM firmware_call WHERE pid = ${pid}`.execute(region.context.db);
      expect(rows).toEqual([]);
    },
    { timeout: 40_000, interval: 50 },
  );

test('a camera whose turn has come is told at once, and only one that has ever asked', async () => {
  const pid = newPid();
  const [asks, silent] = [await online(pid, { hasAsked: true }), await online(pid, { hasAsked: false })];
  const other = await online(newPid(), { hasAsked: true });
  await isThere([asks, silent, other]);
  const release = makeRelease(pid);
  await publish(pid, release, 0);
  await publish(pid, release, 100);
  expect(await asks.nextCommand()).toMatchObject({ name: 'update' });
  expect((await ask(asks)).offer?.releaseId).toBe(release.releaseId);
  await areOver(pid);
  expect(await calls([silent, other])).toBe(0);
});

test('a wider share tells whom it brings the turn to, twenty at a time; a halted release tells nobody', async () => {
  const pid = newPid();
  const cameras: OnlineCamera[] = [];
  for (let n = 0; n < 25; n++) cameras.push(await online(pid, { hasAsked: true }));
  await isThere(cameras);
  const release = makeRelease(pid);
  await publish(pid, release, 25);
  const early = cameras.filter(({ deviceId }) => isInCohort(release.releaseId, deviceId, 25));
  await Promise.all(early.map((camera) => camera.nextCommand()));
  await areOver(pid);
  expect(await calls(cameras)).toBe(early.length);
  await publish(pid, release, 0);
  await areOver(pid);
  expect(await calls(cameras)).toBe(early.length);
  for (const camera of early) {
    await ask(camera);
    const report = { attempt: 1, firmware: '3.0.0', report: 'installed' };
    await publish(pid, release, 25);
    await ask(camera);
    await apiOf(camera).reportFirmware({ body: { releaseId: release.releaseId, ...report } as never });
    await camera.say({ firmware: '3.0.0' });
  }
  // What still runs the version before, as far as the region has heard, is told of the release again.
  await vi.waitFor(
    async () => {
      const ids = early.map(({ deviceId }) => deviceId as never);
      const rows = region.context.db.selectFrom('device_now').select('firmware').where('device_id', 'in', ids);
      expect((await rows.execute()).filter(({ firmware }) => firmware !== '3.0.0')).toEqual([]);
    },
    { timeout: 40_000, interval: 50 },
  );
  await areOver(pid);
  await region.context.db.deleteFrom('command').where('name', '=', 'update').execute();
  await publish(pid, release, 100);
  await vi.waitFor(async () => expect(await calls(cameras)).toBe(Math.min(20, 25 - early.length)), 40_000);
  await vi.waitFor(
    async () => {
      await region.clock.advance(seconds(5));
      expect(await calls(cameras)).toBe(25 - early.length);
    },
    { timeout: 40_000, interval: 100 },
  );
}, 120_000);

test('where nothing is offered, nobody of a large product is looked at', async () => {
  const pid = newPid();
  const { deviceId } = await online(pid, { hasAsked: true });
  await isThere([{ deviceId } as Camera]);
  const copies = (table: string) => sql`
    INSERT INTO ${sql.table(table)} SELECT (jsonb_populate_record(one, jsonb_build_object(
      'device_id', left(one.device_id, 2) || lpad(n::text, length(one.device_id) - 2, '0'), 'uuid', 'copy' || n))).*
    FROM ${sql.table(table)} one, generate_series(1, 1000) n WHERE one.device_id = ${deviceId}`;
  await region.context.db.transaction().execute(async (trx) => {
    for (const table of ['device', 'device_presence', 'firmware_asker']) await copies(table).execute(trx);
    await trx.insertInto('firmware_call').values({ pid, after: '' }).execute();
    await callHandlers['firmware.call']?.({ kind: 'firmware.call', subject: pid, tries: 1, late: seconds(0) }, trx);
    const left = await trx.selectFrom('firmware_call').selectAll().where('pid', '=', pid).execute();
    expect(left).toEqual([]);
  });
});

test('a call that comes while an earlier one looks at what was offered before is not over with it', async () => {
  const pid = newPid();
  const camera = await online(pid, { hasAsked: true });
  await isThere([camera]);
  const release = makeRelease(pid);
  await publish(pid, release, 0);
  const { db } = region.context;
  await vi.waitFor(
    async () => {
      const image = db.selectFrom('firmware_image').select('stored').where('release_id', '=', release.releaseId);
      expect(await image.executeTakeFirst()).toEqual({ stored: true });
    },
    { timeout: 40_000, interval: 50 },
  );
  await areOver(pid);
  await db.insertInto('firmware_call').values({ pid, after: '' }).execute();
  const publishing = await db.startTransaction().execute();
  await publishing.selectFrom('firmware_call').select('after').where('pid', '=', pid).forUpdate().execute();
  const call = { kind: 'firmware.call', subject: pid, tries: 1, late: seconds(0) };
  const looking = db.transaction().execute(async (trx) => await callHandlers['firmware.call']?.(call, trx));
  await vi.waitFor(
    async () => {
      const { rows } =
        await sql`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
        AND query LIKE '%firmware_call%'`.execute(db);
      expect(rows.length).toBeGreaterThan(0);
    },
    { timeout: 40_000, interval: 20 },
  );
  const releases = json<PublishedRelease[]>([{ ...release, percent: 100 }]);
  await publishing.updateTable('product').set({ releases }).where('pid', '=', pid).execute();
  await publishing.commit().execute();
  await looking;
  expect(await calls([camera])).toBe(1);
});

test('a camera that starts again and again asks for its offer thirty times a minute', async () => {
  const camera = await online(newPid(), { hasAsked: false });
  const answers = await Promise.all(
    Array.from({ length: 31 }, () =>
      ask(camera).then(
        ({ offer }) => offer,
        (refused) => refused.problem.code,
      ),
    ),
  );
  expect(answers.filter((one) => one !== null)).toEqual(['rate_limited']);
});
