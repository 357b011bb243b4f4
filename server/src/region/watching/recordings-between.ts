import { milliseconds } from '@kaitong/contract';
import { CONTINUOUS_OVERRUN, RECORDING_LIMIT } from '@kaitong/core';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import { endIn, hasVideo, keptUntil, type Recording } from '../footage/find-recording.ts';
import type { OwnedDevice } from '../footage/owned-device.ts';
import { inPlace, listPlaces } from '../footage/places.ts';

/** The longest recording that began before a moment can still go on at it. */
export const REACH = milliseconds(RECORDING_LIMIT.continuous + CONTINUOUS_OVERRUN);

/** One every nine seconds for two days: more than any camera makes, and as many as a request holds in memory. */
export const MOST_RECORDINGS = 20_000;

/** All recordings of a device with something to play between two moments, oldest first; the first ones, where there are too many. */
export async function listRecordingsBetween(
  db: Kysely<RegionTables>,
  device: OwnedDevice,
  { from, to }: { from: Date; to: Date },
  now: Date,
): Promise<Recording[]> {
  const earliest = new Date(from.getTime() - REACH);
  const places = await listPlaces(db, device, { from: earliest, to }, now);
  const found = await Promise.all(
    places.map((place) =>
      db
        .selectFrom('recorded_event')
        .selectAll()
        .where(inPlace(place))
        .where('device_id', '=', device.deviceId)
        .where('owner_id', '=', device.ownerId)
        .where('started_at', '>=', earliest)
        .where('started_at', '<', to)
        .where(sql<boolean>`${endIn('recorded_event')} > ${from}`)
        .where('deleted_at', 'is', null)
        .orderBy('started_at')
        .limit(MOST_RECORDINGS)
        .execute(),
    ),
  );
  return found
    .flat()
    .filter((recording) => hasVideo(recording) && keptUntil(recording, device) > now)
    .sort((a, b) => a.started_at.getTime() - b.started_at.getTime() || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_RECORDINGS);
}
