import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { DeviceId, EventId, PushedFootage, RecordedEvent } from '@kaitong/contract';
import { minutes, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { suspendOwner } from '../../region/owners/suspend-owner.ts';
import { changeSubscription } from '../../region/selling/subscriptions/move-subscription.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, pairSubscribed, readClip } from '../testing/footage.ts';
import { codeOf, type Phone, pairNew, signUp } from '../testing/people.ts';
import { play, readPlaylist, refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';
import { saidUntilClosed, trickleUntil } from '../testing/trickle.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let li: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true, tokenInUrl: true, restMs: 200 });
  [wang, li] = [await signUp(region, 'wang'), await signUp(region, 'li')];
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

type Pusher = { deviceId: DeviceId; token: string; pushUrl: string; id: string };

/** A device that may record, and a token for it. */
async function pusher(phone = wang): Promise<Pusher> {
  const { deviceId } = await pairSubscribed(region, phone, { kind: 'event', retentionDays: 7 });
  return { deviceId, ...(await phone.createIngestToken({ params: { deviceId }, body: { name: 'ffmpeg' } })) };
}

const request = ({ token }: Pick<Pusher, 'token'>, body: Buffer | string): RequestInit => ({
  method: 'PUT',
  headers: { authorization: `Bearer ${token}` },
  body: typeof body === 'string' ? body : new Uint8Array(body),
});

async function put(to: Pusher, name: string, body: Buffer | string): Promise<PushedFootage | undefined> {
  const response = await fetch(`${to.pushUrl}/${name}`, request(to, body));
  const text = await response.text();
  if (!response.ok) throw new Error(`${name} was answered with ${response.status}: ${text}`);
  return text === '' ? undefined : (JSON.parse(text) as PushedFootage);
}

/** As ffmpeg does: the body in chunks, and the connection closed behind it. */
async function putAndLeave({ pushUrl, token }: Pusher, name: string, body: Buffer): Promise<void> {
  const { hostname, port, pathname } = new URL(`${pushUrl}/${name}`);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const head = [`PUT ${pathname} HTTP/1.1`, `host: ${hostname}:${port}`, `authorization: Bearer ${token}`];
  socket.write([...head, 'connection: close', 'transfer-encoding: chunked', '', ''].join('\r\n'));
  socket.write(Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]));
  await new Promise<void>((resolve) => socket.end(resolve));
}

const refused = (to: Pusher, name: string, body: Buffer | string): Promise<string> =>
  refusedAs(`${to.pushUrl}/${name}`, request(to, body));

const ts = [readClip('h264-ts-0.mpegts'), readClip('h264-ts-1.mpegts')] as const;
const [init, ...fragments] = clips.fmp4.pieces.map(({ file }) => readClip(file)) as [Buffer, Buffer, Buffer];
const movie = readClip('h264-faststart.mp4');
const LIVE = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nlive0.ts\n';
const ENDED = `${LIVE}#EXT-X-ENDLIST\n`;

const eventsOf = async (phone: Phone, { deviceId }: Pusher): Promise<RecordedEvent[]> =>
  (await phone.listEvents({ params: { deviceId }, query: {} })).items.toReversed();
const playlistOf = async (phone: Phone, { deviceId }: Pusher, eventId: EventId): Promise<string> =>
  (await phone.createPlayback({ params: { deviceId }, body: { of: { eventId } } })).playlistUrl;

/** However busy the machine is. */
const soon = { timeout: 30_000 };

