import { days, hours, milliseconds, minutes, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { footageKey } from '../../region/footage/object-keys.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import {
  clips,
  type Opened,
  open,
  pairSubscribed,
  type RecordOptions,
  record,
  type Subscribed,
} from '../testing/footage.ts';
import { codeOf, openPhone, type Phone, signUp } from '../testing/people.ts';
import { readPlaylist, refusedAs } from '../testing/player.ts';
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
const [piece] = clips.ts.pieces;
if (!piece) throw new Error('no clip');
const PIECE = piece;
/** So many segments of two seconds. */
const long = (count: number): RecordOptions => ({
  clip: { ...clips.ts, pieces: Array.from({ length: count }, () => PIECE) },
});
/** Between two moments, in milliseconds after a recording began. */
const within = ({ startedAt }: Pick<Opened, 'startedAt'>, from: number, to: number) => ({
  from: new Date(startedAt.getTime() + from).toISOString(),
  to: new Date(startedAt.getTime() + to).toISOString(),
});
const params = ({ deviceId }: Pick<Opened, 'deviceId'>) => ({ deviceId });
const look = (of: Opened, from: number, to: number, phone = wang) =>
  phone.getCut({ params: params(of), query: within(of, from, to) });
const download = (of: Opened, from: number, to: number, phone = wang) =>
  phone.createCutDownload({ params: params(of), body: within(of, from, to) });
async function bytesOf(url: string): Promise<Buffer> {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.length).toBe(Number(answer.headers.get('content-length')));
  return bytes;
}
const cutOf = async (of: Opened, from: number, to: number): Promise<Buffer> =>
  await bytesOf((await download(of, from, to)).url);
/** In seconds, as its header says. */
function lengthOf(movie: Buffer): number {
  const at = movie.indexOf('mvhd') + 4;
  return movie.readUInt32BE(at + 16) / movie.readUInt32BE(at + 12);
}

