import { randomBytes } from 'node:crypto';
import {
  type Client,
  type controlCalls,
  type FirmwareOffer,
  IMAGE_PART_BYTES,
  minutes,
  type PublishedRelease,
  type UpdateReport,
} from '@kaitong/contract';
import { isInCohort } from '@kaitong/core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeFirmwareKey, signImage } from '../../control/firmware/testing.ts';
import { lockConformance } from '../../region/conformance/lock-conformance.ts';
import { chooseUpdate, readUpdate, tellUpdate } from '../../region/conformance/offer-update.ts';
import { saveConformance, snapshotOf } from '../../region/conformance/save-conformance.ts';
import { imageKey } from '../../region/firmware/image-key.ts';
import { newPid, newReleaseId } from '../../secrets/new-ids.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { startTest } from '../testing/conformance.ts';
import { type Camera, codeOf, deviceApi, type Phone, pairNew, signUp, tokenOf } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const maker = makeFirmwareKey();
const image = randomBytes(IMAGE_PART_BYTES * 5 + 77); // more than is fetched at once
const pid = newPid();
const otherPid = newPid();
let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
let isAway = false;
/** Awaited before control gives a part. */
let slowly = async (): Promise<void> => {};
const images = new Map<string, Uint8Array>();

beforeAll(async () => {
  server = await startTestDatabase();
  const getImagePart: Client<typeof controlCalls>['getImagePart'] = async ({ body: { releaseId, n } }) => {
    if (isAway) throw new Error('control is away');
    await slowly();
    const part = images.get(releaseId)?.subarray(n * IMAGE_PART_BYTES, (n + 1) * IMAGE_PART_BYTES);
    return { bytes: part?.length ? Buffer.from(part).toString('base64') : null };
  };
  const control = { getImagePart } as Client<typeof controlCalls>;
  const limits = { pairingTokensPerOwner: { limit: 100, window: minutes(10) } }; // all cameras here have one owner
  region = await openTestRegion(server, { runs: true, control, limits });
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

type Standing = { version: string; percent?: PublishedRelease['percent']; takesBack?: string; of?: string };
function makeRelease({ version, percent = 100, takesBack, of = pid }: Standing): PublishedRelease {
  const signed = signImage(maker, { pid: of, version, image, ...(takesBack ? { takesBack } : {}) });
  const releaseId = newReleaseId();
  images.set(releaseId, image);
  return { ...signed, releaseId, percent, notes: { 'zh-CN': '修复', en: 'Mended' } };
}

let published = 0;
async function publish(releases: PublishedRelease[], of = pid): Promise<void> {
  const state = { name: 'x', activated: true, lowestFirmware: null, stage: 'debug', onSale: false } as const;
  const body = { pid: of, version: ++published, ...state, planIds: null, releases };
  await region.plane.publishProduct({ params: { pid: of }, body });
}
const stored = async (releaseId: string) =>
  (await region.context.objects.findInfo(imageKey(releaseId as never)))?.bytes === image.length &&
  (
    await region.context.db
      .selectFrom('firmware_image')
      .select('stored')
      .where('release_id', '=', releaseId as never)
      .executeTakeFirst()
  )?.stored === true;
const isHere = ({ releaseId }: PublishedRelease) =>
  vi.waitFor(async () => expect(await stored(releaseId)).toBe(true), { timeout: 40_000, interval: 50 });

type Caller = { camera: Camera; api: ReturnType<typeof deviceApi> };
async function newCamera(of = pid): Promise<Caller> {
  const camera = await pairNew(region, phone, of);
  return { camera, api: deviceApi(region, await tokenOf(region, camera)) };
}
const ask = async ({ api }: Caller, firmware = '2.3.0'): Promise<FirmwareOffer | null> =>
  (await api.getFirmwareOffer({ query: { firmware } as never })).offer;
const say = ({ api }: Caller, releaseId: string, report: UpdateReport, more: object = {}) =>
  api.reportFirmware({ body: { releaseId, report, attempt: 1, firmware: '2.3.0', ...more } as never });
const count = async (releaseId: string) =>
  (await region.plane.countUpdates({ body: { pid } })).items.find((one) => one.releaseId === releaseId);

test('an image is fetched from control, as soon as that can be reached, and offered once it is here', async () => {
  isAway = true;
  const release = makeRelease({ version: '3.0.0' });
  await publish([release]);
  const camera = await newCamera();
  expect(await ask(camera)).toBeNull();
  isAway = false;
  await vi.waitFor(
    async () => {
      await region.clock.advance(15_000 as never);
      expect(await stored(release.releaseId)).toBe(true);
    },
    { timeout: 40_000, interval: 100 },
  );
  const { releaseId, manifest, signature, notes } = release;
  expect(await ask(camera)).toMatchObject({ releaseId, manifest, signature, notes });
  expect(await ask(camera, '3.0')).toBeNull();
  expect(await region.context.db.selectFrom('firmware_part').selectAll().execute()).toEqual([]);
});

test('images of many products that control is slow to give hold up no other timer', async () => {
  const before = makeRelease({ version: '3.0.1' });
  await publish([before]);
  await isHere(before);
  const answer = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  slowly = () => {
    asked.resolve();
    return answer.promise;
  };
  const slow = Array.from({ length: 12 }, () => makeRelease({ version: '3.0.2', of: newPid() }));
  for (const one of slow) {
    images.delete(one.releaseId); // what control says in the end
    await publish([one], one.manifest.pid);
  }
  try {
    await asked.promise;
    await publish([{ ...before, percent: null }]);
    await vi.waitFor(async () => expect(await stored(before.releaseId)).toBe(false), { timeout: 40_000, interval: 50 });
  } finally {
    slowly = async () => {};
    answer.resolve();
  }
}, 90_000);

test('a download that broke off goes on where it was, and begins anew where the image is another', async () => {
  const release = makeRelease({ version: '3.1.0' });
  await publish([release]);
  await isHere(release);
  const { url = '' } = (await ask(await newCamera())) ?? {};
  const whole = await fetch(url);
  const etag = whole.headers.get('etag') ?? '';
  expect([whole.status, Buffer.from(await whole.arrayBuffer()).equals(image)]).toEqual([200, true]);
  const rest = await fetch(url, { headers: { range: 'bytes=1000000-', 'if-range': etag } });
  expect([rest.status, rest.headers.get('content-range'), rest.headers.get('etag')]).toEqual([
    206,
    `bytes 1000000-${image.length - 1}/${image.length}`,
    etag,
  ]);
  expect(Buffer.from(await rest.arrayBuffer()).equals(image.subarray(1_000_000))).toBe(true);
  const anew = await fetch(url, { headers: { range: 'bytes=1000000-', 'if-range': '"another"' } });
  expect([anew.status, (await anew.arrayBuffer()).byteLength]).toEqual([200, image.length]);
});

test('a camera is offered nothing of another product, and nothing while its share has not come', async () => {
  const mine = makeRelease({ version: '3.2.0', percent: 25 });
  const theirs = makeRelease({ version: '3.3.0', of: otherPid });
  await publish([mine]);
  await publish([theirs], otherPid);
  await Promise.all([isHere(mine), isHere(theirs)]);
  const cameras = await Promise.all(Array.from({ length: 24 }, () => newCamera()));
  const offered = await Promise.all(cameras.map((camera) => ask(camera)));
  const places = cameras.map(({ camera: { deviceId } }) => isInCohort(mine.releaseId, deviceId, 25));
  expect(offered.map((offer) => offer?.releaseId)).toEqual(places.map((isIn) => (isIn ? mine.releaseId : undefined)));
  await publish([{ ...mine, percent: 100 }]);
  expect((await Promise.all(cameras.map((camera) => ask(camera)))).map((offer) => offer?.releaseId)).toEqual(
    cameras.map(() => mine.releaseId),
  );
  await publish([{ ...mine, percent: 0 }]); // halted
  expect((await Promise.all(cameras.map((camera) => ask(camera)))).filter((offer) => offer !== null)).toEqual([]);
});

test('what is withdrawn is gone from the store, and whoever was under way asks in vain', async () => {
  const release = makeRelease({ version: '3.4.0' });
  await publish([release]);
  await isHere(release);
  const camera = await newCamera();
  const { url = '' } = (await ask(camera)) ?? {};
  await publish([{ ...release, percent: null }]);
  await vi.waitFor(async () => expect((await fetch(url)).status).toBe(404), { timeout: 40_000, interval: 50 });
  expect(await ask(camera)).toBeNull();
});

test('an image that the store has lost is not offered, and fetched again', async () => {
  const release = makeRelease({ version: '3.5.0' });
  await publish([release]);
  await isHere(release);
  await region.context.objects.remove(imageKey(release.releaseId));
  const camera = await newCamera();
  expect(await ask(camera)).toBeNull();
  await isHere(release);
  expect((await ask(camera))?.releaseId).toBe(release.releaseId);
});

test('an image that the disk has cut short is not offered, and fetched again in its place', async () => {
  const release = makeRelease({ version: '3.5.1' });
  await publish([release]);
  await isHere(release);
  const { objects } = region.context;
  const key = imageKey(release.releaseId);
  await objects.remove(key);
  await objects.put(key, image.subarray(1), 'application/octet-stream');
  const camera = await newCamera();
  expect(await ask(camera)).toBeNull();
  await isHere(release);
  expect((await ask(camera))?.releaseId).toBe(release.releaseId);
});

test('an image that a process stored and died before it noted so goes when it is withdrawn', async () => {
  isAway = true;
  const release = makeRelease({ version: '3.5.2' });
  await publish([release]);
  const { db, objects } = region.context;
  const row = db.selectFrom('firmware_image').select('stored').where('release_id', '=', release.releaseId);
  await vi.waitFor(async () => expect(await row.executeTakeFirst()).toEqual({ stored: false }), 40_000);
  const key = imageKey(release.releaseId);
  await objects.put(key, image, 'application/octet-stream');
  await publish([{ ...release, percent: null }]);
  await vi.waitFor(async () => expect(await row.executeTakeFirst()).toBeUndefined(), 40_000);
  isAway = false;
  expect(await objects.findInfo(key)).toBeUndefined();
});

test('reports count once, in whatever order they come, and only of what a camera was offered', async () => {
  const release = makeRelease({ version: '3.6.0' });
  await publish([release]);
  await isHere(release);
  const { releaseId } = release;
  const [camera, stranger] = [await newCamera(), await newCamera()];
  await ask(camera);
  expect(await count(releaseId)).toMatchObject({ offered: 1, downloading: 0 });
  expect(await codeOf(say(stranger, releaseId, 'downloading'))).toBe('not_found');
  expect(await codeOf(say(camera, newReleaseId(), 'downloading'))).toBe('not_found');
  expect(await codeOf(say(camera, releaseId, 'installed'))).toBe('input_invalid'); // it says that it runs the old one
  for (const attempt of [0, 101, 1.5])
    expect(await codeOf(say(camera, releaseId, 'failed', { attempt }))).toBe('input_invalid');
  for (const reason of ['a b', 'x'.repeat(41)])
    expect(await codeOf(say(camera, releaseId, 'failed', { reason }))).toBe('input_invalid');
  const news = { firmware: '3.6.0', attempt: 2 };
  await say(camera, releaseId, 'installed', news);
  await say(camera, releaseId, 'downloading', { attempt: 2 });
  await say(camera, releaseId, 'failed', { reason: 'signature_wrong' });
  await say(camera, releaseId, 'installed', news);
  expect(await count(releaseId)).toMatchObject({ offered: 0, downloading: 0, failed: 0, installed: 1, rolledBack: 0 });
  await say(camera, releaseId, 'rolled_back', { attempt: 2, reason: 'no_network' });
  expect(await count(releaseId)).toMatchObject({ installed: 0, rolledBack: 1 });
  expect(await ask(camera)).toBeNull(); // what it took back is not put on it again
});

test('a camera says no more than sixty things a minute of its updates', async () => {
  const camera = await newCamera();
  const tries = Array.from({ length: 61 }, () => codeOf(say(camera, newReleaseId(), 'failed')));
  const answers = await Promise.all(tries);
  expect(answers.toSorted()).toEqual([...Array.from({ length: 60 }, () => 'not_found'), 'rate_limited']);
});

test('what takes a version back is offered to those who run it, and to no other', async () => {
  const back = makeRelease({ version: '3.6.9', takesBack: '3.7.0' });
  await publish([back]);
  await isHere(back);
  const camera = await newCamera();
  expect((await ask(camera, '3.7.0'))?.releaseId).toBe(back.releaseId);
  expect(await ask(camera, '3.7.1')).toBeNull();
  expect(await ask(camera, '3.6.0')).toBeNull();
});

test('an older control says nothing of releases, and nothing is offered', async () => {
  const body = { pid: otherPid, version: ++published, name: 'x', activated: true, lowestFirmware: null };
  await region.plane.publishProduct({
    params: { pid: otherPid },
    body: { ...body, stage: 'debug', onSale: false, planIds: null },
  });
  expect(await ask(await newCamera(otherPid))).toBeNull();
});

test.each([
  ['took it back', [{ report: 'rolled_back' }]],
  ['failed three times', [1, 2, 3].map((attempt) => ({ report: 'failed', attempt }) as const)],
  ['was flashed back by its maker', [{ report: 'installed', firmware: '4.9.0' }]],
] as const)(
  'a camera that %s is offered the release anew for its test, and what it says then counts',
  async (_, before) => {
    const release = makeRelease({ version: '4.9.0' });
    await publish([release]);
    await isHere(release);
    const { releaseId } = release;
    const camera = await newCamera();
    expect(await ask(camera)).toMatchObject({ releaseId });
    for (const { report, ...more } of before) await say(camera, releaseId, report, more);
    const id = await startTest(region, phone, camera.camera, ['update']);
    const { db } = region.context;
    const inTest = <T>(act: (...locked: Parameters<typeof tellUpdate>) => Promise<T>): Promise<T> =>
      db.transaction().execute(async (trx) => {
        const locked = await lockConformance(trx, id);
        if (locked?.item !== 'update') throw new Error('it has not begun yet');
        const snapshot = snapshotOf(locked);
        const done = await act(trx, locked);
        await saveConformance(trx, locked, snapshot);
        return done;
      });
    await vi.waitFor(() => inTest(async () => {}), { timeout: 20_000 });
    await inTest(chooseUpdate);
    await inTest(tellUpdate);
    expect(await ask(camera)).toMatchObject({ releaseId });
    const known = () =>
      inTest(async (trx, locked) => locked.stage.update && (await readUpdate(trx, locked, locked.stage.update)));
    expect(await known()).toMatchObject({ isAsked: true, report: null });
    await say(camera, releaseId, 'downloading');
    expect(await known()).toMatchObject({ report: 'downloading' });
    await region.plane.endConformance({ params: { conformanceId: id } });
  },
);
