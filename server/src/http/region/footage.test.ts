import { days, EventId, hours, minutes, seconds } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import { LARGEST_PREVIEW } from '@kaitong/judge';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { previewKey } from '../../region/footage/object-keys.ts';
import { followOwner } from '../../region/news/follow-owner.ts';
import { tellOwner } from '../../region/news/tell-owner.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import {
  clips,
  type Opened,
  open,
  pairSubscribed,
  type RecordOptions,
  readClip,
  record,
  type Subscribed,
  snapshot,
  subscribe,
} from '../testing/footage.ts';
import { codeOf, openPhone, type Phone, signUp } from '../testing/people.ts';
import { readPlaylist } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let zhang: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
  wang = await signUp(region, 'wang');
  zhang = await signUp(region, 'zhang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const camera = (): Promise<Subscribed> => pairSubscribed(region, wang);
const now = (): number => region.clock.now().getTime();
const ago = (ms: number): string => new Date(now() - ms).toISOString();
type Query = Parameters<Phone['listEvents']>[0]['query'];
const list = async ({ deviceId }: { deviceId: Opened['deviceId'] }, query: Query = {}): Promise<string[]> =>
  (await wang.listEvents({ params: { deviceId }, query })).items.map(({ eventId }) => eventId);
const calendar = async ({ deviceId }: { deviceId: Opened['deviceId'] }) =>
  (await wang.getCalendar({ params: { deviceId }, query: { from: ago(days(20)), to: ago(-hours(1)) } })).hours;
const short = { pieces: clips.ts.pieces.slice(0, 1), container: 'ts', codec: 'h264' } as const;
const oneSegment = { clip: { ...short, pieces: [...short.pieces] } };

describe('the list of recordings', () => {
  test('says of each what it is, newest first', async () => {
    const unit = await camera();
    const older = await record(region, unit, { age: minutes(5), type: 'doorbell' });
    const newer = await open(region, unit, { clip: clips.fmp4, encrypted: false });
    expect(await list(unit)).toEqual([older.eventId]); // nothing of the newer one has arrived
    const [init, segment] = clips.fmp4.pieces;
    if (!init || !segment) throw new Error('no clip');
    await newer.send(0, init);
    await newer.send(1, segment);
    const { items, next } = await wang.listEvents({ params: unit, query: {} });
    expect(next).toBeNull();
    expect(items).toMatchObject([
      {
        eventId: newer.eventId,
        state: 'open',
        container: 'fmp4',
        encryption: 'none',
        durationMs: 2000,
        snapshotUrl: null,
      },
      { eventId: older.eventId, state: 'complete', type: 'doorbell', durationMs: 4000, unread: true, codec: 'h264' },
    ]);
    expect(items[1]?.startedAt).toBe(older.startedAt.toISOString());
    await newer.close(3);
    expect(await wang.getEvent({ params: newer })).toMatchObject({ eventId: newer.eventId, state: 'incomplete' });
  });

  test('is read page by page over days and classes, none twice and none left out', async () => {
    const unit = await camera();
    const made: string[] = [];
    for (const [n, age] of [0, 1, 2, 26, 27, 50, 51, 75].entries()) {
      // Another plan in between: its recordings stand in other partitions of the same days.
      if (n === 3) await subscribe(region, unit, { kind: 'event', retentionDays: 7 });
      made.push((await record(region, unit, { ...oneSegment, age: hours(age) })).eventId);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await wang.listEvents({ params: unit, query: { limit: 3, ...(cursor ? { cursor } : {}) } });
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ eventId }) => eventId));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual(made);
    expect(await list(unit, { cursor: 'made up' })).toEqual([]);
  });

  test('is narrowed by time, type and what is unread', async () => {
    const unit = await camera();
    const person = await record(region, unit, { ...oneSegment, age: hours(30), type: 'person' });
    const sound = await record(region, unit, { ...oneSegment, age: hours(3), type: 'sound' });
    const all = await record(region, unit, { ...oneSegment, age: hours(2), type: 'continuous' });
    expect(await list(unit, { type: 'person' })).toEqual([person.eventId]);
    expect(await list(unit, { type: 'continuous' })).toEqual([all.eventId]);
    expect(await list(unit, { from: ago(hours(4)) })).toEqual([all.eventId, sound.eventId]);
    expect(await list(unit, { from: ago(hours(4)), to: sound.startedAt.toISOString() })).toEqual([]);
    expect(await list(unit, { to: ago(hours(2.5)) })).toEqual([sound.eventId, person.eventId]);
    await wang.markEventsRead({ params: unit, body: { eventIds: [sound.eventId] } });
    expect(await list(unit, { unread: 'true' })).toEqual([person.eventId]);
    expect(await list(unit, { unread: 'false' })).toEqual([sound.eventId]);
  });
});