describe('a stream of segments', () => {
  test('is one event, encrypted by the platform, that plays as it was sent; the end of its playlist closes it', async () => {
    const to = await pusher();
    const first = await put(to, 'live0.ts', ts[0]);
    expect(first).toMatchObject({ state: 'open' });
    expect(await put(to, 'live.m3u8', LIVE)).toBeUndefined();
    expect(await put(to, 'live1.ts', ts[1])).toEqual(first);
    const [open] = await eventsOf(wang, to);
    expect(open).toMatchObject({
      state: 'open',
      type: 'motion',
      container: 'ts',
      codec: 'h264',
      width: 320,
      height: 180,
    });
    expect(open).toMatchObject({ encryption: 'aes-128', durationMs: 4000 });
    await put(to, 'live.m3u8', ENDED);
    const [event, ...others] = await eventsOf(wang, to);
    expect([event?.state, others]).toEqual(['complete', []]);
    const playlistUrl = await playlistOf(wang, to, first?.eventId as EventId);
    expect(await readPlaylist(playlistUrl)).toMatchObject({ ended: true, durations: [2, 2] });
    expect(await play(playlistUrl)).toEqual(Buffer.concat(ts));
  });

  test('in fragments begins with its init segment, in the event after a break too', async () => {
    const to = await pusher();
    expect(await refused(to, 'early/seg0.m4s', fragments[0] as Buffer)).toBe('409 push_without_init');
    await put(to, 'init.mp4', init);
    await put(to, 'live0.m4s', fragments[0] as Buffer);
    const one = await put(to, 'live1.m4s', fragments[1] as Buffer);
    const again = await put(to, 'live0.m4s', fragments[0] as Buffer); // the tool was started again
    expect(again?.eventId).not.toBe(one?.eventId);
    await put(to, 'live.m3u8', ENDED);
    const played = async (of: PushedFootage | undefined) => play(await playlistOf(wang, to, of?.eventId as EventId));
    expect(await played(one)).toEqual(Buffer.concat([init, ...fragments]));
    expect(await played(again)).toEqual(Buffer.concat([init, fragments[0] as Buffer]));
    expect((await eventsOf(wang, to)).map(({ state }) => state)).toEqual(['complete', 'complete']);
  });

  test('with a segment missing goes on in another event: no hole is hidden', async () => {
    const to = await pusher();
    const later = readClip('h264-ts-1.mpegts');
    await put(to, 'live1.ts', later);
    const other = await put(to, 'live9.ts', readClip('h264-no-audio.mpegts'));
    const events = await eventsOf(wang, to);
    expect(events.map(({ state }) => state)).toEqual(['complete', 'open']);
    expect(events[1]?.eventId).toBe(other?.eventId);
  });

  test('falls silent and is closed by its deadline, with what there is', async () => {
    const to = await pusher();
    const pushed = await put(to, 'cam1/live0.ts', ts[0]);
    expect(await findDeadline(region.context.db, 'push.silence', `${to.deviceId} cam1`)).toBeInstanceOf(Date);
    await region.clock.advance(seconds(31));
    expect((await eventsOf(wang, to))[0]?.state).toBe('open'); // 30 s, and twice the last segment
    await region.clock.advance(seconds(5));
    await expect.poll(async () => (await eventsOf(wang, to))[0]?.state, soon).toBe('complete');
    expect((await put(to, 'cam1/live0.ts', ts[0]))?.eventId).toBe(pushed?.eventId); // its answer was lost: it is known
    expect((await put(to, 'cam1/live1.ts', ts[1]))?.eventId).not.toBe(pushed?.eventId);
  });

  test('is cut at five minutes, and the next event begins where it ends', async () => {
    const to = await pusher();
    await put(to, 'live0.ts', ts[0]);
    const { db } = region.context;
    await db
      .updateTable('push_stream')
      .set({ footage_ms: minutes(5) - 1000 })
      .where('device_id', '=', to.deviceId)
      .execute();
    await put(to, 'live1.ts', ts[1]);
    const [first, second] = await eventsOf(wang, to);
    expect([first?.state, second?.state]).toEqual(['complete', 'open']);
    expect(Date.parse(second?.startedAt ?? '') - Date.parse(first?.startedAt ?? '')).toBe(first?.durationMs);
  });

  test('in two folders is two events, however their segments come', async () => {
    const to = await pusher();
    const answers = await Promise.all([put(to, 'a/live0.ts', ts[0]), put(to, 'b/live0.ts', ts[0])]);
    const more = await Promise.all([put(to, 'a/live1.ts', ts[1]), put(to, 'b/live1.ts', ts[1])]);
    expect(more).toEqual(answers);
    expect(new Set(answers.map((one) => one?.eventId)).size).toBe(2);
    expect((await eventsOf(wang, to)).map(({ durationMs }) => durationMs)).toEqual([4000, 4000]);
  });

  test('sent by a tool that does not wait for answers keeps its order', async () => {
    const to = await pusher();
    for (const [name, body] of [
      ['live0.ts', ts[0]],
      ['live.m3u8', LIVE],
      ['live1.ts', ts[1]],
      ['live.m3u8', ENDED],
    ] as const)
      await putAndLeave(to, name, Buffer.from(body));
    await expect.poll(async () => (await eventsOf(wang, to)).map(({ state }) => state), soon).toEqual(['complete']);
    const [event] = await eventsOf(wang, to);
    expect(await play(await playlistOf(wang, to, event?.eventId as EventId))).toEqual(Buffer.concat(ts));
  });

  test('repeated after its answer was lost is kept once', async () => {
    const to = await pusher();
    const one = await put(to, 'live0.ts', ts[0]);
    expect(await put(to, 'live0.ts', ts[0])).toEqual(one);
    expect((await eventsOf(wang, to)).map(({ durationMs }) => durationMs)).toEqual([2000]);
  });

  test('lets its tool delete what it likes: nothing happens', async () => {
    const to = await pusher();
    await put(to, 'live0.ts', ts[0]);
    const { headers = {} } = request(to, '');
    expect((await fetch(`${to.pushUrl}/live0.ts`, { method: 'DELETE', headers })).status).toBe(204);
    expect(await refusedAs(`${to.pushUrl}/live0.ts`, { method: 'DELETE' })).toBe('401 ingest_token_invalid');
    expect(await eventsOf(wang, to)).toHaveLength(1);
  });
});

