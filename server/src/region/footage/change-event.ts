import type { ObjectDeclaration } from '@kaitong/contract/checks';
import type { Closed, Declared, EventPlace } from '@kaitong/core';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import { noteKept, unwatched } from '../../store/writes.ts';
import type { RegionTransaction } from '../context.ts';
import { dayTable } from './days.ts';
import type { Recording } from './find-recording.ts';
import { addedUp, totalRow } from './footage-totals.ts';

type Place = Pick<Recording, 'retention_class' | 'day' | 'id'>;

/** What a call makes of an event: one object is part of it now, another is declared, or both. */
export type EventChange = {
  committed?: ObjectDeclaration;
  /** `declared`: the sums with it. */
  added?: { object: ObjectDeclaration; declared: Declared };
};

const placeOf = ({ retention_class, day }: Place): EventPlace => ({ retentionClass: retention_class, day });

/**
 * What a day's own tables begin their keys with, though all their rows have it in common: without it a look for one row
 * reads the index from end to end.
 */
const keyOf = ({ retention_class, day }: Place): RawBuilder<unknown> =>
  sql`retention_class = ${retention_class} AND day = ${day}`;

/** What an event's row knows of everything declared: limits are held against it, without reading objects. */
export const declaredOfRow = (row: Recording): Declared => ({
  objects: row.declared_objects,
  bytes: row.declared_bytes,
  footageMs: row.declared_ms,
  last: row.last_segment_n === null ? null : { n: row.last_segment_n, durationMs: row.last_segment_ms ?? 0 },
});

/**
 * Objects, event, its place, its hour and the total in one statement. `event`: as it was before; whoever does not hold its
 * row locked gives the version of it that was read, and nothing is changed where another has changed the row since.
 *
 * @returns whether it was changed
 */
export async function changeEvent(
  db: Executor,
  event: Recording,
  { committed, added }: EventChange,
  version?: string,
): Promise<boolean> {
  const parts = [
    sql`grown AS (
      UPDATE ${dayTable('recorded_event', placeOf(event))} AS event
      SET ${sql.join([
        ...(committed ? [grownBy(event, committed)] : []),
        ...sumsOf(added?.declared).map(([column, value]) => sql`${column} = coalesce(${value}, event.${column})`),
      ])}
      WHERE ${keyOf(event)} AND id = ${event.id} ${version === undefined ? sql`` : sql`AND xmin = ${version}::xid`} RETURNING 1)`,
    ...(committed ? counted(event, committed) : []),
    // Also where a commit declares nothing: a second statement of that size would stay in the memory of every session.
    declaredRow(event, added?.object),
  ];
  // Where another call was first nothing is written here, and what that one wrote is to be confirmed.
  const { rows } = await unwatched(() => sql`WITH ${sql.join(parts)} SELECT FROM grown`.execute(db));
  if (rows.length > 0) noteKept();
  return rows.length > 0;
}

const grownBy = (
  event: Recording,
  { n, kind, bytes, durationMs }: ObjectDeclaration,
): RawBuilder<unknown> => sql`objects = ${event.objects + 1}::int, bytes = event.bytes + ${bytes}::bigint,
    duration_ms = event.duration_ms + ${kind === 'segment' ? durationMs : 0}::int,
    snapshot_n = ${event.snapshot_n ?? (kind === 'snapshot' ? n : null)}::int,
    completed_at = CASE WHEN closed_objects = ${event.objects + 1}::int THEN kaitong_now() END`;

/** Column and value of each; null where nothing is declared. */
const sumsOf = (declared: Declared | undefined): (readonly [RawBuilder<unknown>, RawBuilder<unknown>])[] => [
  [sql.ref('declared_objects'), sql`${declared?.objects ?? null}::int`],
  [sql.ref('declared_bytes'), sql`${declared?.bytes ?? null}::bigint`],
  [sql.ref('declared_ms'), sql`${declared?.footageMs ?? null}::bigint`],
  [sql.ref('last_segment_n'), sql`${declared?.last?.n ?? null}::int`],
  [sql.ref('last_segment_ms'), sql`${declared?.last?.durationMs ?? null}::int`],
];