test('the owner’s pages hear of a recording with its first object, when it is listed, and not before', async () => {
  const unit = await camera();
  const { id: ownerId } = await wang.getOwner({});
  const ending = new AbortController();
  const news = followOwner(region.context, ownerId, ending.signal);
  const heardUntil = async (last: string): Promise<string[]> => {
    const heard: string[] = [];
    for (; !heard.includes(last); ) {
      const { value, done } = await news.next();
      if (done) throw new Error('the stream ended');
      // News of cameras that recorded before may still be on its way.
      const ours = value.filter(({ deviceId }) => deviceId === null || deviceId === unit.deviceId);
      heard.push(...ours.map(({ type }) => type));
    }
    return heard;
  };
  await heardUntil('devices.changed');
  const opened = await open(region, unit);
  await tellOwner(region.context.db, ownerId, { type: 'requests.changed', deviceId: null });
  expect(await heardUntil('requests.changed')).not.toContain('footage.changed');
  for (const [n, piece] of short.pieces.entries()) await opened.send(n, piece);
  await heardUntil('footage.changed');
  expect(await list(unit)).toEqual([opened.eventId]);
  ending.abort();
});

describe('the calendar', () => {
  test('counts by hour, and follows what is read and deleted', async () => {
    const unit = await camera();
    await record(region, unit, { age: hours(26) });
    const kept = await record(region, unit, { age: seconds(2) });
    const deleted = await record(region, unit, { age: seconds(1) });
    const hour = (start: Date): string => new Date(Math.floor(start.getTime() / hours(1)) * hours(1)).toISOString();
    const before = await calendar(unit);
    expect(before).toMatchObject([
      { events: 1, unread: 1, continuous: false },
      { at: hour(kept.startedAt), events: 2, unread: 2 },
    ]);
    await wang.markEventsRead({ params: unit, body: { eventIds: [kept.eventId, kept.eventId] } });
    await wang.markEventsRead({ params: unit, body: { eventIds: [kept.eventId] } });
    expect((await calendar(unit))[1]).toMatchObject({ events: 2, unread: 1 });
    await wang.deleteEvent({ params: deleted });
    const bytes = (before[1]?.bytes ?? 0) / 2;
    expect((await calendar(unit))[1]).toMatchObject({ events: 1, unread: 0 });
    expect(Math.abs(((await calendar(unit))[1]?.bytes ?? 0) - bytes)).toBeLessThan(64); // padding differs
    await wang.deleteEvent({ params: kept });
    expect(await calendar(unit)).toEqual(before.slice(0, 1));
    await wang.markEventsRead({ params: unit, body: { until: ago(0) } });
    expect(await calendar(unit)).toMatchObject([{ events: 1, unread: 0 }]);
  });

  test('counts as unread what had not arrived when everything was marked as seen', async () => {
    const unit = await camera();
    await record(region, unit, { ...oneSegment, age: hours(3) });
    const coming = await open(region, unit, { age: hours(3) });
    const [segment] = clips.ts.pieces;
    if (!segment) throw new Error('no clip');
    const seen = () => wang.markEventsRead({ params: unit, body: { until: ago(0) } });
    await seen();
    await wang.markEventsRead({ params: unit, body: { eventIds: [coming.eventId] } });
    await coming.send(0, segment);
    expect(await wang.getEvent({ params: coming })).toMatchObject({ unread: true });
    expect(await calendar(unit)).toMatchObject([{ events: 2, unread: 1 }]);
    await seen();
    expect(await calendar(unit)).toMatchObject([{ events: 2, unread: 0 }]);
  });

  test('knows hours of continuous footage until the last of it is deleted', async () => {
    const unit = await camera();
    const whole = await record(region, unit, { ...oneSegment, age: hours(5), type: 'continuous' });
    const event = await record(region, unit, { ...oneSegment, age: hours(5) });
    expect(await calendar(unit)).toMatchObject([{ events: 1, continuous: true }]);
    await wang.deleteEvent({ params: whole });
    expect(await calendar(unit)).toMatchObject([{ events: 1, continuous: false }]);
    await wang.deleteEvent({ params: event });
    expect(await calendar(unit)).toEqual([]);
  });
});

