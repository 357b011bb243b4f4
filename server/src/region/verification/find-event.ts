import type { ApplicationId, DeviceId, EventId } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { EventTable } from '../../store/region/events.ts';
import type { RegionTransaction } from '../context.ts';
import type { UploadedObject } from '../uploads/purpose.ts';

/** With the database's time. */
export type StoredEvent = Selectable<EventTable> & { now: Date };

/** What a device has declared, in order, and whether both levels have seen it. */
export type StoredUpload = StoredEvent & { objects: (UploadedObject & { isJudged: boolean })[] };

/** An event of this device with its objects. Another device's event is as good as none. */
export async function findUpload(
  trx: RegionTransaction,
  { eventId, deviceId }: { eventId: EventId; deviceId: DeviceId },
): Promise<StoredUpload | undefined> {
  return await selectUploads(trx).where('device_id', '=', deviceId).where('id', '=', eventId).executeTakeFirst();
}

/** The one that its device knows by an id of its own, and a run's own: what an opening may be about. */
export async function listUploadsAtOpening(
  trx: RegionTransaction,
  { device_id, application_id }: { device_id: DeviceId; application_id: ApplicationId },
  deviceEventId: string,
): Promise<StoredUpload[]> {
  return await selectUploads(trx)
    .where('device_id', '=', device_id)
    .where((is) =>
      is.or([
        is('device_event_id', '=', deviceEventId),
        is.and([is('run_id', '=', application_id), is('probe_id', 'is', null)]),
      ]),
    )
    .execute();
}

/** A run's own event. */
export async function findOwnUpload(
  trx: RegionTransaction,
  applicationId: ApplicationId,
): Promise<StoredUpload | undefined> {
  return await selectUploads(trx).where('run_id', '=', applicationId).where('probe_id', 'is', null).executeTakeFirst();
}

/** Whether both levels have seen what is there. */
export const isAllJudged = (objects: StoredUpload['objects']): boolean =>
  objects.every(({ state, isJudged }) => isJudged || state === 'declared');

/** All events, to be told which. */
export const selectEvents = (trx: RegionTransaction) =>
  trx.selectFrom('event').selectAll().select(sql<Date>`kaitong_now()`.as('now'));

const selectUploads = (trx: RegionTransaction) =>
  selectEvents(trx).select(
    sql<StoredUpload['objects']>`coalesce((
      SELECT jsonb_agg(jsonb_build_object('n', n, 'kind', kind, 'bytes', bytes, 'durationMs', duration_ms, 'md5', md5,
        'sha256', sha256, 'iv', iv, 'state', object.state, 'isJudged', inspection IS NOT NULL AND decoding IS NOT NULL)
        ORDER BY n)
      FROM event_object AS object WHERE event_id = event.id), '[]')`.as('objects'),
  );
