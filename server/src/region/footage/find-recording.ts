import type { EventId } from '@kaitong/contract';
import { type EventPlace, footageUntil, KEPT, type RetentionClass, readEventId } from '@kaitong/core';
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { RecordedEventTable, RecordedObjectTable } from '../../store/region/recordings.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { footageKey } from './object-keys.ts';
import type { OwnedDevice } from './owned-device.ts';

export type Recording = Selectable<RecordedEventTable>;
export type RecordedObject = Selectable<RecordedObjectTable>;

/** The classes in one of which a recording stands: its own, or the one into which it is moved to be kept. */
const either = (retentionClass: RetentionClass): RetentionClass[] => [retentionClass, KEPT];

/** A recording of this owner's device that can still be watched. The id alone names the partitions it may stand in. */
export async function findRecording(
  db: Kysely<RegionTables>,
  device: OwnedDevice,
  eventId: EventId,
  now: Date,
): Promise<Recording | undefined> {
  const place = readEventId(eventId);
  if (!place) return undefined;
  const recording = await db
    .selectFrom('recorded_event')
    .selectAll()
    .where('retention_class', 'in', either(place.retentionClass))
    .where('day', '=', place.day)
    .where('id', '=', eventId)
    .where('device_id', '=', device.deviceId)
    .where('owner_id', '=', device.ownerId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return recording && keptUntil(recording, device) > now ? recording : undefined;
}

/** A recording wherever it stands, of whomever it is. */
export async function findStanding(db: Kysely<RegionTables>, eventId: EventId): Promise<Recording | undefined> {
  const place = readEventId(eventId);
  if (!place) return undefined;
  return await db
    .selectFrom('recorded_event')
    .selectAll()
    .where('retention_class', 'in', either(place.retentionClass))
    .where('day', '=', place.day)
    .where('id', '=', eventId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** Some of an owner's recordings that stand in one partition. */
export async function listRecordings(
  db: Kysely<RegionTables>,
  { deviceId, ownerId }: OwnedDevice,
  { retentionClass, day }: Pick<EventPlace, 'retentionClass' | 'day'>,
  ids: readonly EventId[],
): Promise<Recording[]> {
  return await db
    .selectFrom('recorded_event')
    .selectAll()
    .where('retention_class', '=', retentionClass)
    .where('day', '=', day)
    .where('id', '=', sql<EventId>`ANY(${ids})`)
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .where('deleted_at', 'is', null)
    .orderBy('started_at')
    .orderBy('id')
    .execute();
}

/** When it goes with its day, unless it is kept, or with the key of (owner, device), whatever comes first. */
export const keptUntil = (
  { retention_class, started_at, kept_at }: Pick<Recording, 'retention_class' | 'started_at' | 'kept_at'>,
  { keyEndsAt }: Pick<OwnedDevice, 'keyEndsAt'>,
): Date =>
  new Date(footageUntil(kept_at === null ? retention_class : KEPT, started_at.getTime(), keyEndsAt?.getTime()));

/** Where its signed-in owner reads its snapshot, whole and small; null where there is none. */
export function pictureUrlsOf(
  publicUrl: string,
  { device_id, id, snapshot_n }: Recording,
): Record<'snapshotUrl' | 'previewUrl', string | null> {
  if (snapshot_n === null) return { snapshotUrl: null, previewUrl: null };
  const event = `${publicUrl}/api/v1/devices/${device_id}/events/${id}`;
  return { snapshotUrl: `${event}/snapshot.jpg`, previewUrl: `${event}/preview` };
}

/** It was closed with a snapshot and nothing that plays. */
export const hasVideo = ({ closed_at, duration_ms, declared_ms }: Recording): boolean =>
  closed_at === null || duration_ms > 0 || declared_ms > 0;

/** When a recording ends: what is missing of it counts with what was declared, so that what follows keeps its place. */
export const endOf = ({ started_at, duration_ms, declared_ms }: Recording): Date =>
  new Date(started_at.getTime() + Math.max(duration_ms, declared_ms));

/** The same in SQL, of a row of this name. */
export const endIn = (row: string): RawBuilder<Date> =>
  sql`${sql.ref(`${row}.started_at`)} + greatest(${sql.ref(`${row}.duration_ms`)}, ${sql.ref(`${row}.declared_ms`)}) * interval '1 ms'`;

/** Everything that was declared of recordings that stand in one partition, in order. */
export async function listObjects(
  db: Kysely<RegionTables>,
  { retention_class, day }: Pick<Recording, 'retention_class' | 'day'>,
  eventIds: readonly EventId[],
): Promise<RecordedObject[]> {
  if (eventIds.length === 0) return [];
  return await db
    .selectFrom('recorded_object')
    .selectAll()
    // Also where the recording was moved since it was read: for a while its objects lie in both places.
    .where('retention_class', 'in', either(retention_class))
    .where('day', '=', day)
    .where('event_id', 'in', eventIds)
    .orderBy('event_id')
    .orderBy('n')
    .execute();
}

/** 25 hours of segments of two seconds, and some more: what one request holds in memory, whatever devices record. */
const MOST_OBJECTS = 60_000;

/** The same of recordings in any partitions, by recording; of the first ones, where all of them have too many. */
export async function listAllObjects(
  db: Kysely<RegionTables>,
  recordings: readonly Recording[],
): Promise<Map<EventId, RecordedObject[]>> {
  let declared = 0;
  const tooMany = recordings.findIndex((one) => {
    declared += one.declared_objects;
    return declared > MOST_OBJECTS;
  });
  const places = Map.groupBy(
    tooMany < 0 ? recordings : recordings.slice(0, tooMany),
    ({ retention_class, day }) => `${retention_class} ${day}`,
  );
  const listed = await Promise.all(
    [...places.values()].map((some) => {
      const [first] = some;
      return first
        ? listObjects(
            db,
            first,
            some.map(({ id }) => id),
          )
        : [];
    }),
  );
  return Map.groupBy(listed.flat(), ({ event_id }) => event_id);
}

/** One object of a recording, as far as it came. */
export async function findObject(
  db: Kysely<RegionTables>,
  recording: Pick<Recording, 'retention_class' | 'day' | 'id'>,
  n: number,
): Promise<RecordedObject | undefined> {
  return await db
    .selectFrom('recorded_object')
    .selectAll()
    .where('retention_class', 'in', either(recording.retention_class))
    .where('day', '=', recording.day)
    .where('event_id', '=', recording.id)
    .where('n', '=', n)
    .executeTakeFirst();
}

/** One that is part of it. */
export async function findCommittedObject(
  db: Kysely<RegionTables>,
  recording: Pick<Recording, 'retention_class' | 'day' | 'id'>,
  n: number,
): Promise<RecordedObject | undefined> {
  const object = await findObject(db, recording, n);
  return object?.state === 'committed' ? object : undefined;
}

export const keyOfObject = ({ retention_class, day, device_id, id }: Recording, n: number): string =>
  footageKey({ retentionClass: retention_class, day, deviceId: device_id, eventId: id }, n);