test('the timeline joins what follows without a step, and keeps kinds apart', async () => {
  const unit = await camera();
  const first = await record(region, unit, { age: seconds(100) });
  const second = await record(region, unit, { age: seconds(96) });
  const other = await record(region, unit, { age: seconds(95), type: 'person' });
  const last = await record(region, unit, { age: seconds(50) });
  const query = { from: ago(minutes(3)), to: ago(0) };
  const { spans } = await wang.getTimeline({ params: unit, query });
  const end = ({ startedAt }: Opened): string => new Date(startedAt.getTime() + 4000).toISOString();
  expect(spans).toEqual([
    {
      from: first.startedAt.toISOString(),
      to: end(second),
      recording: 'event',
      type: 'motion',
      eventId: first.eventId,
    },
    { from: other.startedAt.toISOString(), to: end(other), recording: 'event', type: 'person', eventId: other.eventId },
    { from: last.startedAt.toISOString(), to: end(last), recording: 'event', type: 'motion', eventId: last.eventId },
  ]);
  const inTheMiddle = { from: ago(seconds(48)), to: ago(seconds(47)) };
  expect((await wang.getTimeline({ params: unit, query: inTheMiddle })).spans).toMatchObject([
    { eventId: last.eventId },
  ]);
});

test('the timeline leaves out what is missing in the middle, and what follows keeps its time', async () => {
  const unit = await camera();
  const [one = snapshot] = clips.ts.pieces;
  const clip = { ...clips.ts, pieces: [one, one, one, one] };
  const recorded = await record(region, unit, {
    age: minutes(30),
    type: 'continuous',
    clip,
    durationMs: 10_000,
    missing: [1, 2],
  });
  const at = (ms: number): string => new Date(recorded.startedAt.getTime() + ms).toISOString();
  const { spans } = await wang.getTimeline({ params: unit, query: { from: ago(hours(1)), to: ago(0) } });
  expect(spans).toMatchObject([
    { from: at(0), to: at(10_000), eventId: recorded.eventId },
    { from: at(30_000), to: at(40_000), eventId: recorded.eventId },
  ]);
  const last = { from: at(35_000), to: at(36_000) };
  expect((await wang.getTimeline({ params: unit, query: last })).spans).toHaveLength(2);
  const { playlistUrl } = await wang.createPlayback({ params: unit, body: { of: last } });
  await region.clock.advance(minutes(2)); // what is missing will not come any more
  expect((await readPlaylist(playlistUrl)).segments).toHaveLength(1);
});

test('the timeline is narrowed as the list is', async () => {
  const unit = await camera();
  const type = 'person' as const;
  await record(region, unit, { ...oneSegment, age: minutes(30), type });
  const seen = await record(region, unit, { ...oneSegment, age: minutes(20) });
  await record(region, unit, { ...oneSegment, age: minutes(10), type: 'continuous' });
  await wang.markEventsRead({ params: unit, body: { eventIds: [seen.eventId] } });
  const of = { from: ago(hours(1)), to: ago(0) };
  const types = async (narrowed: object) =>
    (await wang.getTimeline({ params: unit, query: { ...of, ...narrowed } })).spans.map((span) => span.type);
  const listed = async (narrowed: object) =>
    (await wang.listEvents({ params: unit, query: { ...of, ...narrowed } })).items.map((event) => event.type).reverse();
  for (const [narrowed, expected] of [
    [{}, ['person', 'motion', 'continuous']],
    [{ type }, ['person']],
    [{ type: 'doorbell' }, []],
    [{ unread: 'true' }, ['person']],
    [{ type: 'motion', unread: 'true' }, []],
  ] as const)
    expect([await types(narrowed), await listed(narrowed)]).toEqual([expected, expected]);
});

describe('a snapshot', () => {
  test('is a plain JPEG for the signed-in owner, and harmless whatever it is', async () => {
    const recorded = await record(region, await camera());
    const { snapshotUrl } = await wang.getEvent({ params: recorded });
    const get = (phone: Phone) => fetch(snapshotUrl ?? '', { headers: { cookie: phone.cookie() } });
    const answer = await get(wang);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(readClip('snapshot.jpg'));
    expect((await get(zhang)).status).toBe(404);
    expect((await get(openPhone(region))).status).toBe(401);
  });
});

