import { type DayNumber, type EventPlace, KEPT } from '@kaitong/core';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import type { RegionTransaction } from '../context.ts';
import { endOf, type Recording } from './find-recording.ts';
import { addedUp, totalRow } from './footage-totals.ts';
import { takeFromHours } from './hours.ts';
import { lockKept } from './kept-use.ts';
import { hourOf, inPlace } from './places.ts';

/** Some of the recordings of a day that are kept and stand in it still, in order. */
export async function listToKeep(
  db: Executor,
  place: EventPlace,
  { after = '', limit }: { after?: string; limit: number },
): Promise<Recording[]> {
  const { rows } = await sql<Recording>`
    SELECT * FROM recorded_event
    WHERE ${inPlace(place)} AND kept_at IS NOT NULL AND deleted_at IS NULL AND id COLLATE "C" > ${after}
    ORDER BY id COLLATE "C" LIMIT ${limit}`.execute(db);
  return rows;
}

/** Whether a day may not be dropped yet. */
export const holdsKept = async (db: Executor, place: EventPlace): Promise<boolean> =>
  (await listToKeep(db, place, { limit: 1 })).length > 0;

/** `changed`: more has come of it than was copied. `let go`: nobody keeps it any more, or it was deleted; it stays locked. */
export type RowsMoved = 'moved' | 'changed' | 'let go';

const KEPT_ROW = sql`${JSON.stringify({ retention_class: KEPT })}::jsonb`;

/**
 * Moves the rows of a recording whose objects lie in both places into the class of what is kept, with its hours and totals:
 * from one commit to the other it stands in one place, under the same id. `copied`: numbers of its objects.
 */
export async function moveRows(
  trx: RegionTransaction,
  before: Recording,
  copied: readonly number[],
): Promise<RowsMoved> {
  // Who ends all footage of its device finds it in one of the two places, whatever they look at first.
  await lockKept(trx, { deviceId: before.device_id });
  const from = inPlace({ retentionClass: before.retention_class, day: before.day });
  const { rows } =
    await sql<Recording>`SELECT * FROM recorded_event WHERE ${from} AND id = ${before.id} FOR UPDATE`.execute(trx);
  const [event] = rows;
  if (!event) return (await isMoved(trx, before)) ? 'moved' : 'let go';
  if (event.deleted_at !== null || event.kept_at === null) return 'let go';
  const { rows: more } = await sql`
    SELECT FROM recorded_object WHERE ${from} AND event_id = ${event.id} AND state = 'committed'
      AND n <> ALL(${copied}::int[]) LIMIT 1`.execute(trx);
  if (more.length > 0) return 'changed';
  // Whatever columns there are: one that a newer release adds moves, too.
  await sql`
    INSERT INTO recorded_object
    SELECT (jsonb_populate_record(object, ${KEPT_ROW})).* FROM recorded_object AS object
    WHERE ${from} AND event_id = ${event.id}`.execute(trx);
  await sql`
    INSERT INTO recorded_event
    SELECT (jsonb_populate_record(event, ${KEPT_ROW})).* FROM recorded_event AS event
    WHERE ${from} AND id = ${event.id}`.execute(trx);
  await sql`DELETE FROM recorded_object WHERE ${from} AND event_id = ${event.id}`.execute(trx);
  await sql`DELETE FROM recorded_event WHERE ${from} AND id = ${event.id}`.execute(trx);
  await moveHours(trx, event);
  return 'moved';
}

/** By a process that was thought dead. */
async function isMoved(trx: RegionTransaction, { day, id }: Recording): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM recorded_event WHERE ${inPlace({ retentionClass: KEPT, day })} AND id = ${id}`.execute(trx);
  return rows.length > 0;
}

/** Its own day's hours are locked before those of what is kept, and all hours before any total, as whoever deletes does. */
async function moveHours(trx: RegionTransaction, event: Recording): Promise<void> {
  const { device_id: deviceId, owner_id: ownerId, retention_class: retentionClass, day } = event;
  if (event.objects === 0) return;
  await sql`
    SELECT FROM footage_hour WHERE ${inPlace({ retentionClass, day })} AND device_id = ${deviceId}
    ORDER BY hour FOR UPDATE`.execute(trx);
  const isEvent = event.recording === 'event';
  const [first, ...others] = hoursOf(event);
  const rows = [
    { hour: first, events: isEvent ? 1 : 0, unread: isEvent && event.read_at === null ? 1 : 0, bytes: event.bytes },
    ...others.map((hour) => ({ hour, events: 0, unread: 0, bytes: 0 })),
  ];
  for (const { hour, events, unread, bytes } of rows)
    await sql`
      INSERT INTO footage_hour AS hour (retention_class, day, owner_id, device_id, hour, events, unread, continuous, bytes)
      VALUES (${KEPT}, ${day}, ${ownerId}, ${deviceId}, ${hour}, ${events}, ${unread}, ${!isEvent}, ${bytes})
      ON CONFLICT (retention_class, day, device_id, hour) DO UPDATE SET
        events = hour.events + excluded.events, unread = hour.unread + excluded.unread,
        continuous = hour.continuous OR excluded.continuous, bytes = hour.bytes + excluded.bytes`.execute(trx);
  await takeFromHours(trx, { deviceId }, [event], 'all');
  await addToTotal(trx, { day, deviceId }, event.bytes);
  await sql`
    INSERT INTO footage_place (device_id, day, retention_class) VALUES (${deviceId}, ${day}, ${KEPT})
    ON CONFLICT DO NOTHING`.execute(trx);
}

const HOUR_MS = 3_600_000;

/** Those into which it reaches, as its commits have counted it. */
function hoursOf(event: Recording): Date[] {
  const first = hourOf(event.started_at).getTime();
  const last = hourOf(endOf(event)).getTime();
  return Array.from({ length: (last - first) / HOUR_MS + 1 }, (_, n) => new Date(first + n * HOUR_MS));
}

const addToTotal = async (
  trx: RegionTransaction,
  { day, deviceId }: { day: DayNumber; deviceId: Recording['device_id'] },
  bytes: number,
): Promise<void> =>
  void (await sql`
    INSERT INTO footage_total AS total (retention_class, day, shard, bytes)
    SELECT ${totalRow({ retentionClass: KEPT, day, deviceId }, bytes)} ${addedUp}`.execute(trx));