const declaredRow = (event: Place, object: ObjectDeclaration | undefined): RawBuilder<unknown> => sql`declared AS (
  INSERT INTO ${dayTable('recorded_object', placeOf(event))}
    (retention_class, day, event_id, n, kind, bytes, duration_ms, md5, sha256, iv, state)
  SELECT ${event.retention_class}::text, ${event.day}::int, ${event.id}::text, ${object?.n ?? null}::int,
    ${object?.kind ?? null}::text, ${object?.bytes ?? null}::bigint, ${object?.durationMs ?? null}::int,
    ${object?.md5 ?? null}::text, ${object?.sha256 ?? null}::text, ${object?.iv ?? null}::text, 'declared'
  FROM grown WHERE ${object !== undefined}::boolean)`;

function counted(event: Recording, { n, kind, bytes, durationMs }: ObjectDeclaration): RawBuilder<unknown>[] {
  const isFirst = event.objects === 0;
  const isEvent = event.recording === 'event' && isFirst;
  const place = placeOf(event);
  // Its last moment: a long one reaches into an hour in which none begins.
  const reached = event.duration_ms + (kind === 'segment' ? durationMs : 0);
  const happened = new Date(event.started_at.getTime() + Math.max(0, reached - 1));
  return [
    sql`committed AS (
      UPDATE ${dayTable('recorded_object', place)} AS object SET state = 'committed', committed_at = kaitong_now()
      FROM grown WHERE ${keyOf(event)} AND object.event_id = ${event.id} AND object.n = ${n}::int)`,
    sql`place AS (
      INSERT INTO footage_place (device_id, day, retention_class)
      SELECT ${event.device_id}::text, ${event.day}::int, ${event.retention_class}::text FROM grown WHERE ${isFirst}::boolean
      ON CONFLICT DO NOTHING)`,
    sql`hours AS (
      INSERT INTO ${dayTable('footage_hour', place)} AS hour
        (retention_class, day, owner_id, device_id, hour, events, unread, continuous, bytes)
      SELECT ${event.retention_class}::text, ${event.day}::int, ${event.owner_id}::text, ${event.device_id}::text,
        date_trunc('hour', part.at), part.events, part.events, ${event.recording === 'continuous'}::boolean, part.bytes
      FROM grown, (VALUES (true, ${event.started_at}::timestamptz, ${isEvent ? 1 : 0}::int, ${bytes}::bigint),
        (false, ${happened}::timestamptz, 0, 0)) AS part (begins, at, events, bytes)
      WHERE part.begins OR date_trunc('hour', part.at) <> date_trunc('hour', ${event.started_at}::timestamptz)
      ON CONFLICT (retention_class, day, device_id, hour) DO UPDATE SET
        events = hour.events + excluded.events, unread = hour.unread + excluded.unread,
        continuous = hour.continuous OR excluded.continuous, bytes = hour.bytes + excluded.bytes
      RETURNING 1)`,
    sql`total AS (
      INSERT INTO footage_total AS total (retention_class, day, shard, bytes)
      SELECT ${totalRow({ ...place, deviceId: event.device_id }, bytes)}
      FROM grown, (SELECT count(*) FROM hours) AS after_them
      ${addedUp})`,
  ];
}

/** Declared beyond the end and never committed: no part of the event. What was put under it is swept as a stray. */
export async function closeEvent(
  trx: RegionTransaction,
  event: Place,
  { objects, durationMs }: Closed,
  { declared, isComplete }: { declared: Declared; isComplete: boolean },
): Promise<void> {
  const place = placeOf(event);
  await sql`
    WITH dropped AS (
      DELETE FROM ${dayTable('recorded_object', place)}
      WHERE ${keyOf(event)} AND event_id = ${event.id} AND n >= ${objects}::int),
    closed AS (DELETE FROM open_event WHERE event_id = ${event.id})
    UPDATE ${dayTable('recorded_event', place)} SET closed_at = kaitong_now(), closed_objects = ${objects}::int,
      closed_duration_ms = ${durationMs}::int, completed_at = CASE WHEN ${isComplete}::boolean THEN kaitong_now() END,
      ${sql.join(sumsOf(declared).map(([column, value]) => sql`${column} = ${value}`))}
    WHERE ${keyOf(event)} AND id = ${event.id}`.execute(trx);
}
