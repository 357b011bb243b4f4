import { DeviceId, days, OwnerId } from '@kaitong/contract';
import type { DayNumber, OpeningClass } from '@kaitong/core';
import { type Database, getTimeline, type RegionTables, recordStatements } from '@kaitong/server/testing';
import { deviceOf, fillDay, fillDevices, ownerOf } from '../footage/fill.ts';
import { timeInDatabase } from '../footage/in-database.ts';
import { makePlain, plainPages } from '../footage/plain.ts';
import { type Spread, spreadOf, timeOf } from '../samples.ts';

export const EVENTS = 10_000;
/** The plan of a device, and into how many spans its day falls. */
const CASES: readonly (readonly [OpeningClass, number])[] = [
  ['event7', 100],
  ['event30', 2500],
];
const SAMPLES = 200;
const WARM_UP = 30;
const REPEATED = 50;
/** The peer is asked every so many times: it takes as long as all the rest. */
const PEER_EVERY = 4;
const DAY_MS = days(1);
const APART_MS = DAY_MS / EVENTS;
/** What begins less than 2 s after what was before it is drawn with it. */
const JOINED_MS = APART_MS - 600;
const ALONE_MS = 1000;

/**
 * Milliseconds that the server waits for a day's line; `plain`: for one statement with the same rows of one table.
 * `processor`: what an answer takes of a processor, in the database and in the server, whatever else the machine does;
 * `statements`: that it asks.
 */
export type Line = { spans: number; atServer: Spread; plain: Spread } & Asked;
type Asked = { processor: { database: number; server: number }; statements: number };

type Db = Database<RegionTables>;

/** A device of each plan, with one recording after the other for a day. */
export async function fillLines(database: Db, day: DayNumber): Promise<void> {
  for (const [retentionClass, spans] of CASES) {
    const fleet = { retentionClass, devices: 1, days: [day], eventsADay: EVENTS };
    await fillDevices(database, fleet);
    await fillDay(database, fleet, day);
    await shape(database, `recorded_event_${retentionClass}_${day}`, day, EVENTS / spans);
  }
  await makePlain(database);
  await database.pool.query('VACUUM (FULL, ANALYZE)');
}

/** Evenly apart, and every so many ones too short to reach the next. */
async function shape({ pool }: Db, table: string, day: DayNumber, every: number): Promise<void> {
  await pool.query(
    `UPDATE ${table} SET type = 'motion', duration_ms = made.ms, declared_ms = made.ms,
       started_at = to_timestamp(($1::float8 + made.n * $2::float8) / 1000)
     FROM (SELECT id, n, CASE WHEN n % $3::int = $3::int - 1 THEN $4::int ELSE $5::int END AS ms
       FROM (SELECT id, substr(device_event_id, 2)::int - 1 AS n FROM ${table}) AS numbered) AS made
     WHERE ${table}.id = made.id`,
    [day * DAY_MS, APART_MS, every, ALONE_MS, JOINED_MS],
  );
}

export async function measureLines(database: Db, day: DayNumber): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [retentionClass, spans] of CASES) lines.push(await measureLine(database, day, retentionClass, spans));
  return lines;
}

async function measureLine(database: Db, day: DayNumber, of: OpeningClass, spans: number): Promise<Line> {
  const { db, pool } = database;
  const deviceId = DeviceId.parse(deviceOf(of, 0));
  const ownerId = OwnerId.parse(ownerOf(deviceId));
  const context = { db, clock: { now: () => new Date((day + 1) * DAY_MS) } };
  const [from, to] = [day, day + 1].map((at) => new Date(at * DAY_MS).toISOString()) as [string, string];
  const ask = () =>
    getTimeline(context, { ownerId, sessionId: '' }, { params: { deviceId }, query: { from, to }, body: undefined });
  const first = await ask();
  const found = 'spans' in first ? first.spans.length : 0;
  if (found !== spans) throw new Error(`the day has ${found} spans instead of ${spans}`);
  const plain = plainPages((day + 1) as DayNumber).timeline({ deviceId, ownerId });
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let n = -WARM_UP; n < SAMPLES; n++) {
    const own = await timeOf(ask);
    if (n >= 0) ours.push(own);
    if (n % PEER_EVERY !== 0) continue;
    const peer = await timeOf(() => pool.query(plain.text, [...plain.values]));
    if (n >= 0) theirs.push(peer);
  }
  return { spans: found, atServer: spreadOf(ours), plain: spreadOf(theirs), ...(await askRepeatedly(database, ask)) };
}

async function askRepeatedly(database: Db, ask: () => Promise<unknown>): Promise<Asked> {
  const recorder = recordStatements(database);
  const before = process.cpuUsage();
  for (let n = 0; n < REPEATED; n++) await ask();
  const { user, system } = process.cpuUsage(before);
  const statements = recorder.take();
  const inDatabase = await timeInDatabase(database, statements);
  return {
    processor: { database: inDatabase / REPEATED, server: (user + system) / 1000 / REPEATED },
    statements: statements.length / REPEATED,
  };
}
