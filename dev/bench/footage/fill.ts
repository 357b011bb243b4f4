import { days } from '@kaitong/contract';
import {
  composeEventId,
  type DayNumber,
  dayOf,
  EVENT_ID_CHANCE,
  type EventPlace,
  keptFor,
  type OpeningClass,
} from '@kaitong/core';
import { type Database, ensureDay, type RegionTables } from '@kaitong/server/testing';

/** What part of a region's events each plan has. */
const SHARES: readonly (readonly [OpeningClass, number])[] = [
  ['event7', 0.25],
  ['event15', 0.2],
  ['event30', 0.4],
  ['continuous7', 0.05],
  ['continuous15', 0.05],
  ['continuous30', 0.05],
];
/** An eventful camera's month. Continuous footage is one recording an hour. */
const EVENTS_A_DAY = 33;
export const RECORDINGS_A_DAY = 24;
const DAY_MS = days(1);

export type Fleet = { retentionClass: OpeningClass; devices: number; days: readonly DayNumber[]; eventsADay: number };

/** Devices, days and events of a region that holds so many events now. */
export function planFleets(events: number, today: DayNumber): Fleet[] {
  return SHARES.map(([retentionClass, share]) => {
    const kept = keptFor(retentionClass) / DAY_MS;
    const eventsADay = Math.round((events * share) / kept);
    const each = retentionClass.startsWith('event') ? EVENTS_A_DAY : RECORDINGS_A_DAY;
    const all = Array.from({ length: kept }, (_, ago) => (today - ago) as DayNumber);
    return { retentionClass, devices: Math.max(1, Math.round(eventsADay / each)), days: all, eventsADay };
  });
}

type Db = Database<RegionTables>;
export const deviceOf = (retentionClass: OpeningClass, n: number): string =>
  `${retentionClass}d${String(n).padStart(19 - retentionClass.length, '0')}`;
export const ownerOf = (deviceId: string): string => `owner${deviceId}`;

export async function fillDevices({ pool }: Db, { retentionClass, devices }: Fleet): Promise<void> {
  await pool.query(
    `WITH made AS (
       INSERT INTO device (device_id, uuid, pid, owner_id, name, paired_at)
       SELECT id, 'u' || id, 'p', 'owner' || id, 'x', kaitong_now()
       FROM (SELECT $1 || 'd' || lpad(n::text, 19 - length($1), '0') AS id FROM generate_series(0, $2 - 1) n) d
       RETURNING device_id)
     INSERT INTO device_presence (device_id, sleepy, probe) SELECT device_id, false, false FROM made`,
    [retentionClass, devices],
  );
}

/**
 * A day of a class: events in the order in which they happen, spread over the devices so that a tenth of them have a third
 * of all. Tables are filled before they have indexes, as no server could, and look the same afterwards. `objects`: rows of
 * each event.
 */
