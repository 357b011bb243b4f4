import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  firmware,
  notices,
  type Pid,
  products,
  ReleaseId,
  type ReleaseMove,
  refusal,
  releaseImagePath,
} from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPart, getImagePart, sweepImages } from '../../control/firmware/image-parts.ts';
import { endExtendedTest, hashOf, makeFirmwareKey, signImage } from '../../control/firmware/testing.ts';
import { releaseWatchHandlers } from '../../control/firmware/watch-releases.ts';
import { activateProduct } from '../testing/activate.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refused, refusedCode } from '../testing/refused.ts';
import type { RegionHandlers } from '../testing/region-peer.ts';

let rig: ControlRig;
let maker: RigMaker;
let pid: Pid;
const key = makeFirmwareKey();
const notes = { 'zh-CN': '修复若干问题', en: 'Some faults are mended' };
const image = randomBytes(2_500_000);
let version = 0;

beforeAll(async () => {
  rig = await startControl({ answers });
  maker = await rig.maker('factory');
  ({ pid } = await maker.client(products).createProduct({ body: { name: 'camera' } }));
  await api().addFirmwareKey({ params: { pid }, body: { publicKey: key.publicKey } });
});
afterAll(() => rig[Symbol.asyncDispose]());

const answers: Record<'cn' | 'eu', Partial<RegionHandlers>> = { cn: {}, eu: {} };
const find = async (id: string) => (await api().listReleases({ params: { pid } })).items.find((one) => one.id === id);
const api = (of = maker) => of.client(firmware);
const sign = (more: Partial<Parameters<typeof signImage>[1]> = {}) =>
  signImage(key, { pid, version: `1.${++version}`, image, ...more });
const create = (signed = sign(), of = maker) => api(of).createRelease({ params: { pid }, body: { ...signed, notes } });
const move = (releaseId: string, to: ReleaseMove, of = maker) =>
  api(of).moveRelease({ params: { pid, releaseId: releaseId as never }, body: { move: to } });
