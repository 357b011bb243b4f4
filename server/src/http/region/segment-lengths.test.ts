// Continuous footage in segments of the length that a region wishes for, beside that of cameras which know of no wish.
import { days, hours, milliseconds, minutes, type SegmentSeconds, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveBackGrant, lendGrant } from '../../region/recording/lent-grant.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, type Opened, open, pairSubscribed, type Subscribed } from '../testing/footage.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';
import { CATALOGUE } from '../testing/shop.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  wang = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

let version = 10;
const wish = (segmentSeconds: SegmentSeconds) =>
  region.plane.publishCatalogue({ body: { ...CATALOGUE, version: ++version, segmentSeconds } });
const [piece] = clips.ts.pieces;
if (!piece) throw new Error('a clip has pieces');

/** Continuous footage of so many segments of one length, from so long ago on. */
async function footage(
  unit: Subscribed,
  { ago, ms, count }: { ago: number; ms: number; count: number },
): Promise<Opened> {
  const age = milliseconds(ago);
  const event = await open(region, unit, { type: 'continuous', age, durationMs: ms });
  for (let n = 0; n < count; n++) await event.send(n, piece ?? never());
  return event;
}
const never = (): never => {
  throw new Error('a clip has pieces');
};
const at = (ms: number): string => new Date(ms).toISOString();
const playlistOf = async ({ deviceId, eventId }: Opened): Promise<string> => {
  const { playlistUrl } = await wang.createPlayback({ params: { deviceId }, body: { of: { eventId } } });
  return await (await fetch(playlistUrl)).text();
};

test('a grant of continuous footage says what the region wishes for, from its next question on; another one says nothing', async () => {
  const before = await pairSubscribed(region, wang);
  expect(await before.api.getRecordingGrant({})).not.toHaveProperty('segmentSeconds'); // control has told nothing yet
  const events = await pairSubscribed(region, wang, { kind: 'event', retentionDays: 7 });
  for (const seconds of [60, 20, 10] as const) {
    await wish(seconds);
    const grant = await before.api.getRecordingGrant({});
    expect(grant).toMatchObject({ recording: 'continuous', minContinuousSegmentMs: 10_000, segmentSeconds: seconds });
    expect(await events.api.getRecordingGrant({})).not.toHaveProperty('segmentSeconds');
  }
  // A control of before this release does not say, and one that is older than what is known changes nothing.
  const { segmentSeconds: _, ...older } = CATALOGUE;
  await wish(60);
  await region.plane.publishCatalogue({ body: { ...older, version: 1 } });
  expect((await before.api.getRecordingGrant({})).segmentSeconds).toBe(60);
  await region.plane.publishCatalogue({ body: { ...older, version: ++version } });
  expect((await before.api.getRecordingGrant({})).segmentSeconds).toBe(10);
});

test('an extended test that has the grant wishes for nothing', async () => {
  await wish(60);
  const { deviceId, api } = await pairSubscribed(region, wang);
  const { db } = region.context;
  await db.transaction().execute((trx) => lendGrant(trx, deviceId, minutes(5), 'continuous'));
  expect(await api.getRecordingGrant({})).toMatchObject({ recording: 'continuous' });
  expect(await api.getRecordingGrant({})).not.toHaveProperty('segmentSeconds');
  await db.transaction().execute((trx) => giveBackGrant(trx, deviceId));
  expect((await api.getRecordingGrant({})).segmentSeconds).toBe(60);
});

test('what a region wishes for is no rule: firmware that knows nothing of it is refused nothing, nor is a shorter end', async () => {
  await wish(60);
  const unit = await pairSubscribed(region, wang);
  const event = await open(region, unit, { type: 'continuous', age: minutes(10) });
  const lengths = [10_000, 12_400, 60_000, 20_000, 63_900, 10_000, 4000];
  for (const [n, durationMs] of lengths.entries()) await event.send(n, { ...piece, durationMs });
  expect(await codeOf(event.send(lengths.length, { ...piece, durationMs: 60_000 }))).toBe('segment_too_short');
  await event.close(lengths.length);
  const text = await playlistOf(event);
  expect(text).toContain('#EXT-X-TARGETDURATION:64\n');
  expect(text.match(/#EXTINF:[\d.]+/g)).toEqual(lengths.map((ms) => `#EXTINF:${(ms / 1000).toFixed(3)}`));
  expect(text.match(/#EXT-X-DISCONTINUITY/g)).toBeNull();
});

test('a minute of 4 Mbit/s is one object: of continuous footage it is taken, of an event it is too large', async () => {
  const unit = await pairSubscribed(region, wang);
  const [eventId, motionId] = await Promise.all(
    (['continuous', 'motion'] as const).map(async (type) => (await open(region, unit, { type })).eventId),
  );
  const hash = 'a'.repeat(64);
  const declare = (id: typeof eventId, bytes: number) =>
    unit.api.declareObject({
      params: { eventId: id ?? never() },
      body: { n: 0, kind: 'segment', bytes, durationMs: 60_000, md5: hash.slice(32), sha256: hash, iv: '0'.repeat(32) },
    });
  expect(await codeOf(declare(motionId, 30_000_000))).toBe('object_too_large');
  expect(await codeOf(declare(eventId, 64 * 1024 * 1024 + 1))).toBe('object_too_large');
  expect(await declare(eventId, 30_000_000)).toMatchObject({ state: 'waiting' });
});

test('a recording of long segments over midnight is one span, in all of its hours, on the day on which it began', async () => {
  const unit = await pairSubscribed(region, wang);
  const { deviceId } = unit;
  const midnight = Math.floor(region.clock.now().getTime() / days(1)) * days(1);
  const ago = region.clock.now().getTime() - midnight + seconds(150);
  const event = await footage(unit, { ago, ms: 60_000, count: 3 });
  const begins = event.startedAt.getTime();
  await event.close(3);
  const query = { from: at(midnight - hours(2)), to: at(midnight + hours(2)) };
  const { spans } = await wang.getTimeline({ params: { deviceId }, query });
  expect(spans).toMatchObject([{ from: at(begins), to: at(begins + minutes(3)), eventId: event.eventId }]);
  // The last segment began before midnight, and none begins after it.
  const { hours: marked } = await wang.getCalendar({ params: { deviceId }, query });
  expect(marked).toMatchObject([
    { at: at(midnight - hours(1)), continuous: true },
    { at: at(midnight), continuous: true },
  ]);
  const body = { of: { from: at(midnight - seconds(5)), to: at(midnight + seconds(5)) } };
  const { playlistUrl } = await wang.createPlayback({ params: { deviceId }, body });
  expect((await (await fetch(playlistUrl)).text()).match(/#EXTINF/g)).toHaveLength(1);
});

test('one of long segments is waited for as long again as its last one is before its camera counts as lost', async () => {
  const unit = await pairSubscribed(region, wang);
  const event = await footage(unit, { ago: minutes(2), ms: 60_000, count: 2 });
  await region.clock.advance(seconds(120));
  expect(await playlistOf(event)).not.toContain('#EXT-X-ENDLIST');
  await region.clock.advance(seconds(31));
  expect(await playlistOf(event)).toContain('#EXT-X-ENDLIST');
});
