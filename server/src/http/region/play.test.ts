import { EventId, hours, minutes, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { suspendOwner } from '../../region/owners/suspend-owner.ts';
import { createPlayback } from '../../region/watching/create-playback.ts';
import { showObject, showPlaylist } from '../../region/watching/play.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import {
  type Clip,
  clips,
  type Opened,
  open,
  pairSubscribed,
  readClip,
  record,
  type Subscribed,
  snapshot,
} from '../testing/footage.ts';
import { codeOf, openPhone, type Phone, signUp } from '../testing/people.ts';
import { parsePlaylist, play, readPlaylist, refusedAs } from '../testing/player.ts';
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

const footageOf = (clip: Clip): Buffer => Buffer.concat(clip.pieces.map(({ file }) => readClip(file)));
const watch = ({ deviceId, eventId }: Opened, phone = wang) =>
  phone.createPlayback({ params: { deviceId }, body: { of: { eventId } } });
const suspend = async (phone: Phone, suspended = true): Promise<void> => {
  const { id: ownerId } = await phone.getOwner({});
  const params = { ownerId };
  await suspendOwner(region.context, { params, query: undefined, body: { suspended, reason: 'unpaid elsewhere' } });
};
const camera = (): Promise<Subscribed> => pairSubscribed(region, wang);