async function send(releaseId: string, bytes: Uint8Array, of = maker, at: string = pid) {
  const response = await of.fetch(releaseImagePath(at, releaseId), {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(bytes),
  });
  const answer = (await response.json()) as { code?: string; hasImage?: boolean };
  return answer.code ?? answer.hasImage;
}
const parts = async () => {
  const { n } = await rig.context.db
    .selectFrom('firmware_image_part')
    .select((select) => select.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return n;
};
const known = (region: 'cn' | 'eu', id: string) =>
  rig.regions[region].products.get(pid)?.releases.find(({ releaseId }) => releaseId === id)?.percent;

test('a key is listed and recorded, stays as it is when it comes again, and is removed', async () => {
  const { publicKey } = makeFirmwareKey();
  const params = { pid };
  const added = await api().addFirmwareKey({ params, body: { publicKey } });
  expect(await api().addFirmwareKey({ params, body: { publicKey: publicKey.replaceAll('\n', '\r\n') } })).toEqual(
    added,
  );
  expect((await api().listFirmwareKeys({ params })).items).toContainEqual({ ...added, publicKey });
  const { fingerprint } = added;
  await api().removeFirmwareKey({ params: { pid, fingerprint } });
  expect(await refusedCode(api().removeFirmwareKey({ params: { pid, fingerprint } }))).toBe('not_found');
  const acts = rig.context.db.selectFrom('audit').select('action').where('action', 'like', 'firmware_key.%');
  expect(new Set((await acts.execute()).map(({ action }) => action))).toEqual(
    new Set(['firmware_key.added', 'firmware_key.removed']),
  );
});

test('what is no public Ed25519 key is refused, a private one above all', async () => {
  const { privateKey } = makeFirmwareKey();
  const secret = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const add = (publicKey: string) => refusedCode(api().addFirmwareKey({ params: { pid }, body: { publicKey } }));
  for (const text of ['', 'none', secret, String(rsa.export({ format: 'pem', type: 'spki' })), secret + key.publicKey])
    expect(await add(text)).toBe('firmware_key_refused');
});

test('a product has five keys at most, also when they come at once', async () => {
  const { pid: other } = await maker.client(products).createProduct({ body: { name: 'other' } });
  const add = () =>
    refusedCode(api().addFirmwareKey({ params: { pid: other }, body: { publicKey: makeFirmwareKey().publicKey } }));
  const answers = await Promise.all(Array.from({ length: 7 }, add));
  expect(answers.filter((code) => code === 'firmware_keys_full')).toHaveLength(2);
  expect((await api().listFirmwareKeys({ params: { pid: other } })).items).toHaveLength(5);
});

test('only what a key of this product signed for this product becomes a release, and a version once', async () => {
  const signed = sign();
  const made = await create(signed);
  expect(made).toMatchObject({ state: 'draft', hasImage: false, moves: ['offer', 'withdraw'], notes });
  expect(await refusedCode(create({ ...signed, signature: '0'.repeat(128) }))).toBe('release_signature_wrong');
  const longer = { ...signed.manifest, bytes: signed.manifest.bytes + 1 };
  expect(await refusedCode(create({ ...signed, manifest: longer }))).toBe('release_signature_wrong');
  expect(await refusedCode(create(signImage(makeFirmwareKey(), { pid, version: '9.1', image })))).toBe(
    'release_signature_wrong',
  );
  expect(await refusedCode(create(sign({ pid: 'a'.repeat(16) })))).toBe('release_of_other_product');
  expect(await refusedCode(create(signed))).toBe('release_exists');
  expect(await refusedCode(create(sign({ version: `${signed.manifest.version}.0` })))).toBe('release_exists');
});

test('a release is offered once its image is here, and the image is the one that was signed', async () => {
  const { id, manifest } = await create();
  expect(await refusedCode(move(id, 'offer'))).toBe('release_image_missing');
  const before = await parts();
  const other = Buffer.from(image);
  other[1_700_000] = (other[1_700_000] ?? 0) ^ 1;
  expect(await send(id, other)).toBe('release_image_wrong');
  expect(await send(id, image.subarray(1))).toBe('release_image_wrong');
  expect(await parts()).toBe(before); // nothing is kept of what was not it
  expect(await send(id, image)).toBe(true);
  expect(await send(id, image)).toBe(true);
  expect(await parts()).toBe(before + 3);
  const got = await Promise.all([0, 1, 2, 3].map((n) => getImagePart(rig.context, { body: { releaseId: id, n } })));
  const bytes = Buffer.concat(got.map((part) => Buffer.from(part.bytes ?? '', 'base64')));
  expect(hashOf(bytes)).toBe(manifest.sha256);
  expect(got.map((part) => part.bytes === null)).toEqual([false, false, false, true]);
  expect((await move(id, 'offer')).state).toBe('offered');
});

test('two who send one image at once leave one of it', async () => {
  const { id } = await create();
  const before = await parts();
  expect(await Promise.all([send(id, image), send(id, image), send(id, image)])).toEqual([true, true, true]);
  expect(await parts()).toBe(before + 3);
});

test('every region hears whom a release is offered to; drafts it never hears of', async () => {
  const { id, manifest } = await create();
  await send(id, image);
  await endExtendedTest(rig.context, { pid, firmware: manifest.version });
  expect(known('cn', id)).toBeUndefined();
  const heard = async (percent: number | null) =>
    await vi.waitFor(() => expect([known('cn', id), known('eu', id)]).toEqual([percent, percent]), 40_000);
  for (const [to, percent] of [
    ['offer', 5],
    ['widen', 25],
    ['halt', 0],
    ['resume', 25],
    ['widen', 50],
    ['widen', 100],
    ['finish', 100],
  ] as const) {
    await move(id, to);
    await heard(percent);
  }
  const before = await parts();
  expect(await move(id, 'withdraw')).toMatchObject({ state: 'withdrawn', hasImage: false, moves: [] });
  await heard(null);
  expect(await parts()).toBe(before - 3);
  expect(await refused(move(id, 'offer'))).toMatchObject({
    code: 'release_move_refused',
    params: { state: 'withdrawn' },
  });
  expect(await send(id, image)).toBe('release_move_refused');
});

test('nothing goes beyond 5 % before its firmware passed the whole extended test or an activation, with exactly its version', async () => {
  const { pid: of } = await maker.client(products).createProduct({ body: { name: 'gate' } });
  const params = { pid: of };
  await api().addFirmwareKey({ params, body: { publicKey: key.publicKey } });
  const offer = async (firmwareVersion: string, takesBack: string | null = null) => {
    const body = { ...signImage(key, { pid: of, version: firmwareVersion, image, takesBack }), notes };
    const { id } = await api().createRelease({ params, body });
    expect(await send(id, image, maker, of)).toBe(true);
    return { id, to: (move: ReleaseMove) => api().moveRelease({ params: { pid: of, releaseId: id }, body: { move } }) };
  };
  const first = await offer('2.3');
  expect(await first.to('offer')).toMatchObject({ share: 5, clearance: null, moves: ['halt', 'withdraw'] });
  const waits = async () =>
    expect(await refused(first.to('widen'))).toMatchObject({
      ...{ code: 'release_not_verified', params: { version: '2.3' } },
    });
  await waits();
  const tested = (firmware: string, more: Omit<Parameters<typeof endExtendedTest>[1], 'pid' | 'firmware'> = {}) =>
    endExtendedTest(rig.context, { pid: of, firmware, ...more });
  await tested('2.3.1');
  await tested('2.3.0', { first: { verdict: 'fail', code: 'no_event' } });
  await tested('2.3.0', { first: { verdict: 'skipped', code: 'not_chosen' } });
  await tested('2.3.0', { state: 'running' });
  await tested('2.3.0', { isCancelled: true });
  await endExtendedTest(rig.context, { pid, firmware: '2.3.0' }); // of another product
  await waits();
  await tested('2.3.0', { first: { verdict: 'skipped', code: 'simulate_needed' } });
  expect(await first.to('widen')).toMatchObject({ share: 25, clearance: 'tested' });

  await first.to('halt');
  const back = await offer('2.2', '2.3.0'); // nobody's uploads wait for a test
  await back.to('offer');
  expect(await back.to('widen')).toMatchObject({ share: 25, clearance: 'takes_back' });
  await first.to('resume');
  expect(await refusedCode(back.to('widen'))).toBe('release_not_verified');

  await activateProduct(rig, maker, of); // with 2.3.0
  expect(await first.to('widen')).toMatchObject({ share: 50, clearance: 'verified' });
});

test('of those who press at once, one widens a release by one step', async () => {
  const { id } = await create();
  await send(id, image);
  const answers = await Promise.all(['offer', 'offer', 'offer'].map((to) => refusedCode(move(id, to as ReleaseMove))));
  expect(answers.filter((code) => code === undefined)).toHaveLength(1);
  expect((await api().listReleases({ params: { pid } })).items.find((one) => one.id === id)).toMatchObject({
    ...{ state: 'offered', share: 5, units: { offered: 0, installed: 0 } },
  });
});

test('another account sends no image, sees no release, and moves none, whichever product it names', async () => {
  const rival = await rig.maker('rival');
  const { pid: theirs } = await rival.client(products).createProduct({ body: { name: 'rival' } });
  const { id } = await create();
  expect(await send(id, image, rival)).toBe('not_found');
  expect(await send(id, image, rival, theirs)).toBe('not_found');
  expect(await refusedCode(move(id, 'withdraw', rival))).toBe('not_found');
  const there = { pid: theirs, releaseId: id };
  expect(await refusedCode(api(rival).moveRelease({ params: there, body: { move: 'withdraw' } }))).toBe('not_found');
  expect((await api(rival).listReleases({ params: { pid: theirs } })).items).toEqual([]);
  expect(await refusedCode(create(sign(), rival))).toBe('not_found');
  expect(await send(id, image)).toBe(true);
});

test('parts of an upload that broke off go after a day, those of an image stay', async () => {
  const { db } = rig.context;
  const { id } = await create();
  await send(id, image);
  const before = await parts();
  await addPart(db, 'broken-off', 0, Buffer.from('x'));
  await db.transaction().execute(sweepImages);
  expect(await parts()).toBe(before + 1);
  await db
    .updateTable('firmware_image_part')
    .set({ added_at: new Date(0) })
    .execute();
  await db.transaction().execute(sweepImages);
  expect(await parts()).toBe(before);
});

test('an account sends so many images in an hour, and no more', async () => {
  const eager = await rig.maker('eager');
  const { pid: its } = await eager.client(products).createProduct({ body: { name: 'x' } });
  await api(eager).addFirmwareKey({ params: { pid: its }, body: { publicKey: key.publicKey } });
  const small = Buffer.from('x');
  const body = { ...signImage(key, { pid: its, version: '1.0', image: small }), notes };
  const { id } = await api(eager).createRelease({ params: { pid: its }, body });
  const wrong = Buffer.from('y');
  for (let n = 0; n < limits.control.firmwareImagesPerAccount.limit; n++)
    expect(await send(id, wrong, eager, its)).toBe('release_image_wrong');
  expect(await send(id, small, eager, its)).toBe('rate_limited');
});

test('a product has a hundred releases at most', async () => {
  const { pid: full } = await maker.client(products).createProduct({ body: { name: 'full' } });
  await api().addFirmwareKey({ params: { pid: full }, body: { publicKey: key.publicKey } });
  const small = Buffer.from('x');
  const add = (n: number) => {
    const body = { ...signImage(key, { pid: full, version: `1.${n}`, image: small }), notes };
    return refusedCode(api().createRelease({ params: { pid: full }, body }));
  };
  for (let n = 0; n < 100; n++) expect(await add(n)).toBeUndefined();
  expect(await add(100)).toBe('releases_full');
});

/** What a region answers next. */
const tally = (units: number, opened: number, arrived: number) => ({ units, opened, arrived });
const looks = async (id: string) => {
  const handler = releaseWatchHandlers(rig.context)['release.watch'];
  const subject = ReleaseId.parse(id);
  await rig.context.db
    .transaction()
    .execute(
      (trx) => handler?.({ kind: 'release.watch', subject, tries: 0, late: 0 as never }, trx) ?? Promise.resolve(),
    );
};
const isWatched = async (id: string) => {
  const { rows } = await sql`SELECT FROM deadline WHERE subject = ${id}`.execute(rig.context.db);
  return rows.length > 0;
};

test('a release whose units upload five points worse than the others is halted, its maker told, and a rollback offered', async () => {
  const { id, manifest } = await create();
  await send(id, image);
  await move(id, 'offer');
  expect(await isWatched(id)).toBe(true);
  answers.cn.countUploads = async () => ({ updated: tally(20, 100, 91), others: tally(900, 4000, 3800) });
  answers.eu.countUploads = async () => ({ updated: tally(9, 100, 89), others: tally(100, 1000, 950) });
  await looks(id); // 29 units
  const seen = { updated: tally(29, 200, 180), others: tally(1000, 5000, 4750) };
  expect(await find(id)).toMatchObject({ state: 'offered', uploads: seen, haltedFor: null });
  expect(await isWatched(id)).toBe(true);
  answers.eu.countUploads = async () => ({ updated: tally(10, 100, 89), others: tally(100, 1000, 950) });
  await looks(id);
  const haltedFor = { updated: tally(30, 200, 180), others: tally(1000, 5000, 4750) };
  expect(await find(id)).toMatchObject({ state: 'halted', share: 5, haltedFor, moves: ['resume', 'withdraw'] });
  await vi.waitFor(() => expect([known('cn', id), known('eu', id)]).toEqual([0, 0]), 40_000);
  const { items } = await maker.client(notices).listNotices({ query: {} });
  expect(items.filter(({ kind }) => kind === 'release.halted')).toMatchObject([
    { data: { pid, productName: 'camera', version: manifest.version, share: 5, ...haltedFor } },
  ]);
  await looks(id); // a timer that was set twice
  expect((await maker.client(notices).listNotices({ query: {} })).items).toHaveLength(items.length);

  await move(id, 'resume'); // a person decides, and it is looked at again
  expect((await find(id))?.haltedFor).toBeNull();
  expect(await isWatched(id)).toBe(true);
  answers.eu.countUploads = async () => ({ updated: tally(300, 1000, 951), others: tally(100, 1000, 950) });
  await looks(id);
  expect((await find(id))?.state).toBe('offered');
});

test('what a person halted is not watched, and a region that does not answer halts nothing', async () => {
  const { id } = await create();
  await send(id, image);
  await move(id, 'offer');
  for (const region of ['cn', 'eu'] as const) answers[region].countUploads = async () => refusal('internal_error');
  await looks(id);
  expect((await find(id))?.state).toBe('offered');
  await move(id, 'halt');
  for (const region of ['cn', 'eu'] as const)
    answers[region].countUploads = async () => ({ updated: tally(30, 100, 0), others: tally(30, 100, 100) });
  await looks(id);
  expect(await find(id)).toMatchObject({ state: 'halted', haltedFor: null });
});
