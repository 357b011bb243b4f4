import type { ObjectDeclaration } from '@kaitong/contract/checks';
import type { Closed, Declared } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import type { Recording } from './find-recording.ts';
import { addedUp, totalRow } from './footage-totals.ts';

type Place = Pick<Recording, 'retention_class' | 'day' | 'id'>;

const byPlace = ({ retention_class, day, id }: Place) =>
  sql`retention_class = ${retention_class} AND day = ${day} AND id = ${id}`;

/** What an event's row knows of everything declared: limits are held against it, without reading objects. */
export const declaredOfRow = (row: Recording): Declared => ({
  objects: row.declared_objects,
  bytes: row.declared_bytes,
  footageMs: row.declared_ms,
  last: row.last_segment_n === null ? null : { n: row.last_segment_n, durationMs: row.last_segment_ms ?? 0 },
});

/** Object and sums in one round trip. */
export async function addObject(
  trx: RegionTransaction,
  event: Place,
  object: ObjectDeclaration,
  declared: Declared,
): Promise<void> {
  const { n, kind, bytes, durationMs, md5, sha256, iv } = object;
  await sql`
    WITH declared AS (
      INSERT INTO recorded_object (retention_class, day, event_id, n, kind, bytes, duration_ms, md5, sha256, iv, state)
      VALUES (${event.retention_class}, ${event.day}, ${event.id}, ${n}, ${kind}, ${bytes}, ${durationMs}, ${md5},
        ${sha256}, ${iv}, 'declared'))
    UPDATE recorded_event SET declared_objects = ${declared.objects}, declared_bytes = ${declared.bytes},
      declared_ms = ${declared.footageMs}, last_segment_n = ${declared.last?.n ?? null},
      last_segment_ms = ${declared.last?.durationMs ?? null}
    WHERE ${byPlace(event)}`.execute(trx);
}

/** Object, event, its place, its hour and the total in one round trip. `event`: as it was before. */
export async function countObject(
  trx: RegionTransaction,
  event: Recording,
  { n, kind, bytes, durationMs }: ObjectDeclaration,
): Promise<void> {
  const ms = kind === 'segment' ? durationMs : 0;
  const objects = event.objects + 1;
  const isEvent = event.recording === 'event' && objects === 1;
  const place = { retentionClass: event.retention_class, day: event.day, deviceId: event.device_id };
  const happened = new Date(event.started_at.getTime() + event.duration_ms);
  await sql`
    WITH committed AS (
      UPDATE recorded_object SET state = 'committed', committed_at = kaitong_now()
      WHERE retention_class = ${event.retention_class} AND day = ${event.day} AND event_id = ${event.id} AND n = ${n}),
    grown AS (
      UPDATE recorded_event SET objects = ${objects}, bytes = bytes + ${bytes}, duration_ms = duration_ms + ${ms},
        snapshot_n = ${event.snapshot_n ?? (kind === 'snapshot' ? n : null)},
        completed_at = CASE WHEN closed_objects = ${objects} THEN kaitong_now() END
      WHERE ${byPlace(event)}),
    place AS (
      INSERT INTO footage_place (device_id, day, retention_class)
      SELECT ${event.device_id}, ${event.day}::int, ${event.retention_class} WHERE ${objects === 1}::boolean
      ON CONFLICT DO NOTHING),
    hours AS (
      INSERT INTO footage_hour AS hour
        (retention_class, day, owner_id, device_id, hour, events, unread, continuous, bytes)
      SELECT ${event.retention_class}, ${event.day}::int, ${event.owner_id}, ${event.device_id},
        date_trunc('hour', part.at), part.events, part.events, ${event.recording === 'continuous'}::boolean, part.bytes
      FROM (VALUES (true, ${event.started_at}::timestamptz, ${isEvent ? 1 : 0}::int, ${bytes}::bigint),
        (false, ${happened}::timestamptz, 0, 0)) AS part (begins, at, events, bytes)
      WHERE part.begins OR date_trunc('hour', part.at) <> date_trunc('hour', ${event.started_at}::timestamptz)
      ON CONFLICT (retention_class, day, device_id, hour) DO UPDATE SET
        events = hour.events + excluded.events, unread = hour.unread + excluded.unread,
        continuous = hour.continuous OR excluded.continuous, bytes = hour.bytes + excluded.bytes
      RETURNING 1)
    INSERT INTO footage_total AS total (retention_class, day, shard, bytes)
    SELECT ${totalRow(place, bytes)} FROM (SELECT count(*) FROM hours) AS after_them
    ${addedUp}`.execute(trx);
}

/** Declared beyond the end and never committed: no part of the event. What was put under it is swept as a stray. */
export async function closeEvent(
  trx: RegionTransaction,
  event: Place,
  { objects, durationMs }: Closed,
  { declared, isComplete }: { declared: Declared; isComplete: boolean },
): Promise<void> {
  await sql`
    WITH dropped AS (
      DELETE FROM recorded_object
      WHERE retention_class = ${event.retention_class} AND day = ${event.day} AND event_id = ${event.id} AND n >= ${objects})
    UPDATE recorded_event SET closed_at = kaitong_now(), closed_objects = ${objects}, closed_duration_ms = ${durationMs},
      completed_at = CASE WHEN ${isComplete}::boolean THEN kaitong_now() END, declared_objects = ${declared.objects},
      declared_bytes = ${declared.bytes}, declared_ms = ${declared.footageMs}, last_segment_n = ${declared.last?.n ?? null},
      last_segment_ms = ${declared.last?.durationMs ?? null}
    WHERE ${byPlace(event)}`.execute(trx);
}
