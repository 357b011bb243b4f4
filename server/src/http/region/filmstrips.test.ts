import { hours, minutes } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import { Judge, LARGEST_FILMSTRIP } from '@kaitong/judge';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { filmstripKey } from '../../region/footage/object-keys.ts';
import { makeFilmstrips } from '../../region/watching/filmstrips.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import {
  type Clip,
  clips,
  type Opened,
  open,
  pairSubscribed,
  type RecordOptions,
  record,
  type Subscribed,
} from '../testing/footage.ts';
import { codeOf, openPhone, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let zhang: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true, engine: 'auto' });
  wang = await signUp(region, 'wang');
  zhang = await signUp(region, 'zhang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const camera = (): Promise<Subscribed> => pairSubscribed(region, wang);
const keyOf = ({ deviceId, eventId }: Opened, minute = 0): string => {
  const place = readEventId(eventId);
  if (!place) throw new Error('no event id');
  return filmstripKey({ ...place, deviceId, eventId }, minute);
};
const storedOf = (event: Opened, minute = 0) => region.context.objects.read(keyOf(event, minute));
const isStored = async (event: Opened, minute = 0) => (await storedOf(event, minute)) !== undefined;
const at = ({ startedAt }: Opened, ms: number) => ({ at: new Date(startedAt.getTime() + ms).toISOString() });
const find = (event: Opened, ms: number, phone: Phone = wang) =>
  phone.getFilmstrip({ params: { deviceId: event.deviceId }, query: at(event, ms) });
const stripOf = async (event: Opened, ms: number) => (await find(event, ms)).filmstrip;

/** Two segments, closed. */
async function recorded(options: RecordOptions = {}): Promise<Opened> {
  const event = await record(region, await camera(), options);
  await expect.poll(() => isStored(event)).toBe(true);
  return event;
}

test('a recording’s key frames stand small beside it as soon as it is over, with the times at which they were taken', async () => {
  const event = await recorded();
  const { filmstrip, isComing } = await find(event, 2100);
  expect(isComing).toBe(false);
  const { startedAt: from } = event;
  expect(filmstrip).toMatchObject({
    ...{ eventId: event.eventId, width: 192, height: 108, columns: 2, pictures: [0, 2000] },
    ...{ from: from.toISOString(), to: new Date(from.getTime() + 4000).toISOString() },
  });
  const webp = Buffer.from(filmstrip?.webp ?? '', 'base64');
  expect(webp.subarray(8, 12).toString('latin1')).toBe('WEBP');
  expect(webp.length).toBeLessThanOrEqual(LARGEST_FILMSTRIP);
});

test.each(['fmp4', 'fmp4 h265', 'ts h265', 'mp4'] as const)('of %s too', async (name) => {
  const event = await recorded({ clip: clips[name] });
  expect((await stripOf(event, 100))?.pictures[0]).toBe(0);
});

test('a minute of what is recorded all the time has its own as soon as it is over, while more of it comes', async () => {
  const event = await open(region, await camera(), { type: 'continuous' as never, durationMs: 20_000 });
  const [piece] = clips.ts.pieces;
  if (!piece) throw new Error('a clip has pieces');
  for (const n of [0, 1]) await event.send(n, piece);
  expect(await find(event, 30_000)).toEqual({ filmstrip: null, isComing: true });
  for (const n of [2, 3]) await event.send(n, piece);
  await expect.poll(() => isStored(event)).toBe(true);
  expect(await stripOf(event, 59_999)).toMatchObject({ pictures: [0, 20_000, 40_000] });
  expect(await find(event, 61_000)).toEqual({ filmstrip: null, isComing: true });
  await event.close(4);
  await expect.poll(() => isStored(event, 1)).toBe(true);
  const { filmstrip } = await find(event, 61_000);
  expect(filmstrip).toMatchObject({ pictures: [0], from: at(event, minutes(1)).at, to: at(event, 80_000).at });
});

test('a segment that lies over the end of a minute belongs to that one, and in what is left of a whole recording none comes', async () => {
  const unit = await camera();
  const event = await open(region, unit, { durationMs: 21_000 });
  const [piece] = clips.ts.pieces;
  if (!piece) throw new Error('a clip has pieces');
  for (const n of [0, 1]) await event.send(n, piece);
  await event.send(2, piece, 'stored');
  await event.close(3);
  await unit.api.commitObject({ params: { eventId: event.eventId, n: 2 }, body: {} });
  // Nobody has looked for either: both were told of as the last segment came.
  await expect.poll(() => isStored(event)).toBe(true);
  await expect.poll(() => isStored(event, 1)).toBe(true);
  expect(await stripOf(event, 59_999)).toMatchObject({ pictures: [0, 21_000, 42_000] });
  expect(await find(event, 61_000)).toEqual({ filmstrip: null, isComing: false });
});

test('where nothing decodes single pictures, no footage is read for them', async () => {
  await using judge = await Judge.start({ engine: 'none' });
  const listen = vi.spyOn(region.context.notifications, 'on');
  await makeFilmstrips({ ...region.context, judge }).stop();
  expect(listen).not.toHaveBeenCalled();
  listen.mockRestore();
});

test('at a moment without footage there is none, and none comes', async () => {
  const event = await recorded();
  for (const ms of [-1, 4000, hours(1)]) expect(await find(event, ms)).toEqual({ filmstrip: null, isComing: false });
});

test('it is made when somebody looks, where it was not made before', async () => {
  const event = await recorded();
  await region.context.objects.remove(keyOf(event));
  expect(await find(event, 0)).toEqual({ filmstrip: null, isComing: true });
  await expect.poll(() => stripOf(event, 0)).toMatchObject({ pictures: [0, 2000] });
});

test('what is lost of a recording is missing in it, and where nothing decodes it is tried once', async () => {
  const half = await record(region, await camera(), { missing: [1] });
  await region.clock.advance(minutes(2));
  expect((await find(half, 0)).isComing).toBe(true);
  await expect.poll(() => stripOf(half, 0)).toMatchObject({ pictures: [0] });
  const noise: Clip = { ...clips.ts, pieces: [{ file: 'snapshot.png', kind: 'segment', durationMs: 2000 }] };
  const event = await recorded({ clip: noise });
  expect((await storedOf(event))?.length).toBe(0);
  expect(await find(event, 0)).toEqual({ filmstrip: null, isComing: false });
});

describe('it is its owner’s alone', () => {
  test('and encrypted as its recording is', async () => {
    const [secret, plain] = [await recorded(), await recorded({ encrypted: false })];
    const text = async (event: Opened) => Buffer.from((await storedOf(event)) ?? '').toString('latin1');
    expect(await text(plain)).toContain('WEBP');
    expect(await text(secret)).not.toContain('WEBP');
    expect(await text(secret)).not.toContain('pictures');
  });

  test('and nobody else’s, whoever is signed in', async () => {
    const event = await recorded();
    expect(await codeOf(find(event, 0, zhang))).toBe('not_found');
    expect(await codeOf(find(event, 0, openPhone(region)))).toBe('not_signed_in');
  });

  test('or whose they gave a link to, for as long as it is in force', async () => {
    const event = await recorded();
    const share = await wang.createShare({ params: event, body: { hours: 1 } });
    const token = /\/play\/([^/]+)\//.exec(share.playlistUrl ?? '')?.[1] ?? '';
    const stranger = openPhone(region);
    const seen = (ms: number) => stranger.getSharedFilmstrip({ params: { token }, query: at(event, ms) });
    expect((await seen(100)).filmstrip).toMatchObject({ pictures: [0, 2000] });
    const other = await record(region, await camera());
    expect((await stranger.getSharedFilmstrip({ params: { token }, query: at(other, 9_000) })).filmstrip).toBeNull();
    await wang.revokeShare({ params: { id: share.id } });
    expect(await codeOf(seen(100))).toBe('share_ended');
    const { playlistUrl } = await wang.createPlayback({ params: event, body: { of: { eventId: event.eventId } } });
    const own = /\/play\/([^/]+)\//.exec(playlistUrl)?.[1] ?? '';
    expect(await codeOf(stranger.getSharedFilmstrip({ params: { token: own }, query: at(event, 0) }))).toBe(
      'playback_ended',
    );
  });
});

test('it goes with its camera, one that is not encrypted too', async () => {
  const event = await recorded({ encrypted: false });
  await wang.removeDevice({ params: event });
  await expect.poll(() => storedOf(event)).toBeUndefined();
});

test('it goes with its recording', async () => {
  const event = await recorded();
  await wang.deleteEvent({ params: event });
  expect(await find(event, 0)).toEqual({ filmstrip: null, isComing: false });
  await expect.poll(() => storedOf(event)).toBeUndefined();
});
