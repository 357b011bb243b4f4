import { once } from 'node:events';
import { connect } from 'node:net';
import { type DeviceId, type EventId, minutes, type PushedFootage, type RecordedEvent } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, pairSubscribed, readClip } from '../testing/footage.ts';
import { codeOf, type Phone, pairNew, signUp } from '../testing/people.ts';
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

type Pusher = { deviceId: DeviceId; token: string; pushUrl: string };

async function pusher(): Promise<Pusher> {
  const { deviceId } = await pairSubscribed(region, wang, { kind: 'event', retentionDays: 7 });
  return { deviceId, ...(await wang.createIngestToken({ params: { deviceId }, body: { name: 'send2webhook' } })) };
}

const movie = readClip('h264-faststart.mp4');
const ts = readClip('h264-ts-0.mpegts');
const [init] = clips.fmp4.pieces.map(({ file }) => readClip(file)) as [Buffer];

/** The smallest picture that is whole by its markers: 16 × 8, grey. */
const picture = Buffer.from(
  'ffd8ffdb004300' +
    '01'.repeat(64) +
    'ffc0000b080008001001011100' +
    'ffc40014000100000000000000000000000000000000' +
    'ffc40014100100000000000000000000000000000000' +
    'ffda0008010100003f00' +
    '7f' +
    'ffd9',
  'hex',
);

type Part = [field: string, content: Buffer | string, file?: string];

function formOf(parts: readonly Part[]): FormData {
  const form = new FormData();
  for (const [field, content, file] of parts)
    if (typeof content === 'string') form.append(field, content);
    else form.append(field, new Blob([new Uint8Array(content)]), file ?? field);
  return form;
}

/** As curl does with `https://camera:TOKEN@host/…`. */
const basic = (token: string): string => `Basic ${Buffer.from(`camera:${token}`).toString('base64')}`;

async function post(
  to: Pusher,
  parts: readonly Part[],
  authorization = basic(to.token),
): Promise<PushedFootage | string> {
  const response = await fetch(`${to.pushUrl}/`, { method: 'POST', headers: { authorization }, body: formOf(parts) });
  const answer = (await response.json()) as PushedFootage & { code: string };
  return response.ok ? answer : `${response.status} ${answer.code}`;
}

const eventsOf = async ({ deviceId }: Pusher): Promise<RecordedEvent[]> =>
  (await wang.listEvents({ params: { deviceId }, query: {} })).items;
const playlistOf = async ({ deviceId }: Pusher, eventId: EventId): Promise<string> =>
  (await wang.createPlayback({ params: { deviceId }, body: { of: { eventId } } })).playlistUrl;

