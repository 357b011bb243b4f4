import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import type { RecordedObject, Recording } from './find-recording.ts';
import { takeFromTotal } from './footage-totals.ts';
import { takeFromHours } from './hours.ts';
import { hourOf } from './places.ts';

/** Makes committed objects declared ones again, the event's totals and those of its hour as if they had never been more. */
export async function reopenObjects(
  trx: RegionTransaction,
  event: Recording,
  gone: readonly RecordedObject[],
): Promise<void> {
  const bytes = gone.reduce((sum, one) => sum + one.bytes, 0);
  const ms = gone.reduce((sum, one) => sum + (one.kind === 'segment' ? one.duration_ms : 0), 0);
  const isSnapshotGone = gone.some(({ n }) => n === event.snapshot_n);
  const place = sql`retention_class = ${event.retention_class} AND day = ${event.day}`;
  await sql`
    UPDATE recorded_object SET state = 'declared', committed_at = NULL
    WHERE ${place} AND event_id = ${event.id} AND n = ANY(${gone.map(({ n }) => n)})`.execute(trx);
  await sql`
    UPDATE recorded_event SET objects = objects - ${gone.length}, bytes = bytes - ${bytes},
      duration_ms = duration_ms - ${ms}, completed_at = NULL,
      snapshot_n = ${isSnapshotGone ? null : event.snapshot_n}::int
    WHERE ${place} AND id = ${event.id}`.execute(trx);
  if (gone.length < event.objects) {
    await sql`
      UPDATE footage_hour SET bytes = bytes - ${bytes}
      WHERE ${place} AND device_id = ${event.device_id} AND hour = ${hourOf(event.started_at)}`.execute(trx);
    const { retention_class: retentionClass, day, device_id: deviceId } = event;
    await takeFromTotal(trx, { retentionClass, day, deviceId }, bytes);
  } else await takeFromHours(trx, { deviceId: event.device_id }, [event], 'all');
}
