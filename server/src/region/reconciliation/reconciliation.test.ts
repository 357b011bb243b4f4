import { type EventId, hours, milliseconds, minutes, seconds } from '@kaitong/contract';
import { composeEventId, dayOf, droppableAt, readEventId } from '@kaitong/core';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  clips,
  type Opened,
  open,
  pairSubscribed,
  readClip,
  record,
  type Subscribed,
  snapshot,
  wrongTotals,
} from '../../http/testing/footage.ts';
import { type Phone, signUp } from '../../http/testing/people.ts';
import { play, readPlaylist } from '../../http/testing/player.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { randomId } from '../../secrets/ids.ts';
import { newDeviceId } from '../../secrets/new-ids.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import type { RegionContext } from '../context.ts';
import { ensureDay } from '../footage/days.ts';
import { LAST_BYTES } from '../footage/last-bytes.ts';
import { dayPrefix, footageKey } from '../footage/object-keys.ts';
import { objectPrefix } from '../verification/object-keys.ts';
import { reconciliationHandlers } from './deadlines.ts';
import { findLastLook } from './last-look.ts';

// Nothing looks by itself here: a test says when a process does, and where it dies.
let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let unit: Subscribed;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  wang = await signUp(region, 'wang');
});
beforeEach(async () => {
  await forgetAll();
  unit = await pairSubscribed(region, wang);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const [one = snapshot] = clips.ts.pieces;
const PLAIN = 'application/octet-stream';

async function forgetAll(): Promise<void> {
  const { db, objects } = region.context;
  const tables = ['recorded_event', 'recorded_object', 'footage_hour', 'footage_place', 'footage_total'];
  for (const table of [...tables, 'footage_removal']) await sql`DELETE FROM ${sql.table(table)}`.execute(db);
  for (const prefix of ['footage/', 'verification/']) await objects.removePrefix(prefix);
}

/** Every stretch of a look to its end, as one process after the other takes it. */
async function look(context: RegionContext = seen()) {
  const work = reconciliationHandlers(context)['footage.reconcile'];
  const deadline = { kind: 'footage.reconcile', subject: 'all', tries: 0, late: 0 as never };
  for (;;) {
    await region.context.db.transaction().execute(async (trx) => await work?.(deadline, trx));
    const last = await findLastLook(region.context.db);
    if (last?.finishedAt) return last;
  }
}

const placeOf = (eventId: EventId) => {
  const place = readEventId(eventId);
  if (!place) throw new Error('no place');
  return place;
};
const keyOf = ({ deviceId, eventId }: Pick<Opened, 'deviceId' | 'eventId'>, n: number): string =>
  footageKey({ ...placeOf(eventId), deviceId, eventId }, n);

async function stored(prefix = 'footage/'): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of region.context.objects.list(prefix)) keys.push(key);
  return keys.sort();
}

/** A disk knows only the real time: what was put since `grow` is as old here as the region's clock says. */
const young = new Set<string>();
async function put(key: string): Promise<void> {
  young.add(key);
  await region.context.objects.put(key, Buffer.from(key), PLAIN);
}
async function grow(): Promise<void> {
  young.clear();
  await region.clock.advance(LAST_BYTES);
}
const seen = (): RegionContext => ({
  ...region.context,
  objects: {
    ...region.context.objects,
    async *list(prefix) {
      for await (const one of region.context.objects.list(prefix))
        yield young.has(one.key) ? { ...one, storedAt: region.clock.now() } : one;
    },
  },
});

/** What the index names, and whether all its sums are those of what is committed. */
async function indexed(): Promise<string[]> {
  const { db } = region.context;
  const { rows } = await sql<{ key: string }>`
    SELECT 'footage/' || e.retention_class || '/' || e.day || '/' || e.device_id || '/' || e.id || '/'
      || lpad(o.n::text, 6, '0') AS key
    FROM recorded_event e JOIN recorded_object o ON o.event_id = e.id
    WHERE e.deleted_at IS NULL AND o.state = 'committed'`.execute(db);
  return rows.map(({ key }) => key).sort();
}

