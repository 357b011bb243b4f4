import { type DeviceId, days, type OwnerId } from '@kaitong/contract';
import { type DayNumber, dayOf } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { type Recorder, recordStatements } from '../../store/testing/statements.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { getCalendar } from '../library/get-calendar.ts';
import { getTimeline } from '../library/get-timeline.ts';
import { listEvents } from '../library/list-recordings.ts';
import { ensureDay } from './days.ts';

// Enough rows that the planner would rather read an index than a table, in more partitions than a page may open.
const CLASSES = ['event7', 'event15', 'continuous30'] as const;
const KEPT = 7;
const DEVICES = 40;
const DAY_MS = days(1);
const now = new Date();
const today = dayOf(now.getTime());
const caller = { sessionId: '', ownerId: 'owner5' as OwnerId };
const params = { deviceId: 'device5' as DeviceId };

let server: TestDatabase;
let database: Database<RegionTables>;
let recorder: Recorder;
beforeAll(async () => {
  server = await startTestDatabase();
  database = openDatabase(server.connection, regionSchema('cn'), (error) => void process.stderr.write(String(error)));
  const { db } = database;
  await migrate(db, regionSchema('cn'), regionMigrations('cn'));
  await sql`
    WITH made AS (
      INSERT INTO device (device_id, uuid, pid, owner_id, name, paired_at)
      SELECT 'device' || n, 'unit' || n, 'p', 'owner' || n, 'x', kaitong_now()
      FROM generate_series(0, ${DEVICES - 1}::int) n RETURNING device_id)
    INSERT INTO device_presence (device_id, sleepy, probe) SELECT device_id, false, false FROM made`.execute(db);
  for (const [n, retentionClass] of CLASSES.entries())
    for (let day = today - KEPT + 1; day <= today; day++) await fill(retentionClass, day as DayNumber, n);
  await sql`
    INSERT INTO footage_place SELECT 'other' || n, day, 'event7' FROM generate_series(1, 1000) n, generate_series(1, 9) day`.execute(
    db,
  );
  await sql`ANALYZE`.execute(db);
  recorder = recordStatements(database);
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

/** Devices have one plan each: `device5` has the last one. */
async function fill(retentionClass: (typeof CLASSES)[number], day: DayNumber, plan: number): Promise<void> {
  const { db } = database;
  await ensureDay({ db }, { retentionClass, day });
  const midnight = new Date(day * DAY_MS);
  await sql`
    INSERT INTO recorded_event (retention_class, day, id, owner_id, device_id, device_event_id, recording, type, declaration,
      started_at, happened_at, firmware, duration_ms, declared_ms, bytes, objects)
    SELECT ${retentionClass}, ${day}::int, ${`${retentionClass}${day}`} || n, 'owner' || d, 'device' || d, 'e' || n, 'event',
      'motion', '{}', at, at, '2.3.0', 10000, 10000, 1000, 3
    FROM generate_series(1, 2000) n, LATERAL (SELECT (n % ${DEVICES}) / 3 * 3 + ${plan}::int AS d) one,
      LATERAL (SELECT ${midnight}::timestamptz + n * interval '40 s' AS at) moment`.execute(db);
  await sql`
    INSERT INTO footage_hour (retention_class, day, owner_id, device_id, hour, events, unread, continuous, bytes)
    SELECT retention_class, day, owner_id, device_id, date_trunc('hour', started_at), count(*), count(*), false, sum(bytes)
    FROM recorded_event WHERE retention_class = ${retentionClass} AND day = ${day}::int GROUP BY 1, 2, 3, 4, 5`.execute(
    db,
  );
  await sql`
    INSERT INTO footage_place (device_id, day, retention_class)
    SELECT DISTINCT device_id, day, retention_class FROM footage_hour
    WHERE retention_class = ${retentionClass} AND day = ${day}::int`.execute(db);
}

type Node = { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; Plans?: Node[] };
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** How a page is read: by which scans, of which tables. */
async function plansOf(
  page: () => Promise<unknown>,
): Promise<{ scans: string[]; tables: string[]; indexes: string[] }> {
  recorder.take();
  expect(await page()).not.toHaveProperty('code');
  const nodes: Node[] = [];
  for (const { text, values } of recorder.take()) {
    const { rows } = await database.pool.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(`EXPLAIN (FORMAT JSON) ${text}`, [
      ...values,
    ]);
    nodes.push(...nodesOf(rows[0]?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' }));
  }
  const read = nodes.filter((node) => /^(recorded_|footage_)/.test(node['Relation Name'] ?? ''));
  return {
    scans: read.filter((node) => node['Node Type'].endsWith('Seq Scan')).map((node) => node['Relation Name'] ?? ''),
    tables: [...new Set(read.map((node) => node['Relation Name'] ?? ''))].sort(),
    indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
  };
}

const at = (day: number): string => new Date(day * DAY_MS).toISOString();
const ofDays = (table: string, ...ago: number[]): string[] => ago.map((n) => `${table}_continuous30_${today - n}`);
const context = () => ({ db: database.db, clock: { now: () => now }, publicUrl: '' });
const list = (query: { cursor?: string; unread?: boolean; favourite?: boolean }) => () =>
  listEvents(context(), caller, { params, query: { limit: 30, ...query }, body: undefined });
const between = (from: number, to: number) => ({ params, query: { from: at(from), to: at(to) }, body: undefined });

test.each([
  ['the newest events', list({}), ofDays('recorded_event', 1, 0)],
  ['older ones', list({ cursor: `${(today - 3) * DAY_MS}-ev${'0'.repeat(18)}` }), ofDays('recorded_event', 4, 3)],
  [
    'a day’s line',
    () => getTimeline(context(), caller, between(today - 3, today - 2)),
    ofDays('recorded_event', 4, 3, 2),
  ],
  [
    'the calendar',
    () => getCalendar(context(), caller, between(today - 2, today + 1)),
    ofDays('footage_hour', 3, 2, 1, 0),
  ],
])(
  '%s are read by indexes, and only in the partitions where the device has footage then',
  async (_, page, partitions) => {
    const { scans, tables } = await plansOf(page);
    expect(scans).toEqual([]);
    expect(tables).toEqual(['footage_place', ...partitions].sort());
  },
);

test('favourites of a month are found without reading what else was recorded', async () => {
  const { scans, tables, indexes } = await plansOf(list({ favourite: true }));
  expect(scans).toEqual([]);
  const days = tables.filter((table) => table.startsWith('recorded_'));
  expect(days).toEqual(ofDays('recorded_event', 6, 5, 4, 3, 2, 1, 0));
  // Partitions name their indexes by columns: the second on the same ones is that of favourites.
  expect(indexes.filter((name) => /^recorded_event_.*idx1$/.test(name))).toHaveLength(days.length);
});

test('unread events are looked for only where there are any', async () => {
  const read = await plansOf(list({ unread: true }));
  expect(read.scans).toEqual([]);
  expect(read.tables.filter((table) => table.startsWith('recorded_'))).toEqual(ofDays('recorded_event', 1, 0));
});