describe('a range as a file', () => {
  test('begins and ends where it was asked to, to a picture, and is named in its owner’s time', async () => {
    const event = await record(region, await camera(), { ...long(5), age: minutes(5) });
    await wang.updateDevice({ params: event, body: { name: '前门' } });
    // The sound of each segment is a tenth of a second longer than what was declared.
    expect(Math.abs(lengthOf(await cutOf(event, 0, 10_000)) - 10)).toBeLessThan(0.7);
    expect(Math.abs(lengthOf(await cutOf(event, 2500, 5500)) - 3)).toBeLessThan(0.25);
    const span = { from: '2026-02-03T15:59:30.000Z', to: '2026-02-03T16:10:00.000Z' };
    const named = async (body: Parameters<Phone['createCutDownload']>[0]['body']) => {
      const { fileName, url } = await wang.createCutDownload({ params: params(event), body });
      const given = (await fetch(url)).headers.get('content-disposition') ?? '';
      expect(decodeURIComponent(given)).toContain(fileName);
      return fileName;
    };
    expect(await codeOf(named({ ...span, timeZone: 'Asia/Nowhere' }))).toBe('input_invalid');
    const { startedAt } = event;
    const told = (timeZone: string, of: number) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
        .format(startedAt.getTime() + of)
        .replaceAll(':', '.');
    const shanghai = await named({ ...within(event, 2000, 6000), timeZone: 'Asia/Shanghai' });
    expect(shanghai.startsWith(`前门 ${told('Asia/Shanghai', 2000)}–`)).toBe(true);
    expect(shanghai.endsWith(`${told('Asia/Shanghai', 6000).slice(11)}.mp4`)).toBe(true);
    expect(await named(within(event, 2000, 6000))).toContain(`${told('UTC', 6000).slice(11)} UTC.mp4`);
  });

  test('goes on from one recording to the next, and says beforehand what is not there', async () => {
    const unit = await camera();
    const first = await record(region, unit, { ...long(2), age: seconds(60) });
    const second = await record(region, unit, { ...long(2), age: seconds(50) });
    const later = second.startedAt.getTime() - first.startedAt.getTime();
    expect(await look(first, -2000, later + 4000)).toMatchObject({
      durationMs: 8000,
      gapCount: 2,
      gaps: [within(first, -2000, 0), within(first, 4000, later)],
      link: within(first, 0, later + 4000),
    });
    expect(Math.abs(lengthOf(await cutOf(first, -2000, later + 4000)) - 8)).toBeLessThan(0.6);
  });

  test('has an event within continuous footage once', async () => {
    const unit = await camera();
    const all = await record(region, unit, { ...long(6), age: seconds(60), type: 'continuous', durationMs: 10_000 });
    const alone = await look(all, 0, 60_000);
    await record(region, unit, { ...long(2), age: seconds(40) });
    expect(await look(all, 0, 60_000)).toEqual(alone);
  });

  test('has what two recordings both have once, to a picture', async () => {
    const unit = await camera();
    const first = await record(region, unit, { ...long(2), age: seconds(60) });
    await record(region, unit, { ...long(2), age: milliseconds(56_500) }); // half a second of it is in the first
    expect(await look(first, 0, 7000)).toMatchObject({ durationMs: 7000, gapCount: 0 });
    expect(Math.abs(lengthOf(await cutOf(first, 3200, 5200)) - 2)).toBeLessThan(0.25);
  });

  test('is about as large as was said', async () => {
    const event = await record(region, await camera(), { ...long(5), age: minutes(5) });
    const { bytes } = await look(event, 2000, 8000);
    const made = (await cutOf(event, 2000, 8000)).length;
    expect(bytes / made).toBeGreaterThan(0.8);
    expect(bytes / made).toBeLessThan(1.4);
  });

  test('is cut out of what is still being recorded as far as it has come', async () => {
    const event = await open(region, await camera(), { type: 'continuous', age: seconds(20), durationMs: 10_000 });
    for (const n of [0, 1]) await event.send(n, PIECE);
    expect((await look(event, 0, 15_000)).durationMs).toBe(15_000);
    expect(await codeOf(download(event, 0, 21_000))).toBe('footage_unfinished');
  });

  test('of cameras that send whole files is cut out of those files', async () => {
    const event = await record(region, await camera(), { clip: clips.mp4, age: minutes(1) });
    expect(Math.abs(lengthOf(await cutOf(event, 1000, 2000)) - 1)).toBeLessThan(0.15);
    expect((await look(event, 0, 1000)).link).toBeNull();
  });

  test('is bounded, and of nothing there is none', async () => {
    const event = await record(region, await camera(), { age: hours(2) });
    const asked = (from: number, to: number) => codeOf(download(event, from, to));
    expect(await asked(0, hours(1) + 1)).toBe('cut_too_large');
    expect(await codeOf(look(event, 0, hours(1) + 1))).toBe('cut_too_large');
    expect(await asked(2000, 1000)).toBe('input_invalid');
    expect(await asked(minutes(10), minutes(20))).toBe('cut_empty');
  });

  test('names what is lost', async () => {
    const event = await record(region, await camera(), { ...long(3), age: minutes(5) });
    const { url } = await download(event, 0, 6000);
    const { day, retention_class: retentionClass } = await region.context.db
      .selectFrom('recorded_event')
      .select(['day', 'retention_class'])
      .where('id', '=', event.eventId)
      .executeTakeFirstOrThrow();
    await region.context.objects.remove(footageKey({ retentionClass, day, ...event }, 1));
    const answer = await fetch(url);
    expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toContain('(2 s missing).mp4');
    expect(lengthOf(Buffer.from(await answer.arrayBuffer()))).toBeCloseTo(4, 0);
  });

  test('is nobody else’s, ends with its hour, and holds nothing that was deleted', async () => {
    const unit = await camera();
    const kept = await record(region, unit, { ...long(2), age: seconds(60) });
    const deleted = await record(region, unit, { ...long(2), age: seconds(50) });
    for (const other of [zhang, openPhone(region)]) {
      const code = other === zhang ? 'not_found' : 'not_signed_in';
      expect(await codeOf(download(kept, 0, 30_000, other))).toBe(code);
      expect(await codeOf(look(kept, 0, 30_000, other))).toBe(code);
    }
    const { url } = await download(kept, 0, 30_000);
    await wang.deleteEvent({ params: deleted });
    expect(lengthOf(await bytesOf(url))).toBeCloseTo(4, 0);
    await wang.deleteEvent({ params: kept });
    expect(await refusedAs(url)).toBe('410 footage_gone');
    await region.clock.advance(hours(1));
    expect(await refusedAs(url)).toBe('403 playback_ended');
  });
});

