import { type Duration, type EventId, seconds } from '@kaitong/contract';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import { endIn } from '../footage/find-recording.ts';
import type { OwnedDevice } from '../footage/owned-device.ts';
import { inPlace, type Place } from '../footage/places.ts';

/** Recordings that follow each other so closely are one span on the screen: its finest zoom shows some seconds a pixel. */
export const NEIGHBOURS: Duration = seconds(2);

/** What one kind of recording covers, in milliseconds since 1970; `eventId`: the first of them. */
export type MergedSpan = { recording: string; type: string; from: number; to: number; eventId: EventId };
export type MergedDay = {
  spans: MergedSpan[];
  /** Recordings with holes that would be seen. */
  holed: EventId[];
};

/**
 * What a device has in one partition, merged where it lies: the database sends a row for each span, not for each recording.
 * `since`: when the earliest recording may begin that still goes on at `from`; `those`: which recordings are asked for.
 */
export async function mergeInPlace(
  db: Kysely<RegionTables>,
  { deviceId, ownerId }: OwnedDevice,
  place: Place,
  { since, from, to, those = [] }: { since: Date; from: Date; to: Date; those?: readonly RawBuilder<unknown>[] },
): Promise<MergedDay> {
  const there = sql`${inPlace(place)} AND device_id = ${deviceId} AND owner_id = ${ownerId} AND deleted_at IS NULL`;
  const own = sql.join([there, ...those], sql` AND `);
  const isHoled = sql`declared_ms - duration_ms > ${NEIGHBOURS}::int`;
  const apart = sql`${NEIGHBOURS}::int * interval '1 ms'`;
  // Each range reaches to where its neighbour may begin. The end is computed only of what begins before the span asked for.
  const { rows } = await sql<MergedSpan & { isHoled: boolean }>`
    WITH kinds AS MATERIALIZED (
      SELECT recording, type,
        range_agg(tstzrange(started_at, started_at + duration_ms * interval '1 ms' + ${apart}, '[]'))
          FILTER (WHERE NOT ${isHoled}) AS merged,
        array_agg(id) FILTER (WHERE ${isHoled}) AS holed
      FROM recorded_event
      WHERE ${own} AND started_at >= ${since} AND started_at < ${to}
        AND (started_at > ${from} OR ${endIn('recorded_event')} > ${from})
      GROUP BY recording, type),
    spans AS (SELECT recording, type, unnest(merged) AS span FROM kinds)
    SELECT recording, type, (extract(epoch FROM lower(span)) * 1000)::float8 AS "from",
      (extract(epoch FROM upper(span) - ${apart}) * 1000)::float8 AS "to", false AS "isHoled",
      (SELECT min(id COLLATE "C") FROM recorded_event AS first
       WHERE ${own} AND started_at = lower(span) AND recording = spans.recording AND type = spans.type
         AND NOT ${isHoled}) AS "eventId"
    FROM spans
    UNION ALL SELECT recording, type, 0, 0, true, unnest(holed) FROM kinds`.execute(db);
  const [holed, spans] = [rows.filter((row) => row.isHoled), rows.filter((row) => !row.isHoled)];
  return {
    holed: holed.map(({ eventId }) => eventId),
    spans: spans.map(({ recording, type, from: begins, to: ends, eventId }) => ({
      ...{ recording, type, eventId },
      from: Math.floor(begins),
      to: Math.floor(ends),
    })),
  };
}