describe('a whole clip', () => {
  test('is one event that plays as it is, however often it is sent', async () => {
    const to = await pusher();
    const one = await put(to, 'clip.mp4', movie);
    expect(one?.state).toBe('closed');
    expect(await put(to, 'again.mp4', movie)).toEqual(one);
    const [event, ...others] = await eventsOf(wang, to);
    expect(event).toMatchObject({ state: 'complete', container: 'mp4', type: 'motion', encryption: 'aes-128' });
    expect(others).toEqual([]);
    const footage = Date.parse(event?.startedAt ?? '') + (event?.durationMs ?? 0) - region.clock.now().getTime();
    expect(Math.abs(footage)).toBeLessThan(seconds(5)); // it ended when it was sent
    const body = await (await fetch(await playlistOf(wang, to, one?.eventId as EventId))).arrayBuffer();
    expect(Buffer.from(body)).toEqual(movie);
  });

  test('that its owner has deleted does not come back', async () => {
    const to = await pusher();
    const one = await put(to, 'clip.mp4', movie);
    await wang.deleteEvent({ params: { deviceId: to.deviceId, eventId: one?.eventId as EventId } });
    expect(await refused(to, 'clip.mp4', movie)).toBe('409 event_closed');
  });

  test('in MPEG-TS is known by its name: it has no number', async () => {
    const to = await pusher();
    expect(await put(to, 'clip.ts', ts[0])).toMatchObject({ state: 'closed' });
  });

  test('is in nobody’s list of the store as it was sent', async () => {
    const to = await pusher();
    await put(to, 'clip.mp4', movie);
    const plain = createHash('sha256').update(movie).digest('hex');
    for await (const { key } of region.context.objects.list('footage/')) {
      const bytes = await region.context.objects.read(key);
      expect(
        createHash('sha256')
          .update(bytes ?? '')
          .digest('hex'),
      ).not.toBe(plain);
    }
  });
});

describe('what was interrupted by a crash', () => {
  test('is done to its end by a repetition: the row was written ahead', async () => {
    const to = await pusher();
    const one = await put(to, 'live0.ts', ts[0]);
    const { db } = region.context;
    // Declared and stored, and killed before the commit.
    await db
      .updateTable('recorded_object')
      .set({ state: 'declared', committed_at: null })
      .where('event_id', '=', one?.eventId as EventId)
      .execute();
    await db
      .updateTable('recorded_event')
      .set({ objects: 0, duration_ms: 0, bytes: 0 })
      .where('id', '=', one?.eventId as EventId)
      .execute();
    await db.updateTable('push_stream').set({ tail: null }).where('device_id', '=', to.deviceId).execute();
    expect(await put(to, 'live0.ts', ts[0])).toEqual(one);
    expect(await play(await playlistOf(wang, to, one?.eventId as EventId))).toEqual(ts[0]);
  });

  test('is kept by a repetition that comes after its event was closed without it', async () => {
    const to = await pusher();
    const one = await put(to, 'live0.ts', ts[0]);
    const { db } = region.context;
    // Killed before anything of it was stored, and silent until the deadline.
    await db
      .deleteFrom('recorded_object')
      .where('event_id', '=', one?.eventId as EventId)
      .execute();
    await put(to, 'live.m3u8', ENDED);
    const again = await put(to, 'live0.ts', ts[0]);
    expect(again).toMatchObject({ state: 'open', eventId: expect.not.stringContaining(one?.eventId ?? '') });
    expect(await play(await playlistOf(wang, to, again?.eventId as EventId))).toEqual(ts[0]);
  });

  test('and never repeated is closed without what was never acknowledged', async () => {
    const to = await pusher();
    const one = await put(to, 'live0.ts', ts[0]);
    const { db } = region.context;
    await db.updateTable('push_stream').set({ event_id: null }).where('device_id', '=', to.deviceId).execute();
    await region.clock.advance(seconds(40));
    await expect.poll(async () => (await eventsOf(wang, to))[0]?.state, soon).toBe('complete');
    expect((await eventsOf(wang, to))[0]?.eventId).toBe(one?.eventId);
  });
});