export async function fillDay(database: Db, fleet: Fleet, day: DayNumber, objects = 0): Promise<void> {
  const { retentionClass, devices, eventsADay } = fleet;
  const isContinuous = retentionClass.startsWith('continuous');
  const midnight = day * DAY_MS;
  const id = composeEventId(retentionClass, midnight, '0'.repeat(EVENT_ID_CHANCE)).slice(0, -EVENT_ID_CHANCE);
  const { pool } = database;
  await withPartition(database, 'recorded_event', { retentionClass, day }, (table) =>
    pool.query(`
      INSERT INTO ${table} (retention_class, day, id, owner_id, device_id, device_event_id, recording, type, declaration,
        started_at, happened_at, firmware, wrapped_key, footage_key_id, duration_ms, bytes, objects, declared_objects,
        declared_bytes, declared_ms, last_segment_n, last_segment_ms, snapshot_n, opened_at, closed_at, closed_objects,
        closed_duration_ms, completed_at, read_at)
      SELECT '${retentionClass}', ${day}, '${id}' || substr(md5(n || 'id' || random()), 1, ${EVENT_ID_CHANCE}), 'owner' || device,
        device, 'e' || n, '${isContinuous ? 'continuous' : 'event'}',
        ${isContinuous ? `'continuous'` : `(ARRAY['motion', 'motion', 'motion', 'person', 'sound'])[1 + n % 5]`},
        '{"container": "ts", "codec": "h264", "width": 1920, "height": 1080, "encryption": "aes-128"}', at, at + interval '5 s',
        '2.3.0', repeat(md5(n || 'key'), 3), 'fk' || device, ms, ms * 250, 3 + ms / 10000,
        3 + ms / 10000, ms * 250, ms, 2 + ms / 10000, 10000, 1, at + interval '6 s', at + interval '70 s', 3 + ms / 10000, ms,
        at + interval '71 s', CASE WHEN random() < 0.6 THEN at + interval '2 h' END
      FROM (
        SELECT n, '${retentionClass}d' || lpad(floor(${devices} * power(random(), 2))::int::text, ${19 - retentionClass.length}, '0') AS device,
          to_timestamp((${midnight} + (n - random()) * ${DAY_MS} / ${eventsADay}::float8) / 1000) AS at,
          ${isContinuous ? '3600000' : '(10000 + random() * 50000)::int'} AS ms
        FROM generate_series(1, ${eventsADay}) n) AS made`),
  );
  await withPartition(database, 'footage_hour', { retentionClass, day }, (table) =>
    pool.query(`
      INSERT INTO ${table} (retention_class, day, owner_id, device_id, hour, events, unread, continuous, bytes)
      SELECT '${retentionClass}', ${day}, owner_id, device_id, date_trunc('hour', started_at),
        count(*) FILTER (WHERE recording = 'event'), count(*) FILTER (WHERE recording = 'event' AND read_at IS NULL),
        bool_or(recording = 'continuous'), sum(bytes)
      FROM recorded_event WHERE retention_class = '${retentionClass}' AND day = ${day} GROUP BY 3, 4, 5`),
  );
  await pool.query(
    `INSERT INTO footage_place (device_id, day, retention_class) SELECT DISTINCT device_id, day, retention_class
     FROM footage_hour WHERE retention_class = $1 AND day = $2`,
    [retentionClass, day],
  );
  await pool.query(
    `INSERT INTO footage_total (retention_class, day, shard, bytes) SELECT retention_class, day, 0, sum(bytes)
     FROM footage_hour WHERE retention_class = $1 AND day = $2 GROUP BY 1, 2`,
    [retentionClass, day],
  );
  if (objects > 0) await fillObjects(database, { retentionClass, day }, objects);
  await ensureDay(database, { retentionClass, day });
}

async function fillObjects(database: Db, place: EventPlace, objects: number): Promise<void> {
  await withPartition(database, 'recorded_object', place, (table) =>
    database.pool.query(`
      INSERT INTO ${table} (retention_class, day, event_id, n, kind, bytes, duration_ms, md5, sha256, iv, state, committed_at)
      SELECT retention_class, day, id, n, 'segment', 2500000, 10000, md5(id || n), md5(id || n) || md5(n || id), md5(n::text),
        'committed', opened_at
      FROM recorded_event, generate_series(0, ${objects - 1}) n
      WHERE retention_class = '${place.retentionClass}' AND day = ${place.day}`),
  );
}

/** Without autovacuum, which has long been over a day that a region has had for a while. */
async function withPartition(
  { pool }: Db,
  parent: string,
  place: EventPlace,
  fill: (table: string) => Promise<unknown>,
): Promise<void> {
  const { retentionClass, day } = place;
  const table = `${parent}_${retentionClass}_${day}`;
  await pool.query(
    `CREATE TABLE ${table} (LIKE ${parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS, CHECK (day >= ${day} AND day < ${day + 1}))
     WITH (autovacuum_enabled = false)`,
  );
  await fill(table);
  await pool.query(
    `ALTER TABLE ${parent}_${retentionClass} ATTACH PARTITION ${table} FOR VALUES FROM (${day}) TO (${day + 1})`,
  );
}

export const today = (): DayNumber => dayOf(Date.now());