async function wrongSums(): Promise<unknown[]> {
  const { rows } = await sql`
    WITH sums AS (
      SELECT e.id, e.device_id, e.started_at, e.objects, e.bytes, e.duration_ms, e.read_at,
        count(o.n) AS n, coalesce(sum(o.bytes), 0) AS b,
        coalesce(sum(o.duration_ms) FILTER (WHERE o.kind = 'segment'), 0) AS ms
      FROM recorded_event e LEFT JOIN recorded_object o ON o.event_id = e.id AND o.state = 'committed'
      WHERE e.deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5, 6, 7),
    hours AS (
      SELECT device_id, date_trunc('hour', started_at) AS hour, count(*) FILTER (WHERE n > 0) AS events, sum(b) AS bytes
      FROM sums GROUP BY 1, 2)
    SELECT 'event' AS wrong, id FROM sums WHERE objects <> n OR bytes <> b OR duration_ms <> ms
    UNION ALL
    SELECT 'hour', coalesce(h.device_id, f.device_id) FROM hours h FULL JOIN footage_hour f USING (device_id, hour)
    WHERE coalesce(h.events, 0) <> coalesce(f.events, 0) OR coalesce(h.bytes, 0) <> coalesce(f.bytes, 0)`.execute(
    region.context.db,
  );
  return [...rows, ...(await wrongTotals(region))];
}

const counts = async (last: ReturnType<typeof look>) => {
  const { missing, orphaned, repaired } = await last;
  return { missing, orphaned, repaired };
};

