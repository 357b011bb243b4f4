import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { type DeviceId, hours, minutes, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDownload } from '../../region/exports/downloads.ts';
import { followSending, SendingEnded } from '../../region/watching/follow-sending.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, pairSubscribed, record } from '../testing/footage.ts';
import { codeOf, openPhone, type Phone, signUp } from '../testing/people.ts';
import { refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
  wang = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

async function newDownload(clip = clips.ts) {
  const recorded = await record(region, await pairSubscribed(region, wang), { clip, age: minutes(5) });
  const { startedAt, deviceId } = recorded;
  const to = new Date(startedAt.getTime() + 4000).toISOString();
  const body = { from: startedAt.toISOString(), to };
  return await wang.createCutDownload({ params: { deviceId }, body });
}
const newest = async (phone = wang) => (await phone.listDownloads({})).items[0];
const rangeOf = (url: string, range: string, more: Record<string, string> = {}) =>
  fetch(url, { headers: { range: `bytes=${range}`, ...more } });

test.each(['ts', 'mp4'] as const)('a download of %s that broke off goes on from where it was', async (name) => {
  const { url } = await newDownload(clips[name]);
  const answer = await fetch(url);
  const [whole, etag] = [Buffer.from(await answer.arrayBuffer()), answer.headers.get('etag') ?? ''];
  expect(answer.headers.get('accept-ranges')).toBe('bytes');
  for (const first of [0, 1, 700, 5000, whole.length - 1]) {
    const rest = await rangeOf(url, `${first}-`, { 'if-range': etag });
    expect(rest.status).toBe(206);
    expect(rest.headers.get('content-range')).toBe(`bytes ${first}-${whole.length - 1}/${whole.length}`);
    expect(Buffer.from(await rest.arrayBuffer()).equals(whole.subarray(first))).toBe(true);
  }
  const middle = Buffer.from(await (await rangeOf(url, '300-40000')).arrayBuffer());
  expect(middle.equals(whole.subarray(300, 40_001))).toBe(true);
  expect((await rangeOf(url, '5-', { 'if-range': '"another"' })).status).toBe(200);
  expect((await rangeOf(url, `${whole.length}-`)).status).toBe(416);
});

test('how far a file has come is told to the browser that fetches it, and to nobody else', async () => {
  const { url, fileName } = await newDownload();
  const before = await newest();
  expect(before).toMatchObject({ kind: 'video', fileName, state: 'waiting', sentBytes: 0 });
  expect(before?.bytes).toBeGreaterThan(10_000);
  const bytes = (await (await fetch(url)).arrayBuffer()).byteLength;
  await expect.poll(() => newest()).toMatchObject({ state: 'done', sentBytes: bytes, bytes });
  const zhang = await signUp(region, 'zhang');
  expect(await newest(zhang)).toBeUndefined();
  expect(await codeOf(zhang.endDownload({ params: { id: before?.id ?? '' } }))).toBe('not_found');
  expect(await codeOf(openPhone(region).listDownloads({}))).toBe('not_signed_in');
});

test('what was read in part is told as broken off, and as done once the rest was read', async () => {
  const { url } = await newDownload();
  await (await rangeOf(url, '0-9999')).arrayBuffer();
  await expect.poll(() => newest()).toMatchObject({ state: 'stopped', sentBytes: 10_000 });
  await (await rangeOf(url, '10000-')).arrayBuffer();
  await expect.poll(() => newest()).toMatchObject({ state: 'done' });
});

test('of a server that was killed while it sent, the file is told as broken off soon', async () => {
  await newDownload();
  const id = (await newest())?.id ?? '';
  const sending = { sent_bytes: 5000, sent_at: region.clock.now() };
  await region.context.db.updateTable('playback').set(sending).where('id', '=', id).execute();
  expect((await newest())?.state).toBe('sending');
  await region.clock.advance(minutes(1));
  expect(await newest()).toMatchObject({ state: 'stopped', sentBytes: 5000 });
});

test('an index is made for one request of an owner at a time, and no further once whoever asked is gone', async () => {
  const { url } = await newDownload();
  const token = url.split('/').at(-2) ?? '';
  const { objects } = region.context;
  const original = objects.read.bind(objects);
  let [reading, most, begun] = [0, 0, 0];
  const asking = new AsyncLocalStorage<'download'>(); // pictures of what has come are made beside it
  const open = (signal: AbortSignal) => asking.run('download', () => openDownload(region.context, token, signal));
  let atFirst = async (): Promise<void> => {};
  const spy = vi.spyOn(objects, 'read').mockImplementation(async (...asked) => {
    if (!asking.getStore()) return await original(...asked);
    begun += 1;
    most = Math.max(most, ++reading);
    await (begun === 1 ? atFirst() : new Promise((resolve) => setImmediate(resolve)));
    return await original(...asked).finally(() => {
      reading -= 1;
    });
  });
  try {
    const { signal } = new AbortController();
    const answers = await Promise.all([1, 2, 3].map(() => open(signal)));
    for (const answer of answers) expect(answer).toHaveProperty('tag');
    expect(most).toBe(1);
    expect(begun).toBeGreaterThan(3);
    begun = 0;
    const gone = new AbortController();
    atFirst = async () => gone.abort();
    expect(await open(gone.signal)).toMatchObject({ code: 'playback_ended' });
    expect(begun).toBe(1);
  } finally {
    spy.mockRestore();
  }
});

test('one that is ended while its index is made sends nothing', async () => {
  const { url } = await newDownload();
  const id = (await newest())?.id ?? '';
  const { objects } = region.context;
  const original = objects.read.bind(objects);
  const spy = vi.spyOn(objects, 'read').mockImplementationOnce(async (...asked) => {
    await wang.endDownload({ params: { id } });
    return await original(...asked);
  });
  expect(await refusedAs(url)).toBe('403 playback_ended');
  expect(spy).toHaveBeenCalled();
  spy.mockRestore();
});

test('one that was ended opens nothing any more, and is not listed', async () => {
  const { url } = await newDownload();
  const id = (await newest())?.id ?? '';
  await wang.endDownload({ params: { id } });
  expect(await refusedAs(url)).toBe('403 playback_ended');
  expect((await wang.listDownloads({})).items.map((one) => one.id)).not.toContain(id);
  expect(await codeOf(wang.endDownload({ params: { id } }))).toBe('not_found');
});

test.each([
  ['its browser signs out', (phone: Phone) => phone.signOut({})],
  ['it is ended', async (phone: Phone) => phone.endDownload({ params: { id: (await newest(phone))?.id ?? '' } })],
  ['its camera is removed', (phone: Phone, deviceId: DeviceId) => phone.removeDevice({ params: { deviceId } })],
] as const)('what is being sent stops within a second when %s', async (_, end) => {
  const phone = await signUp(region, `p${randomUUID().slice(0, 8)}`);
  const recorded = await record(region, await pairSubscribed(region, phone));
  await phone.createDownload({ params: recorded });
  const session = await region.context.db
    .selectFrom('playback')
    .selectAll()
    .where('device_id', '=', recorded.deviceId)
    .executeTakeFirstOrThrow();
  async function* parts() {
    for (;;) yield new Uint8Array(1000);
  }
  const sending = followSending(region.context, session, { from: 0, goesOn: false, parts: parts(), isEnd: true });
  // For longer than its address is good for by itself.
  for (let n = 0; n < 7; n++) {
    await region.clock.advance(minutes(10));
    expect((await sending.next()).done).toBe(false);
  }
  expect(await newest(phone)).toMatchObject({ state: 'sending', sentBytes: 6000 });
  await end(phone, recorded.deviceId);
  await region.clock.advance(seconds(2));
  await expect(sending.next()).rejects.toThrow(SendingEnded);
});

test('an export is told with about how large it will be, and how far it has come', async () => {
  const { url, fileName } = await wang.createExport({});
  const before = await newest();
  expect(before).toMatchObject({ kind: 'export', deviceId: null, fileName, state: 'waiting' });
  const bytes = (await (await fetch(url)).arrayBuffer()).byteLength;
  expect((before?.bytes ?? 0) / bytes).toBeGreaterThan(0.5);
  expect((before?.bytes ?? 0) / bytes).toBeLessThan(1.5);
  await expect.poll(() => newest()).toMatchObject({ state: 'done', sentBytes: bytes });
  await region.clock.advance(hours(1));
  expect(await newest()).toBeUndefined();
});
