import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { days, hours, milliseconds } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KeysUnavailable } from '../../keys/keys-unavailable.ts';
import { openExport } from '../../region/exports/exports.ts';
import { footageKey } from '../../region/footage/object-keys.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { boxesOf } from '../testing/boxes.ts';
import { clips, pairSubscribed, readClip, record, type Subscribed } from '../testing/footage.ts';
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

async function readTar(file: Buffer): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  const tar = extract();
  tar.end(file);
  for await (const entry of tar) entries.set(entry.header.name, await buffer(entry));
  return entries;
}
const parse = (bytes: Buffer | undefined): unknown => JSON.parse(String(bytes));

type Listed = { eventId: string; durationMs: number; files: string[] };
const nameOf = async (phone: Phone, { deviceId }: Pick<Subscribed, 'deviceId'>, name: string): Promise<void> => {
  await phone.updateDevice({ params: { deviceId }, body: { name } });
};
/** All that the lists of an export say of recordings, newest first. */
const listedIn = (entries: ReadonlyMap<string, Buffer>): Listed[] =>
  [...entries].flatMap(([name, bytes]) => (/\/recordings-\d+\.json$/.test(name) ? (parse(bytes) as Listed[]) : []));
/** Where a recording is told to be, by its ending. */
const fileOf = (entries: ReadonlyMap<string, Buffer>, { eventId }: { eventId: string }, ending: 'mp4' | 'jpg') =>
  listedIn(entries)
    .find((one) => one.eventId === eventId)
    ?.files.find((file) => file.endsWith(ending)) ?? 'not listed';
const exported = async (phone: Phone, body?: Parameters<Phone['createExport']>[0]['body']) =>
  await readTar(await bytesOf((await phone.createExport(body ? { body } : {})).url));

