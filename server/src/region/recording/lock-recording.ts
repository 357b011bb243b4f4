import { type DeviceId, type EventId, type Pid, type Refusal, refusal } from '@kaitong/contract';
import { decideGoingOn, type GoingOn, readEventId } from '@kaitong/core';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import type { RecordedEventTable } from '../../store/region/recordings.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { dayTable } from '../footage/days.ts';
import type { UploadedObject } from '../uploads/purpose.ts';
import { type FactColumns, factColumns, factTables, readFacts } from './recording-facts.ts';
import { refusalOf } from './refusal-of.ts';

export type StoredRecording = Selectable<RecordedEventTable>;
export type LockedRecording = StoredRecording & {
  now: Date;
  /** Of its device. */
  pid: Pid;
  /** How it may go on at this moment by the database's clock, or why not. */
  going: GoingOn | Refusal;
};
/** `version`: whoever changes it says which one was read (`changeEvent`). `near`: what was declared of those asked for. */
const VERSION = sql`, event.xmin::text AS version`;
type Found = { version: string; near: UploadedObject[] };
export type FoundRecording = LockedRecording & Found;

type RecordingAt = { eventId: EventId; deviceId: DeviceId };

/**
 * An event of this device, locked until the transaction ends, with what its device may do now. Another device's event is
 * as good as none.
 *
 * @throws where its day was dropped (`isDayGone`)
 */
export async function lockRecording(
  trx: RegionTransaction,
  at: RecordingAt,
): Promise<(LockedRecording & Pick<Found, 'version'>) | undefined> {
  const row = await readRecording<Pick<Found, 'version'>>(trx, at, VERSION, sql`FOR UPDATE OF event`);
  return row && { ...row, going: decideGoing(row) };
}

/** The same without a lock, together with one or two of its objects as they were at that moment. */
export async function findRecordingNow(
  db: RegionContext['db'],
  at: RecordingAt,
  [n, m = n]: readonly number[],
): Promise<FoundRecording | undefined> {
  const place = readEventId(at.eventId);
  if (!place) return undefined;
  const found = sql`${VERSION}, ARRAY(
    SELECT jsonb_build_object('n', n, 'kind', kind, 'bytes', bytes, 'durationMs', duration_ms, 'md5', md5,
      'sha256', sha256, 'iv', iv, 'state', state)
    FROM ${dayTable('recorded_object', place)} AS object
    WHERE object.retention_class = event.retention_class AND object.day = event.day AND object.event_id = event.id
      AND object.n IN (${n}::int, ${m}::int)) AS near`;
  const row = await readRecording<Found>(db, at, found, sql``);
  return row && { ...row, going: decideGoing(row) };
}

/** By name: a column that a newer release adds is none that a statement of this one had planned with. */
const columns = sql.join(
  (
    [
      ...(['retention_class', 'day', 'id', 'owner_id', 'device_id', 'device_event_id', 'recording', 'type'] as const),
      ...(['declaration', 'started_at', 'happened_at', 'firmware', 'wrapped_key', 'footage_key_id'] as const),
      ...(['duration_ms', 'bytes', 'objects', 'declared_objects', 'declared_bytes', 'declared_ms'] as const),
      ...(['last_segment_n', 'last_segment_ms', 'snapshot_n', 'opened_at', 'closed_at', 'closed_objects'] as const),
      ...(['closed_duration_ms', 'completed_at', 'read_at', 'deleted_at'] as const),
    ] satisfies (keyof StoredRecording)[]
  ).map((column) => sql.ref(`event.${column}`)),
);

async function readRecording<More = unknown>(
  db: Executor,
  { eventId, deviceId }: RecordingAt,
  more: RawBuilder<unknown>,
  lock: RawBuilder<unknown>,
): Promise<(StoredRecording & FactColumns & { pid: Pid } & More) | undefined> {
  const place = readEventId(eventId);
  if (!place) return undefined;
  // By `=`, the device would have its newest events' index taken, and all that it has of the day read there.
  const { rows } = await sql<StoredRecording & FactColumns & { pid: Pid } & More>`
    SELECT ${columns}, unit.pid, ${factColumns}${more}
    FROM ${dayTable('recorded_event', place)} AS event
      LEFT JOIN device_now AS unit ON unit.device_id = event.device_id ${factTables}
    WHERE event.retention_class = ${place.retentionClass} AND event.day = ${place.day} AND event.id = ${eventId}
      AND event.device_id IS NOT DISTINCT FROM ${deviceId}
    ${lock}`.execute(db);
  return rows[0];
}

function decideGoing(row: StoredRecording & FactColumns): GoingOn | Refusal {
  // Deleted by its owner while it was recorded: what comes next is not wanted any more.
  if (row.deleted_at !== null) return refusal('event_closed');
  const opened = {
    recording: row.recording,
    retentionClass: row.retention_class,
    recordedAt: row.started_at.getTime(),
    happenedAt: row.happened_at.getTime(),
  };
  const decided = decideGoingOn(readFacts(row), opened, row.now.getTime());
  return 'refused' in decided ? refusalOf(decided.refused, row) : decided;
}