describe('a form that a camera’s script posts', () => {
  test('with a picture, a film and a message is one event that plays and has the picture; posted again it is the same', async () => {
    const to = await pusher();
    const parts: Part[] = [
      ['image', picture, 'snapshot.jpg'],
      ['video', movie, 'video.mp4'],
      ['message', '有人在门口'],
    ];
    const first = await post(to, parts);
    expect(first).toMatchObject({ state: 'closed' });
    expect(await post(to, parts)).toEqual(first);
    const events = await eventsOf(to);
    expect(events).toMatchObject([{ state: 'complete', type: 'motion', codec: 'h264', width: 320, height: 180 }]);
    expect(events[0]?.snapshotUrl ?? null).not.toBeNull();
    const film = await fetch(await playlistOf(to, (first as PushedFootage).eventId));
    expect(Buffer.from(await film.arrayBuffer())).toEqual(movie);
  });

  test('with a film alone, in MP4 or MPEG-TS under whatever field, is an event', async () => {
    const to = await pusher();
    expect(await post(to, [['file', movie, 'x']])).toMatchObject({ state: 'closed' });
    expect(await post(to, [['whatever', ts, 'live0.ts']], `Bearer ${to.token}`)).toMatchObject({ state: 'closed' });
    expect((await eventsOf(to)).map(({ state }) => state)).toEqual(['complete', 'complete']);
  });

  test('with a picture alone is an event without video', async () => {
    const to = await pusher();
    const first = await post(to, [['image', picture, 'snapshot.jpg']]);
    expect(first).toMatchObject({ state: 'closed' });
    expect(await post(to, [['image', picture, 'snapshot.jpg']])).toEqual(first);
    const [event] = await eventsOf(to);
    expect(event).toMatchObject({ state: 'complete', durationMs: 0, width: 16, height: 8 });
    const { eventId, startedAt } = event as RecordedEvent;
    const { deviceId } = to;
    const day = {
      from: new Date(Date.parse(startedAt) - minutes(1)).toISOString(),
      to: new Date(Date.parse(startedAt) + minutes(1)).toISOString(),
    };
    expect((await wang.getTimeline({ params: { deviceId }, query: day })).spans).toMatchObject([{ eventId }]);
    const params = { deviceId, eventId };
    for (const call of [
      () => wang.createPlayback({ params: { deviceId }, body: { of: { eventId } } }),
      () => wang.createDownload({ params }),
      () => wang.createShare({ params, body: { hours: 24 } }),
    ])
      expect(await codeOf(call())).toBe('footage_without_video');
  });

  test('with a picture alone stands in no way of the film after it, and is whole in its owner’s export', async () => {
    const to = await pusher();
    const still = (await post(to, [['image', picture, 'snapshot.jpg']])) as PushedFootage;
    await region.clock.advance(minutes(1));
    const moving = (await post(to, [['video', ts, 'video.ts']])) as PushedFootage;
    const { deviceId } = to;
    const { startedAt } = (await eventsOf(to)).find(({ eventId }) => eventId === still.eventId) as RecordedEvent;
    const [from, until] = [-1, 3_600_000].map((ms) => new Date(Date.parse(startedAt) + ms).toISOString()) as [
      string,
      string,
    ];
    const { playlistUrl } = await wang.createPlayback({ params: { deviceId }, body: { of: { from, to: until } } });
    expect(playlistUrl).toMatch(/\.m3u8$/);
    expect(await (await fetch(playlistUrl)).text()).toContain(moving.eventId);
    const exported = await fetch((await wang.createExport({})).url);
    const tar = Buffer.from(await exported.arrayBuffer());
    const listed = new RegExp(`${still.eventId}[^{}]*"files": \\[\\s*"[^"]+\\.jpg"`);
    expect(tar.toString('latin1')).toMatch(listed);
    expect(tar.includes('not-readable.json')).toBe(false);
  });

  test.each<[string, Part[], string]>([
    ['a message alone', [['message', 'hello']], '415 push_not_footage'],
    [
      'two films',
      [
        ['video', movie],
        ['file', ts],
      ],
      '415 push_not_footage',
    ],
    [
      'two pictures',
      [
        ['image', picture],
        ['file', picture],
      ],
      '415 push_not_footage',
    ],
    [
      'three files',
      [
        ['image', picture],
        ['video', movie],
        ['file', ts],
      ],
      '415 push_not_footage',
    ],
    ['a picture that is cut off', [['image', picture.subarray(0, 60)]], '415 push_not_footage'],
    ['an init segment', [['video', init]], '415 push_not_footage'],
    ['a text that is called a film', [['video', Buffer.from('<html></html>'), 'video.mp4']], '415 push_not_footage'],
  ])('with %s is refused, and leaves nothing', async (_, parts, refused) => {
    const to = await pusher();
    expect(await post(to, parts)).toBe(refused);
    expect(await eventsOf(to)).toEqual([]);
  });

  test('is refused with another’s token, a wrong one or none, and of a device without a plan', async () => {
    const [to, other] = [await pusher(), await pusher()];
    const parts: Part[] = [['video', movie]];
    for (const wrong of [basic(other.token), basic('push_wrong'), `Bearer ${other.token}`, 'Basic !!', 'Basic', ''])
      expect(await post(to, parts, wrong)).toBe('401 ingest_token_invalid');
    const { deviceId } = await pairNew(region, wang);
    const bare = await wang.createIngestToken({ params: { deviceId }, body: { name: 'x' } });
    expect(await post({ deviceId, ...bare }, parts)).toBe('403 subscription_missing');
  });

  test.each([
    ['is none', 'multipart/form-data', 'x'],
    ['is another type', 'application/json', '{}'],
    [
      'ends in the middle of a part',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="video"; filename="v"\r\n\r\nbytes',
    ],
  ])('that %s is refused', async (_, type, body) => {
    const { pushUrl, token } = await pusher();
    const headers = { authorization: basic(token), 'content-type': type };
    const response = await fetch(`${pushUrl}/`, { method: 'POST', headers, body });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([415, 'push_not_footage']);
  });

  test('whose sender goes away in the middle leaves nothing, and the next one is taken', async () => {
    const to = await pusher();
    const { hostname, port, pathname } = new URL(`${to.pushUrl}/`);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head = [`POST ${pathname} HTTP/1.1`, `host: ${hostname}`, `authorization: ${basic(to.token)}`];
    head.push('content-type: multipart/form-data; boundary=b', 'content-length: 100000', '', '');
    socket.write(head.join('\r\n'));
    await new Promise<void>((resolve) =>
      socket.write('--b\r\nContent-Disposition: form-data; name="video"; filename="v"\r\n\r\nbytes', () => resolve()),
    );
    socket.destroy();
    await once(socket, 'close');
    expect(await post(to, [['video', movie]])).toMatchObject({ state: 'closed' });
    expect(await eventsOf(to)).toHaveLength(1);
  });
});