describe('a range by a link', () => {
  const share = (of: Opened, from: number, to: number, phone = wang) =>
    phone.createCutShare({ params: params(of), body: { ...within(of, from, to), hours: 24 } });
  const tokenOf = (playlistUrl: string | null) => /\/play\/([^/]+)\//.exec(playlistUrl ?? '')?.[1] ?? '';

  test('plays what lies in it from its first picture on, and nothing else opens by it', async () => {
    const event = await record(region, await camera(), { ...long(5), age: minutes(5) });
    const made = await share(event, 2500, 5500);
    const { segments, text, ended } = await readPlaylist(made.playlistUrl ?? '');
    expect(segments.map(({ url }) => url)).toEqual([1, 2].map((n) => `object/${event.eventId}/${n}.ts`));
    expect(text).toContain('#EXT-X-START:TIME-OFFSET=0.500,PRECISE=YES');
    expect(ended).toBe(true);
    expect((await look(event, 2500, 5500)).link).toEqual(within(event, 2000, 6000));
    const token = tokenOf(made.playlistUrl);
    const range = within(event, 2500, 5500);
    expect(await openPhone(region).getSharedFootage({ params: { token }, query: {} })).toMatchObject({
      ...{ cut: range, startedAt: range.from, happenedAt: range.from, durationMs: 3000, kind: 'hls' },
    });
    const base = made.playlistUrl?.replace(/index\.m3u8$/, '') ?? '';
    const objectOf = (n: number) => refusedAs(`${base}object/${event.eventId}/${n}.ts`, { redirect: 'manual' });
    expect(await Promise.all([0, 1, 2, 3, 4, 5].map(objectOf))).toEqual([
      ...['404 not_found', '302', '302', '404 not_found', '404 not_found', '404 not_found'],
    ]);
  });

  test('never opens an object that lies outside of it, wherever its ends are', async () => {
    const event = await record(region, await camera(), { ...long(4), age: minutes(5) });
    for (const [from, to] of [
      [-5000, 1],
      [1, 2000],
      [2000, 2001],
      [1999, 4000],
      [3999, 6001],
      [7999, 20_000],
    ] as const) {
      const base = ((await share(event, from, to)).playlistUrl ?? '').replace(/index\.m3u8$/, '');
      for (const n of [0, 1, 2, 3]) {
        const isInside = n * 2000 < to && (n + 1) * 2000 > from;
        const found = await refusedAs(`${base}object/${event.eventId}/${n}.ts`, { redirect: 'manual' });
        expect({ from, to, n, found }).toEqual({ from, to, n, found: isInside ? '302' : '404 not_found' });
      }
    }
  });

  test('of a recording that goes on does not go on', async () => {
    const event = await open(region, await camera(), { type: 'continuous', age: seconds(30), durationMs: 10_000 });
    for (const n of [0, 1]) await event.send(n, PIECE);
    const { playlistUrl } = await share(event, 1000, 15_000);
    await event.send(2, PIECE);
    const { segments, ended } = await readPlaylist(playlistUrl ?? '');
    expect({ ended, segments: segments.length }).toEqual({ ended: true, segments: 2 });
  });

  test('shows nothing that happens after it was made', async () => {
    const unit = await camera();
    const event = await record(region, unit, { ...long(2), age: seconds(10) });
    const made = await share(event, 0, minutes(30));
    expect(Date.parse(made.cut?.to ?? '')).toBeLessThanOrEqual(region.clock.now().getTime());
    await region.clock.advance(minutes(5));
    await record(region, unit, { ...long(2), age: seconds(10) });
    expect((await readPlaylist(made.playlistUrl ?? '')).segments).toHaveLength(2);
  });

  test('is listed as a range, and ended like any other', async () => {
    const event = await record(region, await camera(), { ...long(3), age: minutes(5) });
    const made = await share(event, 1000, 4000);
    const listed = async () => (await wang.listShares({ query: {} })).items.filter(({ id }) => id === made.id);
    const range = within(event, 1000, 4000);
    expect(await listed()).toMatchObject([
      { eventId: null, cut: range, shared: { happenedAt: range.from, durationMs: 3000 } },
    ]);
    await wang.deleteEvent({ params: event });
    expect(await listed()).toMatchObject([{ shared: null }]);
    await wang.revokeShare({ params: { id: made.id } });
    expect(await listed()).toEqual([]);
    expect(await refusedAs(made.playlistUrl ?? '')).toBe('403 share_ended');
  });

  test('ends at its date and with its camera, and is nobody else’s to make', async () => {
    const unit = await camera();
    const event = await record(region, unit, { ...long(3), age: minutes(5) });
    expect(await codeOf(share(event, 0, 4000, zhang))).toBe('not_found');
    const [first, second] = [await share(event, 0, 4000), await share(event, 0, 4000)];
    const object = `${second.playlistUrl?.replace(/index\.m3u8$/, '')}object/${event.eventId}/0.ts`;
    const given = (await fetch(object, { redirect: 'manual' })).headers.get('location') ?? '';
    await wang.removeDevice({ params: unit });
    expect(await refusedAs(first.playlistUrl ?? '')).toBe('403 share_ended');
    expect(await refusedAs(object, { redirect: 'manual' })).toBe('403 share_ended');
    expect((await fetch(given)).ok).toBe(false);
    const later = await record(region, await camera(), { ...long(3), age: minutes(5) });
    const dated = await share(later, 0, 4000);
    await region.clock.advance(days(1));
    expect(await refusedAs(dated.playlistUrl ?? '')).toBe('403 share_ended');
  });

  test('of cameras that send whole files is refused, with what to do instead', async () => {
    const event = await record(region, await camera(), { clip: clips.mp4, age: minutes(1) });
    expect(await codeOf(share(event, 0, 1000))).toBe('cut_not_for_link');
  });
});
