// A camera on the SDK goes by what its region wishes the segments of continuous footage to be; and what it sends is shown, cut and
// put into files as ever.
import { minutes, type SegmentSeconds, seconds } from '@kaitong/contract';
import { memorySpool } from '@kaitong/device';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import type { Unit } from '../activation/testing/units.ts';
import { expectPlayable, listEvents } from './testing/footage.ts';
import { hurriedClock } from './testing/hurried-clock.ts';
import { endSubscription, subscribe } from './testing/subscribe.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  expect(rig.errors).toEqual([]);
  await rig.stop();
});

const CONTINUOUS = { kind: 'continuous', retentionDays: 7 } as const;
const wish = (length: SegmentSeconds) =>
  rig.regions.cn.pool.query('UPDATE catalogue SET segment_seconds = $1', [length]);
const find = async (unit: Unit) => (await listEvents(unit)).find(({ type }) => type === 'continuous');

async function lengthsOf({ deviceId }: Unit): Promise<number[]> {
  const { rows } = await rig.regions.cn.pool.query(
    `SELECT recorded_object.duration_ms FROM recorded_object JOIN recorded_event USING (retention_class, day)
     WHERE recorded_event.id = event_id AND device_id = $1 AND kind = 'segment' AND recorded_object.state = 'committed' ORDER BY n`,
    [deviceId],
  );
  return rows.map((row: { duration_ms: number }) => row.duration_ms);
}

/** In seconds, as its header says. */
function movieLength(movie: Buffer): number {
  const at = movie.indexOf('mvhd') + 4;
  return movie.readUInt32BE(at + 16) / movie.readUInt32BE(at + 12);
}
const fetchMovie = async ({ url }: { url: string }): Promise<Buffer> =>
  Buffer.from(await (await fetch(url)).arrayBuffer());

test('a camera cuts as its region wishes, and as it wishes next within the same recording; all of it is there', async () => {
  await wish(60);
  const unit = await rig.unit();
  await subscribe(rig, unit, CONTINUOUS);
  const small = { width: 64, height: 64, fps: 2, segmentMs: 3500 };
  const camera = await unit.camera({ ...small, continuous: true, clock: hurriedClock(40) });
  // Cut at the first key frame after a minute.
  await eventually(async () => expect((await lengthsOf(unit)).slice(0, 2)).toEqual([63_000, 63_000]));
  await wish(20);
  await subscribe(rig, unit, CONTINUOUS); // it is told of what it may record anew
  await eventually(async () => expect((await lengthsOf(unit)).filter((ms) => ms === 21_000).length).toBeGreaterThan(1));
  await endSubscription(rig, unit);
  const event = await eventually(async () => {
    const found = await find(unit);
    if (found?.state !== 'complete') throw new Error('it is not closed');
    return found;
  });
  await camera.close();
  const lengths = await lengthsOf(unit);
  expect(lengths.reduce((sum, ms) => sum + ms, 0)).toBe(event.durationMs);
  await expectPlayable(unit, event);

  // The camera's time ran ahead of the platform's.
  await rig.clock.advance(minutes(30));
  const { deviceId, owner } = unit;
  const begins = Date.parse(event.startedAt);
  const at = (ms: number): string => new Date(begins + ms).toISOString();
  const params = { deviceId };
  const { spans } = await owner.footage.getTimeline({ params, query: { from: at(0), to: at(event.durationMs) } });
  expect(spans).toMatchObject([{ from: at(0), to: at(event.durationMs) }]);
  // From the middle of one segment into the next.
  const range = { from: at(seconds(50)), to: at(seconds(80)) };
  expect(await owner.getCut({ params, query: range })).toMatchObject({ durationMs: 30_000, gapCount: 0 });
  const cut = await fetchMovie(await owner.createCutDownload({ params, body: range }));
  expect(Math.abs(movieLength(cut) - 30)).toBeLessThan(0.6);
  const { eventId } = event;
  const whole = await fetchMovie(await owner.footage.createDownload({ params: { deviceId, eventId } }));
  expect(Math.abs(movieLength(whole) - event.durationMs / 1000)).toBeLessThan(0.6);
  // No segment begins in the second minute's first seconds, and its pictures are those of its own time.
  for (const minute of [0, 1]) {
    const { pictures, from, to } = await eventually(async () => {
      const { filmstrip } = await owner.footage.getFilmstrip({ params, query: { at: at(minute * 60_000 + 500) } });
      if (!filmstrip) throw new Error('it is not made yet');
      return filmstrip;
    });
    expect([from, to]).toEqual([at(minute * 60_000), at(minute * 60_000 + 60_000)]);
    expect(pictures.length).toBeGreaterThan(8);
    expect(pictures.every((taken) => taken >= 0 && taken < 60_000)).toBe(true);
    expect(pictures[0]).toBeLessThan(3500);
  }
});

test('a camera whose store is small, or whose picture is large, cuts earlier, though not below ten seconds', async () => {
  await wish(60);
  const unit = await rig.unit();
  await subscribe(rig, unit, CONTINUOUS);
  const small = { width: 64, height: 64, fps: 2, segmentMs: 2000, spool: memorySpool(60_000) };
  const camera = await unit.camera({ ...small, continuous: true, clock: hurriedClock(40) });
  const lengths = await eventually(async () => {
    const found = await lengthsOf(unit);
    expect(found.length).toBeGreaterThan(3);
    return found;
  });
  await camera.close();
  for (const ms of lengths) expect([ms, ms >= 10_000 && ms < 60_000]).toEqual([ms, true]);
});