describe('a preview', () => {
  const read = async (event: { deviceId: Opened['deviceId']; eventId: EventId }, phone: Phone = wang) => {
    const { previewUrl } = await wang.getEvent({ params: event });
    return await fetch(previewUrl ?? '', { headers: { cookie: phone.cookie() } });
  };
  const typeOf = async (event: Opened) => (await read(event)).headers.get('content-type');
  const pictureOf = async (options: RecordOptions = {}, picture = snapshot): Promise<Opened> => {
    const opened = await open(region, await camera(), options);
    await opened.send(0, picture);
    return opened;
  };
  const keyOf = ({ deviceId, eventId }: Opened): string => {
    const place = readEventId(eventId);
    if (!place) throw new Error('no event id');
    return previewKey({ ...place, deviceId, eventId });
  };
  const storedOf = (event: Opened) => region.context.objects.read(keyOf(event));

  test('is made when the snapshot comes, and its owner’s alone', async () => {
    const event = await pictureOf();
    await expect.poll(() => typeOf(event)).toBe('image/webp');
    const answer = await read(event);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect((await answer.arrayBuffer()).byteLength).toBeLessThanOrEqual(LARGEST_PREVIEW);
    expect((await read(event, zhang)).status).toBe(404);
    expect((await read(event, openPhone(region))).status).toBe(401);
    const [{ previewUrl } = { previewUrl: undefined }] = (await wang.listEvents({ params: event, query: {} })).items;
    expect(previewUrl).toBe((await wang.getEvent({ params: event })).previewUrl);
  });

  test('is encrypted as its event is', async () => {
    const [secret, plain] = [await pictureOf(), await pictureOf({ encrypted: false })];
    await expect.poll(async () => [await typeOf(secret), await typeOf(plain)]).toEqual(['image/webp', 'image/webp']);
    const magic = async (event: Opened) =>
      Buffer.from((await storedOf(event)) ?? '')
        .subarray(0, 4)
        .toString('latin1');
    expect(await magic(plain)).toBe('RIFF');
    expect(await magic(secret)).not.toBe('RIFF');
  });

  test('of an event that has none yet is its snapshot, and made then', async () => {
    const event = await pictureOf();
    await expect.poll(() => typeOf(event)).toBe('image/webp');
    await region.context.objects.remove(keyOf(event));
    const answer = await read(event);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(readClip('snapshot.jpg'));
    await expect.poll(() => typeOf(event)).toBe('image/webp');
  });

  test('of what is no picture stays what was sent, and is tried once', async () => {
    const event = await pictureOf({}, { ...snapshot, file: 'snapshot.png' });
    await expect.poll(async () => (await storedOf(event))?.length).toBe(0);
    expect(Buffer.from(await (await read(event)).arrayBuffer())).toEqual(readClip('snapshot.png'));
  });

  test('of an event without a snapshot is none', async () => {
    const event = await open(region, await camera());
    for (const [n, piece] of short.pieces.entries()) await event.send(n, piece);
    const { deviceId, eventId } = event;
    const { previewUrl, snapshotUrl } = await wang.getEvent({ params: { deviceId, eventId } });
    expect({ previewUrl, snapshotUrl }).toEqual({ previewUrl: null, snapshotUrl: null });
    const url = `${region.context.publicUrl}/api/v1/devices/${deviceId}/events/${eventId}/preview`;
    expect((await fetch(url, { headers: { cookie: wang.cookie() } })).status).toBe(404);
  });

  test('goes with its event, and does not come after it', async () => {
    const event = await pictureOf();
    await expect.poll(() => typeOf(event)).toBe('image/webp');
    await wang.deleteEvent({ params: event });
    await expect.poll(() => storedOf(event)).toBeUndefined();

    const { context } = region;
    const { objects } = context;
    const put = Promise.withResolvers<void>();
    const late = await open(region, await camera());
    context.objects = {
      ...objects,
      async put(key, bytes, type) {
        if (key === keyOf(late)) {
          await wang.deleteEvent({ params: late });
          const isTaken = async () => (await objects.findInfo(key.replace('preview', '000000'))) === undefined;
          await expect.poll(isTaken).toBe(true);
        }
        const done = await objects.put(key, bytes, type);
        if (key === keyOf(late)) put.resolve();
        return done;
      },
    };
    await late.send(0, snapshot);
    await put.promise;
    await expect.poll(() => storedOf(late)).toBeUndefined();
    context.objects = objects;
  });
});