describe('a look at all footage', () => {
  test('finds nothing where nothing is wrong, and touches nothing', async () => {
    const recorded = await record(region, unit);
    await grow();
    const before = await stored();
    expect(await look()).toMatchObject({ missing: 0, orphaned: 0, repaired: 0, examples: [] });
    expect(await stored()).toEqual(before);
    expect(await wang.getEvent({ params: recorded })).toMatchObject({ state: 'complete' });
  });

  test('repairs whatever was lost or left over, and nothing else (any subset of both)', async () => {
    const events = [
      await record(region, unit),
      await record(region, unit, { age: hours(30) }),
      await record(region, await pairSubscribed(region, wang, { kind: 'event', retentionDays: 7 }), {
        clip: clips.fmp4,
      }),
    ];
    const subset = fc.uniqueArray(fc.nat(), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(subset, subset, subset, async (lost, torn, left) => {
        await grow();
        const known = await indexed();
        const pick = (some: number[]) => new Set(some.flatMap((n) => known[n % Math.max(1, known.length)] ?? []));
        const gone = pick(lost);
        const short = new Set([...pick(torn)].filter((key) => !gone.has(key)));
        for (const key of [...gone, ...short]) await region.context.objects.remove(key);
        for (const key of short) await put(key);
        const orphans = new Set(left.map((n) => orphan(n, events[n % events.length])));
        for (const key of orphans) await put(key);
        await grow();
        const late = orphan(1, events[0]);
        await put(late);
        expect(await counts(look())).toEqual({
          missing: gone.size + short.size,
          orphaned: orphans.size,
          repaired: gone.size + short.size + orphans.size,
        });
        expect(await indexed()).toEqual(known.filter((key) => !gone.has(key) && !short.has(key)));
        expect(await stored()).toEqual([...(await indexed()), late].sort());
        expect(await wrongSums()).toEqual([]);
        await region.context.objects.remove(late);
      }),
      { numRuns: 8 },
    );
  });

  /** Of a known event, of an unknown one, of an unknown device, of a day that is not there. */
  function orphan(n: number, known: Opened | undefined): string {
    if (!known) throw new Error('no event');
    const other = composeEventId('event15', region.clock.now().getTime() - hours(24 * (n % 40)), randomId('', 13));
    const unknown = composeEventId(placeOf(known.eventId).retentionClass, known.startedAt.getTime(), randomId('', 13));
    const places = [
      keyOf(known, 500 + (n % 400)),
      keyOf({ ...known, eventId: unknown }, 0),
      keyOf({ deviceId: newDeviceId(), eventId: other }, n % 1000),
    ];
    return places[n % places.length] ?? '';
  }

  test('leaves uploads alone that are on their way, and what a deletion is about to remove', async () => {
    const way = await open(region, unit);
    await way.send(0, one, 'declared');
    await put(keyOf(way, 0)); // stored, and not committed for hours
    const deleted = await record(region, unit);
    await wang.deleteEvent({ params: deleted });
    await grow();
    await put(keyOf(way, 7)); // young, and given up when the event was closed
    const before = await stored();
    expect(await look()).toMatchObject({ missing: 0, orphaned: 0, repaired: 0 });
    expect(await stored()).toEqual(before);
    // The deletion died for good: what it left behind goes.
    await region.context.db.deleteFrom('footage_removal').execute();
    expect(await look()).toMatchObject({ orphaned: 3, repaired: 3 });
    await grow();
    expect(await look()).toMatchObject({ orphaned: 1, repaired: 1 });
    expect(await stored()).toEqual(
      before
        .filter((key) => key === keyOf(way, 0) || !key.includes(way.eventId))
        .filter((key) => !key.includes(deleted.eventId)),
    );
  });

  test('goes on where a process died, at whatever point, and counts nothing twice', async () => {
    for (let dies = 0; ; dies++) {
      await forgetAll();
      const event = await record(region, await pairSubscribed(region, wang));
      const lost = [keyOf(event, 0), keyOf(event, 2)];
      for (const key of lost) await region.context.objects.remove(key);
      const left = [
        keyOf(event, 11),
        keyOf({ ...event, eventId: composeEventId('continuous30', event.startedAt.getTime(), randomId('', 13)) }, 3),
      ];
      for (const key of left) await put(key);
      await grow();
      const { context, hasDied } = dying(dies);
      await look(context).catch((error: unknown) => expect(error).toMatchObject({ message: 'died' }));
      const found = await counts(look());
      // What it removed in its last moment has gone without a word.
      if (hasDied())
        expect(found).toEqual({ missing: 2, orphaned: expect.toBeOneOf([1, 2]), repaired: 2 + found.orphaned });
      else expect(found).toEqual({ missing: 0, orphaned: 0, repaired: 0 });
      expect(await stored()).toEqual(await indexed());
      expect(await wrongSums()).toEqual([]);
      if (!hasDied()) break;
    }
  });

  test('begins after the last device’s day that was compared', async () => {
    for (const _ of [1, 2, 3]) await record(region, await pairSubscribed(region, wang));
    const listing = (dies: number, listed: string[]): RegionContext => ({
      ...region.context,
      objects: {
        ...region.context.objects,
        list(prefix) {
          if (listed.push(prefix) === dies) throw new Error('died');
          return region.context.objects.list(prefix);
        },
      },
    });
    const [first, second]: [string[], string[]] = [[], []];
    await expect(look(listing(2, first))).rejects.toThrow('died');
    expect(await look(listing(0, second))).toMatchObject({ objects: 9 });
    expect(second).toEqual([first[1], expect.any(String)]);
  });

  /** A process that dies at its nth call of the store. */
  function dying(nth: number) {
    let calls = 0;
    const objects = new Proxy(seen().objects, {
      get(store, name) {
        if (calls++ >= nth) throw new Error('died');
        return Reflect.get(store, name);
      },
    });
    return { context: { ...region.context, objects }, hasDied: () => calls > nth };
  }
});