describe('what may be pushed', () => {
  test('is what the device could record: refused with the reason where it may not', async () => {
    const { deviceId } = await pairNew(region, wang);
    const params = { deviceId };
    const unsold: Pusher = { ...params, ...(await wang.createIngestToken({ params, body: { name: 'x' } })) };
    expect(await refused(unsold, 'live0.ts', ts[0])).toBe('403 subscription_missing');

    const to = await pusher();
    const { db } = region.context;
    const privacy = (on: boolean) =>
      db.updateTable('device_presence').set({ privacy_mode: on }).where('device_id', '=', to.deviceId).execute();
    await put(to, 'live0.ts', ts[0]);
    await privacy(true);
    expect(await refused(to, 'live1.ts', ts[1])).toBe('409 privacy_mode');
    await privacy(false);
    await put(to, 'live1.ts', ts[1]);

    const { id: ownerId } = await wang.getOwner({});
    const owned = { ownerId, deviceId: to.deviceId };
    await db.transaction().execute(async (trx) => void (await changeSubscription(trx, owned, { type: 'ended' })));
    expect(await refused(to, 'live2.ts', ts[0])).toBe('403 subscription_expired');
  });

  test('ends with the account’s suspension and with the device', async () => {
    const person = await signUp(region, 'zhao');
    const to = await pusher(person);
    const { id: ownerId } = await person.getOwner({});
    const suspend = (suspended: boolean) =>
      suspendOwner(region.context, {
        params: { ownerId },
        query: undefined,
        body: { suspended, reason: 'x' },
      });
    await suspend(true);
    expect(await refused(to, 'clip.mp4', movie)).toBe('403 account_suspended');
    await suspend(false);
    await person.removeDevice({ params: { deviceId: to.deviceId } });
    expect(await refused(to, 'clip.mp4', movie)).toBe('409 device_removed');
  });

  test('is MPEG-TS or MP4 with a picture that players show: everything else is refused by name', async () => {
    const to = await pusher();
    expect(await refused(to, 'clip.mp4', readClip('snapshot.jpg'))).toBe('415 push_not_footage');
    expect(await refused(to, 'live0.ts', 'hello, this is a text')).toBe('415 push_not_footage');
    expect(await refused(to, 'live0.ts', '')).toBe('415 push_not_footage');
    expect(await refused(to, 'live.m3u8', 'no playlist')).toBe('415 push_not_footage');
    expect(await refused(to, 'live0.ts', readClip('audio-only.mpegts'))).toBe('415 push_not_footage');
    expect(await refused(to, 'live0.ts', readClip('mpeg2.mpegts'))).toBe('415 push_not_footage');
    const noise = Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 7919) % 251));
    for (const [at, byte] of [0, 188, 376, 564].map((at) => [at, 0x47] as const)) noise[at] = byte;
    expect(await refused(to, 'live0.ts', noise)).toBe('415 push_not_footage');
    for (let length = 1000; length < movie.length; length += 9000)
      expect(await refused(to, `cut.mp4`, movie.subarray(0, length)), String(length)).toBe('415 push_not_footage');
  });

  test('has the sizes of an upload, declared or not', async () => {
    const to = await pusher();
    const big = Buffer.alloc(16 * 1024 * 1024 + 1, 0x47);
    expect(await refused(to, 'live0.ts', big)).toBe('413 object_too_large');
    const part = new Uint8Array(1024 * 1024);
    const init = { ...request(to, ''), body: ReadableStream.from(Array(40).fill(part)), duplex: 'half' } as RequestInit;
    const answer = await refusedAs(`${to.pushUrl}/live0.ts`, init).catch(() => 'disconnected');
    expect(['413 object_too_large', 'disconnected']).toContain(answer);
    expect(await eventsOf(wang, to)).toEqual([]);
  });

  test('is nothing that a stranger could send for ever', async () => {
    const { hostname, port, pathname } = new URL(`${(await pusher()).pushUrl}/live0.ts`);
    const socket = connect(Number(port), hostname).on('error', () => {});
    socket.write(`PUT ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n`);
    expect(await trickleUntil(socket, saidUntilClosed(socket))).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('has names that tools make, and no others', async () => {
    const to = await pusher();
    for (const name of [
      '%00.ts',
      '..%2f..%2fetc.ts',
      '.hidden.ts',
      'a/b/c/d/e.ts',
      '%0a.ts',
      `${'x'.repeat(120)}.ts`,
      '',
    ])
      expect(await refused(to, name, ts[0]), name).toMatch(/^404 (not_found|path_unknown)$/);
    expect(await put(to, '门口 cam-1/2026-11-26_08.15.00.ts', ts[0])).toMatchObject({ state: 'open' });
  });

  test('goes into so many folders at once, and an ended one makes room', async () => {
    const to = await pusher();
    for (let n = 1; n <= 16; n++) await put(to, `cam${n}/live0.ts`, ts[0]);
    expect(await refused(to, 'cam17/live0.ts', ts[0])).toBe('429 push_streams_full');
    await put(to, 'cam1/live.m3u8', ENDED);
    await put(to, 'cam17/live0.ts', ts[0]);
  });
});

