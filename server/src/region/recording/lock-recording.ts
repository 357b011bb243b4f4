import { type DeviceId, type EventId, type Refusal, refusal } from '@kaitong/contract';
import { decideGoingOn, type GoingOn, readEventId } from '@kaitong/core';
import { type Selectable, sql } from 'kysely';
import type { RecordedEventTable } from '../../store/region/recordings.ts';
import type { RegionTransaction } from '../context.ts';
import { type FactColumns, factColumns, factTables, readFacts } from './recording-facts.ts';
import { refusalOf } from './refusal-of.ts';

export type StoredRecording = Selectable<RecordedEventTable>;
export type LockedRecording = StoredRecording & {
  now: Date;
  /** How it may go on at this moment by the database's clock, or why not. */
  going: GoingOn | Refusal;
};

/**
 * An event of this device, locked until the transaction ends, with what its device may do now. Another device's event is
 * as good as none.
 */
export async function lockRecording(
  trx: RegionTransaction,
  { eventId, deviceId }: { eventId: EventId; deviceId: DeviceId },
): Promise<LockedRecording | undefined> {
  const place = readEventId(eventId);
  if (!place) return undefined;
  const { rows } = await sql<StoredRecording & FactColumns>`
    SELECT event.*, ${factColumns}
    FROM recorded_event AS event LEFT JOIN device_now AS unit ON unit.device_id = event.device_id ${factTables}
    WHERE event.retention_class = ${place.retentionClass} AND event.day = ${place.day} AND event.id = ${eventId}
      AND event.device_id = ${deviceId}
    FOR UPDATE OF event`.execute(trx);
  const [row] = rows;
  return row && { ...row, going: decideGoing(row) };
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
