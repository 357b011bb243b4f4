import {
  type DeviceId,
  days,
  type EventId,
  type footage,
  hours,
  type OwnerId,
  type Reply,
  seconds,
} from '@kaitong/contract';
import { type DayNumber, dayOf } from '@kaitong/core';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { ensureDay } from '../footage/days.ts';
import { getTimeline } from './get-timeline.ts';

const DAY_MS = days(1);
/** Noon of the second of two days that have partitions. */
const noon = new Date('2026-03-11T12:00:00Z');
const midnight = dayOf(noon.getTime()) * DAY_MS;
const CLASSES = ['event7', 'continuous30'] as const;
const SEGMENT = seconds(3);

let server: TestDatabase;
let database: Database<RegionTables>;
beforeAll(async () => {
  server = await startTestDatabase();
  database = openDatabase(server.connection, regionSchema('cn'), (error) => void process.stderr.write(String(error)));
  const { db } = database;
  await migrate(db, regionSchema('cn'), regionMigrations('cn'));
  for (const retentionClass of CLASSES)
    for (const day of [dayOf(midnight) - 1, dayOf(midnight)])
      await ensureDay({ db }, { retentionClass, day: day as DayNumber });
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

/** `at`: ms after midnight; `segments`: of three seconds each, whether they came. */
type Made = { at: number; type: 'motion' | 'person'; isContinuous: boolean; segments: boolean[]; isDeleted: boolean };

const made: fc.Arbitrary<Made> = fc.record({
  at: fc.oneof(fc.integer({ min: -40, max: 60 }), fc.integer({ min: -9, max: 9 })).map((s) => s * 1000),
  type: fc.constantFrom('motion', 'person'),
  isContinuous: fc.boolean(),
  segments: fc.array(fc.oneof(fc.constant(true), fc.boolean()), { maxLength: 6 }),
  isDeleted: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
});

let devices = 0;

async function store(recordings: readonly Made[]) {
  const { db } = database;
  const n = ++devices;
  const [deviceId, ownerId] = [`device${n}` as DeviceId, `owner${n}` as OwnerId];
  await sql`INSERT INTO device (device_id, uuid, pid, owner_id, name, paired_at)
    VALUES (${deviceId}, ${`unit${n}`}, 'p', ${ownerId}, 'x', kaitong_now())`.execute(db);
  for (const [at, one] of recordings.entries()) {
    const startedAt = new Date(midnight + one.at);
    const [retentionClass, day] = [one.isContinuous ? 'continuous30' : 'event7', dayOf(startedAt.getTime())];
    const id = `e${n}x${String(at).padStart(3, '0')}`;
    const committed = one.segments.filter(Boolean).length;
    await sql`
      INSERT INTO recorded_event (retention_class, day, id, owner_id, device_id, device_event_id, recording, type, declaration,
        started_at, happened_at, firmware, duration_ms, declared_ms, objects, declared_objects, closed_objects, deleted_at)
      VALUES (${retentionClass}, ${day}::int, ${id}, ${ownerId}, ${deviceId}, ${id}, ${one.isContinuous ? 'continuous' : 'event'},
        ${one.type}, '{"container": "ts"}', ${startedAt}, ${startedAt}, '2.3.0', ${committed * SEGMENT}::int,
        ${one.segments.length * SEGMENT}::int, ${committed}::int, ${one.segments.length}::int, ${one.segments.length}::int,
        ${one.isDeleted ? noon : null})`.execute(db);
    for (const [index, isThere] of one.segments.entries())
      await sql`
        INSERT INTO recorded_object (retention_class, day, event_id, n, kind, bytes, duration_ms, md5, sha256, state)
        VALUES (${retentionClass}, ${day}::int, ${id}, ${index}::int, 'segment', 1, ${SEGMENT}::int, 'm', 's',
          ${isThere ? 'committed' : 'declared'})`.execute(db);
    await sql`INSERT INTO footage_place (device_id, day, retention_class) VALUES (${deviceId}, ${day}::int, ${retentionClass})
      ON CONFLICT DO NOTHING`.execute(db);
  }
  return { n, deviceId, ownerId };
}

type Spans = Reply<typeof footage.getTimeline>['spans'];

/** The same by looking at each recording: pieces in the order of their time, joined where less than two seconds are between. */
function expectedOf(recordings: readonly Made[], n: number, { from, to }: { from: number; to: number }): Spans {
  const pieces = recordings.flatMap((one, at) => {
    const begins = midnight + one.at;
    const length = one.segments.length * SEGMENT;
    if (one.isDeleted || begins >= to || begins + length <= from) return [];
    const eventId = `e${n}x${String(at).padStart(3, '0')}` as EventId;
    const is = { recording: one.isContinuous ? 'continuous' : 'event', type: one.type, eventId } as const;
    if (one.segments.every(Boolean)) return [{ ...is, begins, ends: begins + length }];
    return one.segments.flatMap((isThere, index) => {
      const starts = begins + index * SEGMENT;
      return isThere ? [{ ...is, begins: starts, ends: starts + SEGMENT }] : [];
    });
  });
  pieces.sort((a, b) => a.begins - b.begins || (a.eventId < b.eventId ? -1 : 1));
  const spans: typeof pieces = [];
  for (const piece of pieces) {
    const before = spans.findLast(({ recording, type }) => recording === piece.recording && type === piece.type);
    if (before && piece.begins - before.ends <= 2000) before.ends = Math.max(before.ends, piece.ends);
    else spans.push({ ...piece });
  }
  return spans.map(({ begins, ends, recording, type, eventId }) => ({
    from: new Date(begins).toISOString() as never,
    to: new Date(ends).toISOString() as never,
    ...{ recording, type, eventId },
  }));
}

const ask = ({ deviceId, ownerId }: { deviceId: DeviceId; ownerId: OwnerId }, span: { from: number; to: number }) =>
  getTimeline(
    { db: database.db, clock: { now: () => noon } },
    { ownerId, sessionId: '' },
    {
      params: { deviceId },
      query: { from: new Date(span.from).toISOString() as never, to: new Date(span.to).toISOString() as never },
      body: undefined,
    },
  );

test('the line is what there is of each recording, joined by kind over holes, overlaps and midnight', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(made, { maxLength: 12 }),
      fc.integer({ min: -50, max: 70 }),
      fc.integer({ min: 1, max: 60 }),
      async (recordings, from, length) => {
        const unit = await store(recordings);
        const narrow = { from: midnight + from * 1000, to: midnight + (from + length) * 1000 };
        for (const span of [narrow, { from: midnight - hours(1), to: midnight + hours(1) }])
          expect(await ask(unit, span)).toEqual({ spans: expectedOf(recordings, unit.n, span) });
        const other = { deviceId: unit.deviceId, ownerId: 'somebody' as OwnerId };
        expect(await ask(other, narrow)).toMatchObject({ code: 'not_found' });
      },
    ),
    { numRuns: 40 },
  );
});

test('as many segments are looked at as one request holds in memory, in however many days they are', async () => {
  const holed = { type: 'motion', isContinuous: false, segments: [true, false, true], isDeleted: false } as const;
  const unit = await store([-600, 600].map((at) => ({ ...holed, at: at * 1000, segments: [...holed.segments] })));
  await sql`UPDATE recorded_event SET declared_objects = 40000 WHERE device_id = ${unit.deviceId}`.execute(database.db);
  const { spans } = (await ask(unit, { from: midnight - hours(1), to: midnight + hours(1) })) as { spans: Spans };
  const pieces = spans.map(({ from, to }) => [Date.parse(from) - midnight, Date.parse(to) - midnight]);
  expect(pieces).toEqual([
    [-600_000, -597_000],
    [-594_000, -591_000],
    [600_000, 606_000], // as long as it is, wherever its hole may be
  ]);
});
