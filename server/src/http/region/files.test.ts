import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { days, hours } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KeysUnavailable } from '../../keys/keys-unavailable.ts';
import { footageKey } from '../../region/footage/object-keys.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, open, pairSubscribed, readClip, record, type Subscribed } from '../testing/footage.ts';
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

const bytesOf = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());
/** The boxes at the top of an MP4, in order. */
function boxesOf(file: Buffer): string[] {
  const types: string[] = [];
  for (let at = 0; at + 8 <= file.length; ) {
    const size = file.readUInt32BE(at);
    types.push(file.toString('latin1', at + 4, at + 8));
    at += size === 1 ? Number(file.readBigUInt64BE(at + 8)) : size;
  }
  return types;
}

describe('a download', () => {
  test.each(['ts', 'fmp4', 'fmp4 h265', 'ts h265'] as const)('of %s is one MP4, its index first', async (name) => {
    const recorded = await record(region, await pairSubscribed(region, wang), { clip: clips[name] });
    await wang.updateDevice({ params: recorded, body: { name: '门口/Front: door' } });
    const { url, fileName } = await wang.createDownload({ params: recorded });
    const time = recorded.startedAt.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
    expect(fileName).toBe(`门口 Front door ${time} UTC.mp4`);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(decodeURIComponent(response.headers.get('content-disposition') ?? '')).toContain(fileName);
    const file = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-length')).toBe(String(file.length));
    expect(boxesOf(file)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(file.includes(clips[name].codec === 'h265' ? 'hvc1' : 'avc1')).toBe(true);
    expect(file.includes('hev1')).toBe(false);
  });

  test('of a camera’s own MP4 is that file', async () => {
    const recorded = await record(region, await pairSubscribed(region, wang), { clip: clips.mp4 });
    const { url } = await wang.createDownload({ params: recorded });
    expect(await bytesOf(url)).toEqual(readClip('h264-faststart.mp4'));
  });

  test('waits for the end of the recording', async () => {
    const [segment] = clips.ts.pieces;
    if (!segment) throw new Error('no clip');
    const opened = await open(region, await pairSubscribed(region, wang));
    await opened.send(0, segment);
    expect(await codeOf(wang.createDownload({ params: opened }))).toBe('footage_unfinished');
    await opened.close(1);
    expect(boxesOf(await bytesOf((await wang.createDownload({ params: opened })).url))).toContain('moov');
  });

  test('ends with its hour, with the recording and with the device, and opens nothing else', async () => {
    const unit = await pairSubscribed(region, wang);
    const [deleted, kept] = [await record(region, unit), await record(region, unit)];
    const of = async (recorded: typeof kept) => (await wang.createDownload({ params: recorded })).url;
    const [first, second, third] = [await of(deleted), await of(kept), await of(kept)];
    const play = first.replace('/file/', '/play/').replace(/[^/]+$/, 'index.m3u8');
    expect(await refusedAs(play)).toBe('403 playback_ended');
    expect(await refusedAs(first.replace(/[^/]+$/, 'everything.tar'))).toBe('403 playback_ended');
    await wang.deleteEvent({ params: deleted });
    expect(await refusedAs(first)).toBe('410 footage_gone');
    await region.clock.advance(hours(1));
    expect(await refusedAs(second)).toBe('403 playback_ended');
    expect(await refusedAs(third)).toBe('403 playback_ended');
    const last = await of(kept);
    await wang.removeDevice({ params: unit });
    expect(await refusedAs(last)).toBe('403 playback_ended');
  });

  test('has a gap where an object is lost; of nothing it says so before its first byte', async () => {
    const recorded = await record(region, await pairSubscribed(region, wang));
    const { url } = await wang.createDownload({ params: recorded });
    const { day, retention_class: retentionClass } = await region.context.db
      .selectFrom('recorded_event')
      .select(['day', 'retention_class'])
      .where('id', '=', recorded.eventId)
      .executeTakeFirstOrThrow();
    const whole = await bytesOf(url);
    await region.context.objects.remove(footageKey({ retentionClass, day, ...recorded }, 1));
    const part = await bytesOf(url);
    expect(boxesOf(part)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(part.length).toBeLessThan(whole.length);
    await region.context.objects.remove(footageKey({ retentionClass, day, ...recorded }, 0));
    expect(await refusedAs(url)).toBe('410 footage_gone');
  });
});

describe('an export', () => {
  async function readTar(file: Buffer): Promise<Map<string, Buffer>> {
    const entries = new Map<string, Buffer>();
    const tar = extract();
    tar.end(file);
    for await (const entry of tar) entries.set(entry.header.name, await buffer(entry));
    return entries;
  }
  const parse = (bytes: Buffer | undefined): unknown => JSON.parse(String(bytes));

  test('holds all that the region knows of an account, with its footage, and nothing that opens anything', async () => {
    const [li, other] = [await signUp(region, 'li'), await signUp(region, 'other')];
    const unit = await pairSubscribed(region, li);
    const shown = await record(region, unit, { age: days(2) });
    const plain = await record(region, unit, { clip: clips.mp4, encrypted: false });
    const foreign = await record(region, await pairSubscribed(region, other));
    const removed = await record(region, await pairSubscribed(region, li));
    await li.removeDevice({ params: removed });
    const share = await li.createShare({ params: shown, body: { hours: 1 } });
    const { url, fileName } = await li.createExport({});
    expect(fileName).toMatch(/^kaitong-cn-\d{4}-\d\d-\d\d\.tar$/);
    const file = await bytesOf(url);
    const entries = await readTar(file);
    const folder = `devices/${unit.deviceId}`;
    expect([...entries.keys()]).toEqual(
      expect.arrayContaining([
        'account.json',
        'device.json',
        'subscription.json',
        `${folder}/events-0001.json`,
        ...[shown, plain].flatMap(({ eventId }) => [`${folder}/${eventId}.mp4`, `${folder}/${eventId}.jpg`]),
      ]),
    );
    // What its owner removed is gone, and its row says no more than that it was there.
    expect([...entries.keys()].filter((name) => name.startsWith(`devices/${removed.deviceId}/`))).toEqual([]);
    expect(parse(entries.get('account.json'))).toMatchObject([{ name: 'li', email: 'li@example.com' }]);
    expect(parse(entries.get(`${folder}/events-0001.json`))).toMatchObject([
      { eventId: plain.eventId },
      { eventId: shown.eventId, durationMs: 4000 },
    ]);
    expect(entries.get(`${folder}/${plain.eventId}.mp4`)).toEqual(readClip('h264-faststart.mp4'));
    expect(entries.get(`${folder}/${shown.eventId}.jpg`)).toEqual(readClip('snapshot.jpg'));
    expect(boxesOf(entries.get(`${folder}/${shown.eventId}.mp4`) ?? Buffer.alloc(0))).toEqual(['ftyp', 'moov', 'mdat']);
    for (const id of [foreign.eventId, foreign.deviceId]) expect(file.includes(id)).toBe(false);

    const { db } = region.context;
    const token = share.playlistUrl?.split('/').at(-2) ?? '';
    const hash = createHash('sha256').update(token).digest('hex');
    const { keys: store } = region.context;
    const keys = await Promise.all((await store.list('keys')).map((name) => store.find(name)));
    const secrets = await db.selectFrom('device').select('wrapped_secret').execute();
    const sessions = await db.selectFrom('login_session').select('token').execute();
    const hidden = [token, hash, ...keys, ...secrets.map((s) => s.wrapped_secret)];
    for (const secret of [...hidden, ...sessions.map((s) => s.token)])
      if (secret) expect(file.includes(secret)).toBe(false);
  });

  test('is whole though some of its footage is empty, or is deleted while it is sent', async () => {
    const { objects } = region.context;
    const chen = await signUp(region, 'chen');
    const unit = await pairSubscribed(region, chen);
    const single = { clip: clips.mp4, encrypted: false };
    const empty = await record(region, unit, { ...single, age: hours(3) });
    const deleted = await record(region, unit, { ...single, age: hours(2) });
    const good = await record(region, unit, { age: hours(1) });
    const keyOf = ({ deviceId, eventId }: typeof empty) => {
      const place = readEventId(eventId);
      if (!place) throw new Error('no place');
      return footageKey({ ...place, deviceId, eventId }, 0);
    };
    await objects.remove(keyOf(empty));
    await objects.put(keyOf(empty), new Uint8Array(), 'video/mp4');
    const { url } = await chen.createDownload({ params: empty });
    expect(await refusedAs(url)).toBe('410 footage_gone');
    const { findStream } = objects;
    objects.findStream = async (key, range) => {
      if (key === keyOf(deleted)) await objects.remove(key);
      return await findStream(key, range);
    };
    const entries = await readTar(await bytesOf((await chen.createExport({})).url));
    objects.findStream = findStream;
    const folder = `devices/${unit.deviceId}`;
    const unreadable = [deleted, empty].map(({ eventId }) => `${folder}/${eventId}.mp4`);
    expect(parse(entries.get('not-readable.json'))).toEqual(unreadable);
    expect(entries.get(unreadable[0] ?? '')?.every((byte) => byte === 0)).toBe(true);
    for (const { eventId } of [empty, deleted, good]) expect(entries.has(`${folder}/${eventId}.jpg`)).toBe(true);
    expect(boxesOf(entries.get(`${folder}/${good.eventId}.mp4`) ?? Buffer.alloc(0))).toEqual(['ftyp', 'moov', 'mdat']);
  });

  test.each([
    ['no ciphertext', true, Buffer.alloc(1000, 7)],
    ['ciphertext of another key', true, Buffer.alloc(1024, 7)],
    ['no container', false, Buffer.alloc(5000, 7)],
    ['nothing', false, Buffer.alloc(188)],
  ])('goes on behind an event of which a camera sent %s', async (_, encrypted, bytes) => {
    const zhao = await signUp(region, `zhao${bytes.length}`);
    const unit = await pairSubscribed(region, zhao);
    const before = await record(region, unit, { age: hours(1) });
    const broken = await recordBytes(unit, { encrypted, bytes });
    const entries = await readTar(await bytesOf((await zhao.createExport({})).url));
    const folder = `devices/${unit.deviceId}`;
    expect(parse(entries.get('not-readable.json'))).toEqual([`${folder}/${broken}.mp4`]);
    expect(entries.has(`${folder}/${broken}.jpg`)).toBe(true);
    expect(boxesOf(entries.get(`${folder}/${before.eventId}.mp4`) ?? Buffer.alloc(0))).toEqual([
      'ftyp',
      'moov',
      'mdat',
    ]);
    const { url } = await zhao.createDownload({ params: { deviceId: unit.deviceId, eventId: broken } });
    expect(await refusedAs(url)).toBe('410 footage_gone');
  });

  test.each([['movie'], ['snapshot']])(
    'goes on behind an event whose %s cannot be read for whatever reason',
    async (what) => {
      const { keys } = region.context;
      const sun = await signUp(region, `sun${what}`);
      const unit = await pairSubscribed(region, sun);
      const [before, broken, after] = [
        await record(region, unit, { age: hours(3) }),
        await record(region, await pairSubscribed(region, sun), { age: hours(2) }),
        await record(region, await pairSubscribed(region, sun), { age: hours(1) }),
      ];
      // Damaged in both copies: nothing says that it was erased, so it is told as an outage.
      let asked = 0;
      region.context.keys = {
        ...keys,
        find: async (name) => {
          const isIts = name.includes(broken.deviceId);
          if (isIts && ++asked > (what === 'movie' ? 0 : 1)) throw new KeysUnavailable('damaged', `${name} is damaged`);
          return await keys.find(name);
        },
      };
      const entries = await readTar(await bytesOf((await sun.createExport({})).url));
      region.context.keys = keys;
      const fileOf = ({ deviceId, eventId }: typeof broken, ending: string) =>
        `devices/${deviceId}/${eventId}.${ending}`;
      const lost = (what === 'movie' ? ['mp4', 'jpg'] : ['jpg']).map((ending) => fileOf(broken, ending));
      expect(parse(entries.get('not-readable.json'))).toEqual(lost);
      for (const whole of [before, after])
        expect(boxesOf(entries.get(fileOf(whole, 'mp4')) ?? Buffer.alloc(0))).toEqual(['ftyp', 'moov', 'mdat']);
    },
  );

  /** A closed event of a segment and a snapshot, both of these very bytes. */
  async function recordBytes(unit: Subscribed, { encrypted, bytes }: { encrypted: boolean; bytes: Buffer }) {
    const { eventId } = await unit.api.openEvent({
      body: {
        deviceEventId: 'broken',
        type: 'motion',
        startedAt: region.clock.now().toISOString(),
        ageMs: 0,
        declaration: {
          ...{ container: 'ts', codec: 'h264', width: 320, height: 180 },
          encryption: encrypted ? 'aes-128' : 'none',
        },
        firmware: '2.3.0' as never,
      },
    });
    const hash = (name: string): string => createHash(name).update(bytes).digest('hex');
    for (const [n, kind] of (['segment', 'snapshot'] as const).entries()) {
      const hashes = { md5: hash('md5'), sha256: hash('sha256'), iv: encrypted ? '0'.repeat(32) : null };
      const durationMs = kind === 'segment' ? 2000 : 0;
      const body = { n, kind, durationMs, bytes: bytes.length, ...hashes };
      const { url, headers } = await unit.api.declareObject({ params: { eventId }, body });
      const { 'content-length': _, ...own } = headers; // fetch sets it from the body
      await fetch(url, { method: 'PUT', headers: own, body: new Uint8Array(bytes) });
      await unit.api.commitObject({ params: { eventId, n }, body: {} });
    }
    await unit.api.closeEvent({
      params: { eventId },
      body: { objects: 2, durationMs: 2000, firmware: '2.3.0' as never },
    });
    return eventId;
  }

  test('belongs to its owner, for an hour, and is no download of anything', async () => {
    expect(await codeOf(openPhone(region).createExport({}))).toBe('not_signed_in');
    const { url } = await wang.createExport({});
    expect(await refusedAs(url.replace('.tar', '.mp4'))).toBe('403 playback_ended');
    await region.clock.advance(hours(1));
    expect(await refusedAs(url)).toBe('403 playback_ended');
  });
});