describe('what a player gets', () => {
  test.each([
    ['ts', true],
    ['ts', false],
    ['fmp4', true],
    ['fmp4', false],
    ['fmp4 h265', true],
  ] as const)('of %s is the footage itself (encrypted: %s)', async (name, encrypted) => {
    const recorded = await record(region, await camera(), { clip: clips[name], encrypted });
    const playback = await watch(recorded);
    expect(playback).toMatchObject({ kind: 'hls', codec: clips[name].codec, transcoded: false });
    expect(await readPlaylist(playback.playlistUrl)).toMatchObject({ type: 'VOD', ended: true, durations: [2, 2] });
    expect(await play(playback.playlistUrl)).toEqual(footageOf(clips[name]));
  });

  test.each([true, false])('of a single MP4 is the file, from any byte on (encrypted: %s)', async (encrypted) => {
    const { kind, playlistUrl } = await watch(await record(region, await camera(), { clip: clips.mp4, encrypted }));
    expect(kind).toBe('file');
    const file = footageOf(clips.mp4);
    const get = async (range?: string) => {
      const response = await fetch(playlistUrl, range === undefined ? {} : { headers: { range: `bytes=${range}` } });
      return [response.status, Buffer.from(await response.arrayBuffer())];
    };
    expect(await get()).toEqual([200, file]);
    for (const [first, last] of [
      [0, 0],
      [0, 15],
      [7, 40],
      [16, 31],
      [1000, 20_000],
      [file.length - 17, file.length - 1],
    ] as const)
      expect(await get(`${first}-${last}`)).toEqual([206, file.subarray(first, last + 1)]);
    expect(await get('-10')).toEqual([206, file.subarray(-10)]);
    expect((await get(`${file.length}-`))[0]).toBe(416);
    expect(await refusedAs(playlistUrl.replace('video.mp4', 'index.m3u8'))).toBe('404 not_found');
  });

  test('says of an object where it is for 30 s, and says so of footage only', async () => {
    const recorded = await record(region, await camera());
    const { playlistUrl } = await watch(recorded);
    const objectUrl = (n: number | string) => playlistUrl.replace('index.m3u8', `object/${recorded.eventId}/${n}`);
    const answer = await fetch(objectUrl('0.ts'), { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const address = answer.headers.get('location') ?? '';
    expect((await fetch(address)).status).toBe(200);
    await region.clock.advance(seconds(31));
    expect((await fetch(address)).status).toBe(403);
    expect(await refusedAs(objectUrl('2.ts'))).toBe('404 not_found'); // the snapshot
    for (const name of ['9.ts', 'x', '0.exe', '-1.ts']) expect(await refusedAs(objectUrl(name))).toBe('404 not_found');
  });
});

describe('footage between two moments', () => {
  test('is one playlist: each recording apart, with its time, and what is missing said as such', async () => {
    const unit = await camera();
    const [first, second] = [
      await record(region, unit, { age: minutes(10) }),
      await record(region, unit, { age: minutes(5), missing: [0] }),
    ];
    await record(region, unit, { age: minutes(1) });
    const from = new Date(region.clock.now().getTime() - minutes(20)).toISOString();
    const to = new Date(region.clock.now().getTime() - minutes(3)).toISOString();
    const body = { of: { from, to } };
    const { playlistUrl } = await wang.createPlayback({ params: { deviceId: unit.deviceId }, body });
    await region.clock.advance(minutes(2)); // what is missing will not come any more
    const { segments, ended } = await readPlaylist(playlistUrl);
    expect(ended).toBe(true);
    const at = (start: Date, ms = 0): string => new Date(start.getTime() + ms).toISOString();
    expect(segments.map(({ url, isApart, at: time }) => [url.split('/')[1], isApart, time])).toEqual([
      [first.eventId, false, at(first.startedAt)],
      [first.eventId, false, null],
      [second.eventId, true, at(second.startedAt, 2000)],
    ]);
    const [whole, part] = [footageOf(clips.ts), readClip('h264-ts-1.mpegts')];
    expect(await play(playlistUrl)).toEqual(Buffer.concat([whole, part]));
  });

  test('is played from its beginning as far as a server can hold, however much a device has recorded', async () => {
    const unit = await camera();
    const recorded = await Promise.all([30, 20, 10].map((ago) => record(region, unit, { age: minutes(ago) })));
    const ids = recorded.map(({ eventId }) => eventId);
    const many = region.context.db.updateTable('recorded_event').set({ declared_objects: 25_000 });
    await many.where('id', 'in', ids).execute();
    const [from, to] = [minutes(40), 0].map((ago) => new Date(region.clock.now().getTime() - ago).toISOString());
    const body = { of: { from: from ?? '', to: to ?? '' } };
    const { playlistUrl } = await wang.createPlayback({ params: { deviceId: unit.deviceId }, body });
    const { segments, ended } = await readPlaylist(playlistUrl);
    expect(ended).toBe(true);
    expect([...new Set(segments.map(({ url }) => url.split('/')[1]))]).toEqual(ids.slice(0, 2));
    const query = { from: body.of.from, to: body.of.to };
    const { spans } = await wang.getTimeline({ params: { deviceId: unit.deviceId }, query });
    expect(spans.map(({ eventId }) => eventId)).toEqual(ids);
  });

  test('plays a camera’s own MP4 by itself, where that comes first', async () => {
    const unit = await camera();
    const single = { clip: clips.mp4 };
    const first = await record(region, unit, { ...single, age: minutes(10) });
    const second = await record(region, unit, { ...single, age: minutes(5) });
    const third = await record(region, unit, { age: minutes(4) });
    const playFrom = async ({ startedAt }: Opened, ms: number) => {
      const from = new Date(startedAt.getTime() + ms).toISOString();
      const body = { of: { from, to: region.clock.now().toISOString() } };
      return await wang.createPlayback({ params: { deviceId: unit.deviceId }, body });
    };
    for (const [one, ms] of [
      [first, 1000],
      [second, 0],
    ] as const) {
      const { playlistUrl, ...played } = await playFrom(one, ms);
      expect(played).toMatchObject({ kind: 'file', codec: 'h264', startedAt: one.startedAt.toISOString() });
      expect(Buffer.from(await (await fetch(playlistUrl)).arrayBuffer())).toEqual(footageOf(clips.mp4));
    }
    expect((await playFrom(first, 4000)).startedAt).toBe(second.startedAt.toISOString());
    const { kind, playlistUrl } = await playFrom(third, 0);
    expect(kind).toBe('hls');
    expect(await play(playlistUrl)).toEqual(footageOf(clips.ts));
  });

  test('plays once what an event and continuous footage both show', async () => {
    const unit = await camera();
    const clip = { ...clips.ts, pieces: Array.from({ length: 3 }, () => clips.ts.pieces[0] ?? snapshot) };
    const whole = await record(region, unit, { age: minutes(10), type: 'continuous', clip, durationMs: 10_000 });
    await record(region, unit, { age: (minutes(10) - seconds(12)) as never });
    const from = new Date(whole.startedAt.getTime() + seconds(11)).toISOString();
    const to = region.clock.now().toISOString();
    const body = { of: { from, to } };
    const { playlistUrl } = await wang.createPlayback({ params: { deviceId: unit.deviceId }, body });
    const { segments } = await readPlaylist(playlistUrl);
    expect(segments.map(({ url }) => url)).toEqual([1, 2].map((n) => `object/${whole.eventId}/${n}.ts`));
    expect(segments[0]?.at).toBe(new Date(whole.startedAt.getTime() + seconds(10)).toISOString());
  });

  test('goes no further than a day, and begins before it ends', async () => {
    const { deviceId } = await camera();
    const create = (from: string, to: string) =>
      codeOf(wang.createPlayback({ params: { deviceId }, body: { of: { from, to } } }));
    expect(await create('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z')).toBe('input_invalid');
    expect(await create('2026-01-01T00:00:00Z', '2026-01-02T01:00:01Z')).toBe('input_invalid');
    expect(await create('2026-01-01T00:00:00Z', '2026-01-02T01:00:00Z')).toBe('not_found');
  });
});

describe('H.265 for players that do not show it', () => {
  test('is converted segment by segment where level 2 is, and refused where it is not', async () => {
    const recorded = await record(region, await camera(), { clip: clips['fmp4 h265'] });
    const body = { of: { eventId: recorded.eventId }, codec: 'h264' } as const;
    expect(await codeOf(wang.createPlayback({ params: recorded, body }))).toBe('conversion_unavailable');
    expect(await watch(recorded)).toMatchObject({ codec: 'h265', transcoded: false });

    const able = await openTestRegion(server, { keys: region.context.secrets, engine: 'auto' });
    try {
      if (!able.context.judge.canConvert()) return;
      const context = { ...able.context, objects: region.context.objects };
      const { id: ownerId } = await wang.getOwner({});
      const sessionId = (await wang.listSessions({})).items.find(({ current }) => current)?.id ?? '';
      const query = undefined;
      const playback = await createPlayback(context, { ownerId, sessionId }, { params: recorded, body, query });
      expect(playback).toMatchObject({ kind: 'hls', codec: 'h264', transcoded: true });
      const token = 'playlistUrl' in playback ? (playback.playlistUrl.split('/').at(-2) ?? '') : '';
      const signal = new AbortController().signal;
      const playlist = await showPlaylist(context, token, { wanted: 0, signal });
      const { segments } = parsePlaylist('body' in playlist ? String(playlist.body) : '');
      expect(segments).toMatchObject(
        [1, 2].map((n) => ({ url: `object/${recorded.eventId}/${n}.ts`, key: null, map: null })),
      );
      for (const name of ['1.ts', '2.ts']) {
        const object = await showObject(context, token, { eventId: recorded.eventId, name, signal });
        expect('body' in object && [object.type, object.body[0]]).toEqual(['video/mp2t', 0x47]);
      }
    } finally {
      await able.close();
    }
  });

  test('is as it was recorded where it is H.264 already', async () => {
    const recorded = await record(region, await camera());
    const body = { of: { eventId: recorded.eventId }, codec: 'h264' } as const;
    expect(await wang.createPlayback({ params: recorded, body })).toMatchObject({ codec: 'h264', transcoded: false });
  });
});

describe('a recording that goes on', () => {
  test('is played from its first segment, and each further one is there as soon as it is committed', async () => {
    const event = await open(region, await camera(), { clip: clips.ts });
    const [first, second] = clips.ts.pieces;
    if (!first || !second) throw new Error('no clip');
    const { playlistUrl } = await watch(event);
    const early = readPlaylist(playlistUrl); // a player that comes before the first segment
    await event.send(0, first);
    const begun = await early;
    expect(begun).toMatchObject({ type: 'EVENT', ended: false, durations: [2] });
    expect(begun.text).toContain('CAN-BLOCK-RELOAD=YES');
    const blocked = fetch(`${playlistUrl}?_HLS_msn=1`).then((response) => response.text());
    await event.send(1, second);
    const grown = parsePlaylist(await blocked);
    expect(grown).toMatchObject({ type: 'EVENT', ended: false, durations: [2, 2] });
    expect(grown.segments[0]).toEqual(begun.segments[0]);
    const last = fetch(`${playlistUrl}?_HLS_msn=2`).then((response) => response.text());
    await event.close(2);
    expect(parsePlaylist(await last)).toMatchObject({ type: 'VOD', ended: true, durations: [2, 2] });
  });

  test('ends at its first hole while the hole may be filled, and has a gap there afterwards', async () => {
    const event = await open(region, await camera(), { clip: clips.ts });
    const [first, second] = clips.ts.pieces;
    if (!first || !second) throw new Error('no clip');
    await event.send(0, first);
    await event.send(1, second, 'declared');
    await event.send(2, second);
    const { playlistUrl } = await watch(event);
    expect(await readPlaylist(playlistUrl)).toMatchObject({ ended: false, durations: [2] });
    await event.close(3);
    expect(await readPlaylist(playlistUrl)).toMatchObject({ ended: false, durations: [2] });
    await region.clock.advance(minutes(1));
    const { segments, ended } = await readPlaylist(playlistUrl);
    expect(ended).toBe(true);
    expect(segments.map(({ isApart }) => isApart)).toEqual([false, true]);
  });

  test('is waited for by what follows it: a playlist that players follow changes at its end only', async () => {
    const unit = await camera();
    const [first, second] = clips.ts.pieces;
    if (!first || !second) throw new Error('no clip');
    const slow = await open(region, unit, { clip: clips.ts, age: seconds(40) });
    await slow.send(0, first);
    await slow.close(2); // the second one is still on its way
    const next = await record(region, unit, { clip: { ...clips.ts, pieces: [first] }, age: seconds(20) });
    const from = new Date(region.clock.now().getTime() - minutes(5)).toISOString();
    const body = { of: { from, to: region.clock.now().toISOString() } };
    const { playlistUrl } = await wang.createPlayback({ params: { deviceId: unit.deviceId }, body });
    const recordings = async () => {
      const { segments, ended } = await readPlaylist(playlistUrl);
      return [...segments.map(({ url }) => url.split('/')[1]), ended];
    };
    expect(await recordings()).toEqual([slow.eventId, false]);
    await slow.send(1, second);
    expect(await recordings()).toEqual([slow.eventId, slow.eventId, next.eventId, true]);
  });

  test('whose camera fell silent has ended for whoever watches it', async () => {
    const event = await open(region, await camera(), { clip: clips.ts });
    const { playlistUrl } = await watch(event);
    await region.clock.advance(minutes(2));
    expect(await refusedAs(playlistUrl)).toBe('409 footage_unfinished');
  });
});

describe('a session', () => {
  /** Playlist, key, object and what a page may know, as they are asked for. */
  async function answersOf(playlistUrl: string, { eventId }: Opened): Promise<string[]> {
    const base = playlistUrl.replace('/index.m3u8', '');
    const urls = ['/index.m3u8', `/key/${eventId}`, `/object/${eventId}/0.ts`, ''].map((what) => base + what);
    return await Promise.all(urls.map((url) => refusedAs(url, { redirect: 'manual' })));
  }
  /** Where an object was said to be, which is open for 30 s more as far as its time goes. */
  async function objectAddress(playlistUrl: string | null, { eventId }: Opened): Promise<string> {
    const object = (playlistUrl ?? '').replace('index.m3u8', `object/${eventId}/0.ts`);
    return (await fetch(object, { redirect: 'manual' })).headers.get('location') ?? '';
  }
  const all = (answer: string): string[] => [answer, answer, answer, answer];
  const OPEN = ['200', '200', '302', '403 playback_ended'];
  /** A link has a page that says what it plays; an owner's own playback has none. */
  const LINK = ['200', '200', '302', '200'];

  test('that was ended opens nothing from the next request on', async () => {
    const recorded = await record(region, await camera());
    const { playlistUrl, playbackId } = await watch(recorded);
    expect(await answersOf(playlistUrl, recorded)).toEqual(OPEN);
    expect(await codeOf(zhang.endPlayback({ params: { playbackId } }))).toBe('not_found');
    expect(await answersOf(playlistUrl, recorded)).toEqual(OPEN);
    await wang.endPlayback({ params: { playbackId } });
    expect(await answersOf(playlistUrl, recorded)).toEqual(all('403 playback_ended'));
    expect(await codeOf(wang.endPlayback({ params: { playbackId } }))).toBe('not_found');
  });

  test('ends with the session that opened it, its key and the addresses of its objects too, and the links made there', async () => {
    const recorded = await record(region, await camera());
    const [here, there] = [await signUp(region, 'twice'), openPhone(region)];
    const owned = await pairSubscribed(region, here);
    const own = await record(region, owned);
    await there.signIn({ body: { login: 'twice@example.com', password: 'ten letters' } });
    const [kept, ended] = [await watch(own, here), await watch(own, there)];
    const [links, linksThere] = [
      await here.createShare({ params: own, body: { hours: 1 } }),
      await there.createShare({ params: own, body: { hours: 1 } }),
    ];
    const { url: file } = await there.createDownload({ params: own });
    const addresses = [
      await objectAddress(kept.playlistUrl, own),
      await objectAddress(ended.playlistUrl, own),
      await objectAddress(linksThere.playlistUrl, own),
    ] as const;
    expect(new Set(await Promise.all([...addresses, file].map((url) => refusedAs(url))))).toEqual(new Set(['200']));
    const other = (await here.listSessions({})).items.find(({ current }) => !current)?.id ?? '';
    expect(await codeOf(zhang.endSession({ params: { id: other } }))).toBe('not_found');
    expect(await answersOf(ended.playlistUrl, own)).toEqual(OPEN);

    await here.endSession({ params: { id: other } });
    expect(await codeOf(there.getOwner({}))).toBe('not_signed_in');
    expect(await answersOf(ended.playlistUrl, own)).toEqual(all('403 playback_ended'));
    expect(await answersOf(linksThere.playlistUrl ?? '', own)).toEqual(all('403 share_ended'));
    for (const url of [addresses[1], addresses[2], file]) expect(await refusedAs(url)).toBe('403 playback_ended');
    expect(await refusedAs(addresses[0])).toBe('200');
    expect(await refusedAs(`${addresses[1]}&session=${kept.playbackId}`)).toBe('403 upload_target_invalid');
    expect(await refusedAs(addresses[1].replace(/&session=[^&]*/, ''))).toBe('403 upload_target_invalid');
    expect(await answersOf(kept.playlistUrl, own)).toEqual(OPEN);
    expect(await codeOf(there.listSessions({}))).toBe('not_signed_in');
    expect(await answersOf((await watch(recorded)).playlistUrl, recorded)).toEqual(OPEN);

    // Signing out is nobody being put out: what was given away stays given.
    await here.signOut({});
    expect(await answersOf(kept.playlistUrl, own)).toEqual(all('403 playback_ended'));
    expect(await refusedAs(addresses[0])).toBe('403 playback_ended');
    expect(await answersOf(links.playlistUrl ?? '', own)).toEqual(LINK);
  });

  test('ends with a changed password wherever it was opened, links of the oldest of many sessions too', async () => {
    const [here, there] = [await signUp(region, 'busy'), openPhone(region)];
    const own = await record(region, await pairSubscribed(region, here));
    await there.signIn({ body: { login: 'busy@example.com', password: 'ten letters' } });
    const { playlistUrl: link } = await there.createShare({ params: own, body: { hours: 1 } });
    const { id } = await here.getOwner({});
    await sql`INSERT INTO login_session (id, user_id, token, expires_at, created_at)
      SELECT 's' || n, ${id}, 't' || n, kaitong_now() + interval '14 days', kaitong_now() + n * interval '1 ms'
      FROM generate_series(1, 200) n`.execute(region.context.db);
    await here.changePassword({ body: { current: 'ten letters', next: 'another horse battery' } });
    expect(await answersOf(link ?? '', own)).toEqual(all('403 share_ended'));
    expect(await codeOf(here.getOwner({}))).toBe('ok');
  });

  test('lives on while it is used, a day at most, and half an hour when it is not', async () => {
    const recorded = await record(region, await camera());
    const [used, unused] = [await watch(recorded), await watch(recorded)];
    for (let n = 0; n < 3; n++) {
      await region.clock.advance(minutes(20));
      expect(await answersOf(used.playlistUrl, recorded)).toEqual(OPEN);
    }
    expect(await answersOf(unused.playlistUrl, recorded)).toEqual(all('403 playback_ended'));
    for (let n = 0; n < 72; n++) {
      await region.clock.advance(minutes(20));
      await fetch(used.playlistUrl);
    }
    expect(await answersOf(used.playlistUrl, recorded)).toEqual(all('403 playback_ended'));
  });

  test.each([
    ['the footage is deleted', '410 footage_gone', (r: Opened) => wang.deleteEvent({ params: r })],
    ['its owner is suspended', '403 playback_ended', () => suspend(wang)],
    [
      'the device is removed',
      '403 playback_ended',
      ({ deviceId }: Opened) => wang.removeDevice({ params: { deviceId } }),
    ],
  ])('ends when %s', async (_, answer, end) => {
    const recorded = await record(region, await camera());
    const { playlistUrl } = await watch(recorded);
    const share = await wang.createShare({ params: recorded, body: { hours: 168 } });
    const addresses = await Promise.all([playlistUrl, share.playlistUrl].map((url) => objectAddress(url, recorded)));
    expect(await Promise.all(addresses.map((url) => refusedAs(url)))).toEqual(['200', '200']);
    await end(recorded);
    expect(await codeOf(watch(recorded))).not.toBe('ok');
    if (answer === '403 playback_ended')
      expect(await Promise.all(addresses.map((url) => refusedAs(url)))).toEqual([answer, answer]);
    expect(await answersOf(playlistUrl, recorded)).toEqual([...all(answer).slice(1), '403 playback_ended']);
    const ofShare = answer === '403 playback_ended' ? '403 share_ended' : answer;
    expect(await answersOf(share.playlistUrl ?? '', recorded)).toEqual(all(ofShare));
    await suspend(wang, false);
  });

  test('shows its own recording and no other, of the same device neither', async () => {
    const unit = await camera();
    const [shown, other] = [await record(region, unit), await record(region, unit)];
    const { playlistUrl } = await watch(shown);
    for (const what of [`key/${other.eventId}`, `object/${other.eventId}/0.ts`, 'key/x', `object/x/0.ts`])
      expect(await refusedAs(playlistUrl.replace('index.m3u8', what))).toBe('404 not_found');
    const zhangs = await record(region, await pairSubscribed(region, zhang));
    const { playlistUrl: foreign } = await watch(zhangs, zhang);
    for (const what of [`key/${shown.eventId}`, `object/${shown.eventId}/0.ts`])
      expect(await refusedAs(foreign.replace('index.m3u8', what))).toBe('404 not_found');
    const unknown = EventId.parse(`ev${'z'.repeat(18)}`);
    expect(await refusedAs(playlistUrl.replace('index.m3u8', `key/${unknown}`))).toBe('404 not_found');
  });

  test('is not guessed, and is opened by the owner of the device alone', async () => {
    const recorded = await record(region, await camera());
    expect(await codeOf(watch(recorded, zhang))).toBe('not_found');
    expect(await codeOf(watch(recorded, openPhone(region)))).toBe('not_signed_in');
    const made = `${region.context.publicUrl}/play/pb_${'a'.repeat(43)}/index.m3u8`;
    expect(await answersOf(made, recorded)).toEqual(all('403 playback_ended'));
    const { db } = region.context;
    const { playlistUrl } = await watch(recorded);
    const token = playlistUrl.split('/').at(-2) ?? '';
    const rows = await db.selectFrom('playback').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

test('once the key of owner and device is due to end, nothing of it is shown any more', async () => {
  const recorded = await record(region, await camera());
  const { playlistUrl } = await wang.createShare({ params: recorded, body: { hours: 168 } });
  const { db } = region.context;
  const ends = new Date(region.clock.now().getTime() + hours(1));
  await db.updateTable('subscription').set({ key_ends_at: ends }).where('device_id', '=', recorded.deviceId).execute();
  const list = async () => (await wang.listEvents({ params: recorded, query: {} })).items;
  expect(await list()).toMatchObject([{ eventId: recorded.eventId, keptUntil: ends.toISOString() }]);
  await region.clock.advance(hours(1));
  expect(await refusedAs(playlistUrl ?? '')).toBe('410 footage_gone');
  expect(await list()).toEqual([]);
  expect(await codeOf(watch(recorded))).toBe('not_found');
});