test('holds all that the region knows of an account, with its footage, and nothing that opens anything', async () => {
  const [li, other] = [await signUp(region, 'li'), await signUp(region, 'other')];
  const unit = await pairSubscribed(region, li);
  await nameOf(li, unit, 'Front door');
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
  expect([...entries.keys()]).toEqual(
    expect.arrayContaining(['account/account.json', 'account/device.json', 'account/subscription.json']),
  );
  expect(parse(entries.get('account/account.json'))).toMatchObject([{ name: 'li', email: 'li@example.com' }]);
  // What its owner removed is gone, and its row says no more than that it was there.
  expect(listedIn(entries)).toMatchObject([{ eventId: plain.eventId }, { eventId: shown.eventId, durationMs: 4000 }]);
  const [day, time] = (plain.startedAt.toISOString().slice(0, 19).split('T') ?? []) as [string, string];
  expect(fileOf(entries, plain, 'mp4')).toBe(`Front door/${day} UTC/${time.replaceAll(':', '-')} Motion.mp4`);
  expect(entries.get(fileOf(entries, plain, 'mp4'))).toEqual(readClip('h264-faststart.mp4'));
  expect(entries.get(fileOf(entries, shown, 'jpg'))).toEqual(readClip('snapshot.jpg'));
  expect(boxesOf(entries.get(fileOf(entries, shown, 'mp4')) ?? Buffer.alloc(0))).toEqual(['ftyp', 'moov', 'mdat']);
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
  const entries = await exported(chen);
  objects.findStream = findStream;
  const unreadable = [fileOf(entries, deleted, 'mp4'), fileOf(entries, empty, 'jpg').replace(/jpg$/, 'mp4')];
  expect(parse(entries.get('not-readable.json'))).toEqual(unreadable);
  expect(entries.get(unreadable[0] ?? '')?.every((byte) => byte === 0)).toBe(true);
  expect(entries.has(unreadable[1] ?? '')).toBe(false);
  for (const one of [empty, deleted, good]) expect(entries.has(fileOf(entries, one, 'jpg'))).toBe(true);
  expect(boxesOf(entries.get(fileOf(entries, good, 'mp4')) ?? Buffer.alloc(0))).toEqual(['ftyp', 'moov', 'mdat']);
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
  const entries = await exported(zhao);
  const picture = fileOf(entries, { eventId: broken }, 'jpg');
  expect(parse(entries.get('not-readable.json'))).toEqual([picture.replace(/jpg$/, 'mp4')]);
  expect(entries.has(picture)).toBe(true);
  expect(boxesOf(entries.get(fileOf(entries, before, 'mp4')) ?? Buffer.alloc(0))).toEqual(['ftyp', 'moov', 'mdat']);
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
    const entries = await exported(sun);
    region.context.keys = keys;
    const lost = parse(entries.get('not-readable.json')) as string[];
    expect(lost.map((file) => file.split('.').at(-1))).toEqual(what === 'movie' ? ['mp4', 'jpg'] : ['jpg']);
    for (const whole of [before, after])
      expect(boxesOf(entries.get(fileOf(entries, whole, 'mp4')) ?? Buffer.alloc(0))).toEqual(['ftyp', 'moov', 'mdat']);
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

describe('of some cameras and days', () => {
  /** Footage may be a month old: the year before and after it have the days on which clocks change. */
  async function owned(name: string, zone: string) {
    const phone = await signUp(region, name);
    const body = { timeZone: zone, language: 'zh-CN' } as const;
    return { phone, body };
  }

  test('holds these alone, without the account’s other data, in folders and files as people read them', async () => {
    const { phone, body } = await owned('qian', 'Asia/Shanghai');
    const [door, yard] = [await pairSubscribed(region, phone), await pairSubscribed(region, phone)];
    await nameOf(phone, door, 'Tür/“Front”: ');
    await nameOf(phone, yard, 'Yard');
    // In the middle of a second, so that both begin in it, however long it takes to make them.
    const at = Math.floor((region.clock.now().getTime() - days(2)) / 1000) * 1000 + 400;
    const age = () => milliseconds(region.clock.now().getTime() - at);
    const person = await record(region, door, { age: age(), type: 'person' });
    const twin = await record(region, door, { age: age(), type: 'person' });
    const newer = await record(region, door, { age: hours(1) });
    await record(region, yard, { age: days(2) });
    const [from, to] = [days(3), days(1)].map((ago) => new Date(region.clock.now().getTime() - ago).toISOString());
    const { url, fileName } = await phone.createExport({ body: { ...body, deviceIds: [door.deviceId], from, to } });
    const local = (at: Date) => new Date(at.getTime() + hours(8)).toISOString();
    expect(fileName).toBe(`kaitong-cn-${local(region.clock.now()).slice(0, 10)}.tar`);
    const entries = await readTar(await bytesOf(url));
    const [day, time] = [local(person.startedAt).slice(0, 10), local(person.startedAt).slice(11, 19)];
    const folder = `Tür “Front”/${day}/${time.replaceAll(':', '-')}`;
    expect([...entries.keys()].sort()).toEqual(
      [
        ...['mp4', 'jpg'].flatMap((ending) => [`${folder} 有人经过.${ending}`, `${folder} 有人经过 (2).${ending}`]),
        'Tür “Front”/recordings-0001.json',
      ].sort(),
    );
    expect(new Set(listedIn(entries).map(({ eventId }) => eventId))).toEqual(new Set([person.eventId, twin.eventId]));
    const { cameras } = await phone.getExportSize({ query: { from, to } });
    expect(cameras.map(({ name }) => name)).toEqual(['Tür/“Front”: '.trim(), 'Yard']);
    const { cameras: all } = await phone.getExportSize({ query: {} });
    expect(all[0]?.bytes).toBeGreaterThan(cameras[0]?.bytes ?? 0);
    expect(Date.parse(all[0]?.to ?? '')).toBeGreaterThan(newer.startedAt.getTime());
  });

  test('recordings that were selected go along alone, of whatever cameras; those of others are not there', async () => {
    const { phone, body } = await owned('feng', 'UTC');
    const [door, yard] = [await pairSubscribed(region, phone), await pairSubscribed(region, phone)];
    for (const [unit, name] of [
      [door, 'Door'],
      [yard, 'Yard'],
    ] as const)
      await nameOf(phone, unit, name);
    const [first, second] = [await record(region, door), await record(region, yard)];
    const left = await record(region, door);
    const foreign = await record(region, await pairSubscribed(region, wang));
    const eventIds = [first, second, foreign].map(({ eventId }) => eventId);
    const entries = await exported(phone, { ...body, eventIds });
    expect(new Set(listedIn(entries).map(({ eventId }) => eventId))).toEqual(new Set([first.eventId, second.eventId]));
    expect(boxesOf(entries.get(fileOf(entries, first, 'mp4')) ?? Buffer.alloc(0))).toEqual(['ftyp', 'moov', 'mdat']);
    expect([...entries.keys()].filter((name) => name.startsWith('account/'))).toEqual([]);
    const { url } = await phone.createExport({ body: { ...body, eventIds } });
    await phone.deleteEvent({ params: first });
    expect(listedIn(await readTar(await bytesOf(url))).map(({ eventId }) => eventId)).toEqual([second.eventId]);
    expect(await codeOf(phone.createExport({ body: { eventIds: [foreign.eventId] } }))).toBe('not_found');
    expect((await phone.getEvent({ params: left })).eventId).toBe(left.eventId);
  });

  test('cameras of one name have folders of their own, also beside the account’s', async () => {
    const { phone, body } = await owned('zhou', 'UTC');
    const names = ['Door', 'door', 'account', 'CON', '..'];
    for (const name of names) {
      const unit = await pairSubscribed(region, phone);
      await nameOf(phone, unit, name);
      await record(region, unit, { clip: clips.mp4 });
    }
    const entries = await exported(phone, body);
    const folders = [...new Set([...entries.keys()].map((name) => name.split('/')[0]))].sort();
    expect(folders).toEqual(['Door', '_CON', 'account', 'account (2)', 'door (2)', '摄像机']);
  });

  test('others’ cameras, and days the wrong way round, are refused', async () => {
    const { phone } = await owned('wu', 'UTC');
    const foreign = await pairSubscribed(region, wang);
    expect(await codeOf(phone.createExport({ body: { deviceIds: [foreign.deviceId] } }))).toBe('not_found');
    const [from, to] = ['2026-12-02T00:00:00.000Z', '2026-12-01T00:00:00.000Z'];
    expect(await codeOf(phone.createExport({ body: { from, to } }))).toBe('input_invalid');
    expect(await codeOf(phone.createExport({ body: { timeZone: 'Mars/Olympus' } }))).toBe('input_invalid');
    await record(region, foreign);
    expect(await phone.getExportSize({ query: {} })).toEqual({ cameras: [] });
    expect(await codeOf(openPhone(region).getExportSize({ query: {} }))).toBe('not_signed_in');
  });
});

test('an address is sent twice at once and no oftener, and again once one of them has ended', async () => {
  const phone = await signUp(region, 'zheng');
  await record(region, await pairSubscribed(region, phone), { clip: clips.mp4 });
  const { url } = await phone.createExport({});
  const { url: another } = await phone.createExport({});
  const token = (address: string) => address.split('/').at(-2) ?? '';
  const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
  const ask = (address: string, { signal }: AbortController) => openExport(region.context, token(address), signal);
  expect(await ask(url, first)).toHaveProperty('read');
  expect(await ask(another, second)).toHaveProperty('read');
  expect(await ask(url, third)).toMatchObject({ code: 'rate_limited' });
  expect(await refusedAs(url)).toBe('429 rate_limited');
  // Others are kept from nothing.
  const { url: others } = await wang.createExport({});
  expect((await fetch(others)).status).toBe(200);
  first.abort();
  expect((await bytesOf(url)).length).toBeGreaterThan(1000);
  // Nobody waits any more for what was never read.
  expect(await ask(url, third)).toHaveProperty('read');
});
