import type { FirmwareVersion, Parsed, Reply, regionPlane } from '@kaitong/contract';
import { PLAYABLE_EDGES } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';

/** Versions are what cameras say, any number of them; nobody tells more apart. */
const MOST_VERSIONS = 8;
/** Of each version so many units: of their events the page counts as many for any fleet. */
const MOST_UNITS = 60;
const DAYS = 7;
const SINCE = sql`kaitong_now() - ${DAYS} * interval '1 day'`;
/** A day's number, as events are divided by it; a cast alone would round the afternoon up to tomorrow. */
const SINCE_DAY = sql`floor(extract(epoch FROM ${SINCE}) / 86400)::int`;
/** As where a release is watched: an event that needs longer is none that an owner would call one. */
const SETTLED = sql`kaitong_now() - interval '10 minutes'`;

type Row = { firmware: FirmwareVersion; day: string; opened: number; arrived: number; place: number | null; n: number };

/** Events of the last week by the firmware that recorded them, each day: how many arrived whole, and after how long they could be watched. */
export async function countArrivals(
  { db }: RegionContext,
  { body: { pid } }: Parsed<typeof regionPlane.countArrivals>,
): Promise<Reply<typeof regionPlane.countArrivals>> {
  const { rows } = await sql<Row>`
    WITH running AS MATERIALIZED (
      SELECT device_id, paired_at, firmware FROM device_now
      WHERE pid = ${pid} AND removed_at IS NULL AND firmware IS NOT NULL
    ), newest AS (
      SELECT firmware FROM running GROUP BY firmware
      ORDER BY string_to_array(firmware, '.')::int[] DESC LIMIT ${MOST_VERSIONS}
    ), units AS (
      SELECT device_id FROM (
        SELECT device_id, row_number() OVER (PARTITION BY firmware ORDER BY paired_at DESC) AS nth
        FROM running WHERE firmware IN (SELECT firmware FROM newest)) AS of_version
      WHERE nth <= ${MOST_UNITS})
    SELECT event.firmware, to_char(opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*) AS opened,
      count(*) FILTER (WHERE completed_at IS NOT NULL AND objects > 0) AS arrived,
      width_bucket(extract(epoch FROM first.at - event.happened_at)::float8, ${[...PLAYABLE_EDGES]}::float8[]) AS place,
      count(first.at) AS n
    FROM units JOIN recorded_event AS event
      ON event.device_id = units.device_id AND event.started_at > ${SINCE} AND opened_at < ${SETTLED} AND recording = 'event'
    LEFT JOIN LATERAL (
      SELECT min(committed_at) AS at FROM recorded_object AS object
      WHERE object.retention_class = event.retention_class AND object.day = event.day AND object.event_id = event.id
        AND kind = 'segment') AS first ON true
    WHERE event.day >= ${SINCE_DAY}
    GROUP BY 1, 2, place ORDER BY 2, 1`.execute(db);
  const items = new Map<string, Reply<typeof regionPlane.countArrivals>['items'][number]>();
  for (const { firmware, day, opened, arrived, place, n } of rows) {
    const key = `${day} ${firmware}`;
    const known = items.get(key) ?? {
      ...{ firmware, day, opened: 0, arrived: 0 },
      playable: [...PLAYABLE_EDGES, Number.POSITIVE_INFINITY].map(() => 0),
    };
    const playable = known.playable.map((before, at) => (at === place ? before + n : before));
    items.set(key, { ...known, opened: known.opened + opened, arrived: known.arrived + arrived, playable });
  }
  return { items: [...items.values()] };
}