describe('a lost object', () => {
  /** As a camera does that keeps what it sent. */
  async function sendAgain({ eventId }: Opened, n: number, bytes: Uint8Array): Promise<void> {
    const { kind, duration_ms, md5, sha256, iv } = await region.context.db
      .selectFrom('recorded_object')
      .selectAll()
      .where('event_id', '=', eventId)
      .where('n', '=', n)
      .executeTakeFirstOrThrow();
    const body = { n, kind, bytes: bytes.length, durationMs: duration_ms, md5, sha256, iv };
    const { url, headers } = await unit.api.declareObject({ params: { eventId }, body });
    const { 'content-length': _, ...own } = headers; // fetch sets it from the body
    await fetch(url, { method: 'PUT', headers: own, body: new Uint8Array(bytes) });
    await unit.api.commitObject({ params: { eventId, n }, body: {} });
  }

  test('is a gap: it plays without it, the calendar counts the rest, and the camera may send it again', async () => {
    const clip = { ...clips.ts, pieces: [one, one, one] };
    const opened = await open(region, unit, { clip, durationMs: 10_000 });
    const pieces = [...clip.pieces, snapshot];
    for (const [n, piece] of pieces.entries()) await opened.send(n, piece);
    await opened.close(pieces.length);
    const held = await Promise.all(
      [1, 3].map(async (n) => [n, await region.context.objects.read(keyOf(opened, n))] as const),
    );
    for (const [n] of held) await region.context.objects.remove(keyOf(opened, n));
    expect(await counts(look())).toEqual({ missing: 2, orphaned: 0, repaired: 2 });
    const event = await wang.getEvent({ params: opened });
    expect(event).toMatchObject({ state: 'incomplete', durationMs: 20_000, snapshotUrl: null });
    await region.clock.advance(minutes(2));
    const { playlistUrl } = await wang.createPlayback({ params: opened, body: { of: { eventId: opened.eventId } } });
    expect((await readPlaylist(playlistUrl)).segments.map(({ isApart }) => isApart)).toEqual([false, true]);
    expect(await play(playlistUrl)).toEqual(Buffer.concat([readClip(one.file), readClip(one.file)]));
    const span = {
      from: new Date(region.clock.now().getTime() - hours(1)).toISOString(),
      to: region.clock.now().toISOString(),
    };
    const { spans } = await wang.getTimeline({ params: opened, query: span });
    expect(spans.map(({ from, to }) => Date.parse(to) - Date.parse(from))).toEqual([10_000, 10_000]);
    const { hours: calendar } = await wang.getCalendar({ params: opened, query: span });
    expect(calendar).toMatchObject([{ events: 1, unread: 1, bytes: event.bytes }]);

    for (const [n, bytes] of held) await sendAgain(opened, n, bytes ?? new Uint8Array());
    expect(await wang.getEvent({ params: opened })).toMatchObject({ state: 'complete', durationMs: 30_000 });
    expect(await wrongSums()).toEqual([]);
    expect(await look()).toMatchObject({ missing: 0, orphaned: 0 });
  });

  test('of all of an event takes the event out of list and calendar', async () => {
    const recorded = await record(region, unit);
    for (const n of [0, 1, 2]) await region.context.objects.remove(keyOf(recorded, n));
    expect(await counts(look())).toEqual({ missing: 3, orphaned: 0, repaired: 3 });
    const span = {
      from: new Date(region.clock.now().getTime() - hours(2)).toISOString(),
      to: region.clock.now().toISOString(),
    };
    expect((await wang.listEvents({ params: unit, query: {} })).items).toEqual([]);
    expect((await wang.getCalendar({ params: unit, query: span })).hours).toEqual([]);
    expect((await wang.getTimeline({ params: unit, query: span })).spans).toEqual([]);
    expect(await wrongSums()).toEqual([]);
  });

  test('among so many that the disk must be missing is reported, and plays again once it is back', async () => {
    const recorded = await record(region, unit);
    const { retentionClass, day } = placeOf(recorded.eventId);
    await sql`
      INSERT INTO recorded_object (retention_class, day, event_id, n, kind, bytes, duration_ms, md5, sha256, iv, state)
      SELECT retention_class, day, event_id, 100 + g, kind, bytes, duration_ms, md5, sha256, iv, state
      FROM recorded_object, generate_series(1, 100) g WHERE event_id = ${recorded.eventId} AND n = 0`.execute(
      region.context.db,
    );
    await region.context.objects.removePrefix(dayPrefix({ retentionClass, day }));
    const last = await look();
    expect(last.missing).toBeGreaterThan(100);
    expect(last).toMatchObject({ missing: last.objects, repaired: 0 });
    expect(await wang.getEvent({ params: recorded })).toMatchObject({ state: 'complete' });
  });
});