describe('deleting', () => {
  /** What was sent: previews and filmstrips are made beside. */
  const stored = async (opened: Opened): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { key } of region.context.objects.list('footage/'))
      if (key.includes(opened.eventId) && /\/\d+$/.test(key)) keys.push(key);
    return keys;
  };

  test('makes a recording unreachable at once, and its objects go by themselves', async () => {
    const unit = await camera();
    const [kept, deleted] = [await record(region, unit), await record(region, unit)];
    expect(await stored(deleted)).toHaveLength(3);
    await wang.deleteEvent({ params: deleted });
    expect(await codeOf(wang.getEvent({ params: deleted }))).toBe('not_found');
    expect(await codeOf(wang.deleteEvent({ params: deleted }))).toBe('not_found');
    expect(await list(unit)).toEqual([kept.eventId]);
    await expect.poll(() => stored(deleted)).toEqual([]);
    expect(await stored(kept)).toHaveLength(3);
    const { rows } = await sql`SELECT wrapped_key FROM recorded_event WHERE id = ${deleted.eventId}`.execute(
      region.context.db,
    );
    expect(rows).toEqual([{ wrapped_key: null }]);
  });

  test('looks once more for what was on its way, and forgets the recording then', async () => {
    const deleted = await record(region, await camera());
    await wang.deleteEvent({ params: deleted });
    const findRemoved = async () =>
      (await region.context.db.selectFrom('footage_removal').select('prefix').where('passes', '=', 1).execute())
        .map(({ prefix }) => prefix)
        .filter((prefix) => prefix.includes(deleted.eventId));
    await expect.poll(findRemoved).toHaveLength(1); // also that it is noted: from then on the next look is counted
    const [first = ''] = await findRemoved();
    await region.context.objects.put(`${first}000009`, Buffer.from('late'), 'application/octet-stream');
    await region.clock.advance(hours(6));
    await expect.poll(() => stored(deleted)).toEqual([]);
    const left = async () =>
      (await region.context.db.selectFrom('footage_removal').select('prefix').execute()).map(({ prefix }) => prefix);
    await expect.poll(left).not.toContain(first);
  });

  test('takes everything that began between two moments', async () => {
    const unit = await camera();
    const before = await record(region, unit, { ...oneSegment, age: hours(50) });
    for (const age of [49, 30, 29]) await record(region, unit, { ...oneSegment, age: hours(age) });
    const after = await record(region, unit, { ...oneSegment, age: hours(1) });
    const body = { from: ago(hours(49.5)), to: ago(hours(2)) };
    expect(await wang.deleteFootage({ params: unit, body })).toEqual({ events: 3 });
    expect(await wang.deleteFootage({ params: unit, body })).toEqual({ events: 0 });
    expect(await list(unit)).toEqual([after.eventId, before.eventId]);
    expect(await calendar(unit)).toHaveLength(2);
  });

  test('while it is recorded ends the recording', async () => {
    const unit = await camera();
    const [segment] = clips.ts.pieces;
    if (!segment) throw new Error('no clip');
    const opened = await open(region, unit);
    await opened.send(0, segment);
    await wang.deleteEvent({ params: opened });
    expect(await codeOf(opened.send(1, segment))).toBe('event_closed');
  });
});

test('nobody else lists, reads, watches or deletes what a camera recorded, and its next owner sees nothing of it', async () => {
  const recorded = await record(region, await camera());
  const params = recorded;
  const span = { from: ago(hours(1)), to: ago(0) };
  const calls = (phone: Phone) => [
    phone.getCalendar({ params, query: span }),
    phone.getTimeline({ params, query: span }),
    phone.getFilmstrip({ params, query: { at: span.from } }),
    phone.listEvents({ params, query: {} }),
    phone.getEvent({ params }),
    phone.markEventsRead({ params, body: { eventIds: [recorded.eventId] } }),
    phone.deleteEvent({ params }),
    phone.deleteFootage({ params, body: span }),
    phone.createPlayback({ params, body: { of: { eventId: recorded.eventId } } }),
    phone.createPlayback({ params, body: { of: span } }),
    phone.createDownload({ params }),
    phone.createShare({ params, body: { hours: 1 } }),
  ];
  const answers = (phone: Phone) => Promise.all(calls(phone).map(codeOf));
  expect(new Set(await answers(zhang))).toEqual(new Set(['not_found']));
  expect(new Set(await answers(openPhone(region)))).toEqual(new Set(['not_signed_in']));
  expect(await wang.getEvent({ params })).toMatchObject({ unread: true });
  await wang.removeDevice({ params });
  expect(new Set(await answers(wang))).toEqual(new Set(['not_found']));
  const unknown = EventId.parse(`ev${'9'.repeat(18)}`);
  const { deviceId } = await camera();
  expect(await codeOf(wang.getEvent({ params: { deviceId, eventId: unknown } }))).toBe('not_found');
  expect(await codeOf(wang.getEvent({ params: { deviceId, eventId: recorded.eventId } }))).toBe('not_found');
});