describe('an ingest token', () => {
  test('is shown once, listed without itself, and opens nothing from its revocation on', async () => {
    const to = await pusher();
    const params = { deviceId: to.deviceId };
    await put(to, 'clip.mp4', movie);
    const { items } = await wang.listIngestTokens({ params });
    expect(items).toEqual([
      { id: to.id, name: 'ffmpeg', createdAt: expect.any(String), lastUsedAt: expect.any(String) },
    ]);
    await wang.revokeIngestToken({ params: { ...params, id: to.id } });
    expect(await refused(to, 'clip.mp4', movie)).toBe('401 ingest_token_invalid');
    expect(await codeOf(wang.revokeIngestToken({ params: { ...params, id: to.id } }))).toBe('not_found');
    expect(await eventsOf(wang, to)).toHaveLength(1);
  });

  test('is for one device of one owner: it pushes to no other, and another owner cannot get at it', async () => {
    const [one, other, neighbour] = [await pusher(), await pusher(), await pusher(li)];
    for (const elsewhere of [other, neighbour]) {
      const mixed = { ...one, pushUrl: elsewhere.pushUrl };
      expect(await refused(mixed, 'clip.mp4', movie)).toBe('401 ingest_token_invalid');
      expect(await refused({ ...one, token: elsewhere.token }, 'clip.mp4', movie)).toBe('401 ingest_token_invalid');
    }
    const params = { deviceId: one.deviceId };
    expect(await codeOf(li.createIngestToken({ params, body: { name: 'x' } }))).toBe('not_found');
    expect(await codeOf(li.listIngestTokens({ params }))).toBe('not_found');
    expect(await codeOf(li.revokeIngestToken({ params: { ...params, id: one.id } }))).toBe('not_found');
    expect(await codeOf(li.revokeIngestToken({ params: { deviceId: neighbour.deviceId, id: one.id } }))).toBe(
      'not_found',
    );
    await put(one, 'clip.mp4', movie);
    expect(await eventsOf(li, neighbour)).toEqual([]);
    expect(await eventsOf(wang, other)).toEqual([]);
  });

  test('opens no other call: not the device’s, not the app’s', async () => {
    const to = await pusher();
    const headers = { authorization: `Bearer ${to.token}` };
    const { publicUrl } = region.context;
    expect(await refusedAs(`${publicUrl}/device/v1/recording-grant`, { headers })).toBe('401 device_token_invalid');
    expect(await refusedAs(`${publicUrl}/api/v1/devices`, { headers })).toBe('401 not_signed_in');
  });

  test('may stand in the address where the server is set so, and nowhere else', async () => {
    const to = await pusher();
    const inUrl = { ...to, pushUrl: to.pushUrl.replace(to.deviceId, to.token) };
    expect((await fetch(`${inUrl.pushUrl}/clip.mp4`, { method: 'PUT', body: new Uint8Array(movie) })).status).toBe(201);
    region.context.pushes.tokenInUrl = false;
    try {
      expect(await refused(inUrl, 'clip.mp4', movie)).toBe('403 ingest_token_in_url');
    } finally {
      region.context.pushes.tokenInUrl = true;
    }
  });

  test('is one of ten at most', async () => {
    const person = await signUp(region, 'sun');
    const { deviceId } = await pusher(person);
    const more = () => person.createIngestToken({ params: { deviceId }, body: { name: 'x' } });
    await Promise.all(Array.from({ length: 9 }, more));
    expect(await codeOf(more())).toBe('ingest_tokens_full');
  });
});