describe('an object without index', () => {
  test('that is older than the database stays and is reported: it belongs to another one', async () => {
    const key = footageKey(
      {
        retentionClass: 'event7',
        day: dayOf(Date.now()) as never,
        deviceId: newDeviceId(),
        eventId: composeEventId('event7', Date.now(), randomId('', 13)),
      },
      0,
    );
    await put(key);
    await grow();
    const { db } = region.context;
    await sql`UPDATE kysely_migration SET timestamp = ${new Date(Date.now() + minutes(1)).toISOString()}`.execute(db);
    expect(await look()).toMatchObject({ orphaned: 1, repaired: 0, examples: [{ fault: 'orphaned', key }] });
    expect(await stored()).toContain(key);
    await sql`UPDATE kysely_migration SET timestamp = ${new Date(0).toISOString()}`.execute(db);
    expect(await look()).toMatchObject({ orphaned: 1, repaired: 1 });
    expect(await stored()).not.toContain(key);
  });

  test('of a verification goes when its run and event are gone, and not before', async () => {
    const eventId = composeEventId('verification', Date.now(), randomId('', 13));
    await put(`${objectPrefix(eventId)}000000`);
    expect(await look()).toMatchObject({ orphaned: 0 });
    await grow();
    expect(await look()).toMatchObject({ orphaned: 1, repaired: 1 });
    expect(await stored('verification/')).toEqual([]);
  });

  test('of an expired day that came back is removed with its folders', async () => {
    const eventId = composeEventId('event7', region.clock.now().getTime() - hours(24 * 30), randomId('', 13));
    await put(keyOf({ deviceId: unit.deviceId, eventId }, 0));
    await grow();
    expect(await look()).toMatchObject({ orphaned: 1, repaired: 1 });
    expect(await stored()).toEqual(await indexed());
  });
});

test('a look is made every day, and at once when somebody asks; where one goes on it goes on', async () => {
  const { db } = region.context;
  const due = () => findDeadline(db, 'footage.reconcile', 'all');
  await look();
  expect((await due())?.getTime()).toBeGreaterThan(region.clock.now().getTime() + hours(23));
  await region.plane.reconcileFootage({});
  expect((await due())?.getTime()).toBeLessThanOrEqual(region.clock.now().getTime() + 1000);
  await ensureDay(region.context, { retentionClass: 'event30', day: dayOf(region.clock.now().getTime()) });
  const first = await look();
  expect((await region.plane.getHealth({})).reconciled).toEqual(first);
});

test('what a rule of the store removed of a day that is past its time, before its rows went, is no fault', async () => {
  const recorded = await record(region, await pairSubscribed(region, wang, { kind: 'event', retentionDays: 7 }));
  const { retentionClass, day } = placeOf(recorded.eventId);
  await region.clock.advance(milliseconds(droppableAt(retentionClass, day) - region.clock.now().getTime() - 1000));
  await region.context.objects.remove(keyOf(recorded, 0));
  expect(await look()).toMatchObject({ missing: 1, repaired: 1 }); // a second before
  await region.clock.advance(seconds(2));
  await region.context.objects.removePrefix(dayPrefix({ retentionClass, day }));
  expect(await look()).toMatchObject({ missing: 0, repaired: 0 });
});
