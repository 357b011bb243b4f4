import type { DeviceId, footage, Parsed, Reply } from '@kaitong/contract';
import { dayOf } from '@kaitong/core';
import { type RawBuilder, sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { keptUntil, type Recording } from '../footage/find-recording.ts';
import { listWatchableDevices, type OwnedDevice } from '../footage/owned-device.ts';
import { inPlace, listPlacesOf, type Place, type Span } from '../footage/places.ts';
import { cursorOf, earlier, readCursor } from './event-cursor.ts';
import { narrow } from './narrow.ts';
import { showRecording } from './show-recording.ts';

type Context = Pick<RegionContext, 'db' | 'clock' | 'publicUrl'>;

/** Events of all cameras that somebody has or may watch in one order, newest first. */
export async function listNewestEvents(
  context: Context,
  { ownerId }: OwnerCaller,
  { query: { cursor, limit, deviceId, from, to, ...those } }: Parsed<typeof footage.listNewestEvents>,
): Promise<Reply<typeof footage.listNewestEvents>> {
  const { db, clock } = context;
  const now = clock.now();
  const before = cursor === undefined ? undefined : readCursor(cursor);
  if (cursor !== undefined && !before) return { items: [], next: null };
  const watchable = await listWatchableDevices(db, ownerId, now);
  const devices = deviceId === undefined ? watchable : only(watchable, deviceId);
  const span = { from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined };
  const days = await listDays(db, devices, { ...span, to: before ? earlier(span.to, before.at) : span.to }, now);
  const conditions = [
    // Footage that is recorded all the time tells nobody anything, unless it is asked for or somebody marked it.
    ...(those.type === 'continuous' || those.favourite || those.kept ? [] : [sql`recording = 'event'`]),
    ...(span.from ? [sql`started_at >= ${span.from}`] : []),
    ...(span.to ? [sql`started_at < ${span.to}`] : []),
    ...narrow(those),
    ...(before ? [sql`(started_at, id) < (${before.at}, ${before.id})`] : []),
  ];
  const found: Recording[] = [];
  for (const places of strides(days)) {
    const left = limit + 1 - found.length;
    found.push(...(await readNewest(db, devices, places, { conditions, ofEach: left, limit: left })));
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: shown(context, devices, page, now),
    next: found.length > limit && last ? cursorOf(last) : null,
  };
}

/** The newest event with a picture of each camera that has any. */
export async function listLastPictures(
  context: Context,
  { ownerId }: OwnerCaller,
): Promise<Reply<typeof footage.listLastPictures>> {
  const { db, clock } = context;
  const now = clock.now();
  const devices = await listWatchableDevices(db, ownerId, now);
  const found = new Map<DeviceId, Recording>();
  for (const places of strides(await listDays(db, devices, {}, now))) {
    const wanted = places.map((place) => ({
      ...place,
      deviceIds: place.deviceIds.filter((id) => !found.has(id)),
    }));
    const conditions = [sql`snapshot_n IS NOT NULL`];
    for (const one of await readNewest(db, devices, wanted, { conditions, ofEach: 1 }))
      if (!found.has(one.device_id)) found.set(one.device_id, one);
    if (found.size === devices.size) break;
  }
  return { items: shown(context, devices, [...found.values()], now) };
}

type PlaceOfDevices = Place & { deviceIds: DeviceId[] };

async function listDays(
  db: RegionContext['db'],
  devices: ReadonlyMap<DeviceId, OwnedDevice>,
  { from, to }: Span,
  now: Date,
): Promise<PlaceOfDevices[][]> {
  if (devices.size === 0) return [];
  const places = await listPlacesOf(db, [...devices.keys()], to, now);
  const first = from ? dayOf(from.getTime()) : 0;
  return [...Map.groupBy(places, ({ day }) => day).values()].filter(([place]) => place && place.day >= first);
}

/** Most of it lies within the newest days; who finds little goes back in growing strides. */
function* strides(days: readonly PlaceOfDevices[][]): Generator<PlaceOfDevices[]> {
  for (let at = 0, stride = 2; at < days.length; at += stride, stride *= 2) yield days.slice(at, at + stride).flat();
}

const only = (devices: ReadonlyMap<DeviceId, OwnedDevice>, deviceId: DeviceId): Map<DeviceId, OwnedDevice> => {
  const device = devices.get(deviceId);
  return new Map(device ? [[deviceId, device]] : []);
};

type Wanted = { conditions: readonly RawBuilder<unknown>[]; ofEach: number; limit?: number };

/** Of each camera the newest by its index, in each partition, then all in one order. */
async function readNewest(
  db: RegionContext['db'],
  devices: ReadonlyMap<DeviceId, OwnedDevice>,
  places: readonly PlaceOfDevices[],
  { conditions, ofEach, limit }: Wanted,
): Promise<Recording[]> {
  const some = places.filter(({ deviceIds }) => deviceIds.length > 0);
  if (some.length === 0) return [];
  const newest = sql`ORDER BY started_at DESC, id DESC`;
  const ownersOf = (ids: readonly DeviceId[]) => ids.map((id) => devices.get(id)?.ownerId ?? null);
  const parts = some.map(
    (place) => sql`SELECT event.* FROM unnest(${place.deviceIds}::text[], ${ownersOf(place.deviceIds)}::text[])
      AS device (id, owner), LATERAL (
      SELECT * FROM recorded_event WHERE ${inPlace(place)} AND device_id = device.id AND owner_id = device.owner
        AND deleted_at IS NULL AND objects > 0 AND ${sql.join(conditions, sql` AND `)}
      ${newest} LIMIT ${ofEach}) AS event`,
  );
  const { rows } = await sql<Recording>`
    SELECT * FROM (${sql.join(parts, sql` UNION ALL `)}) AS found ${newest}
    ${limit === undefined ? sql`` : sql`LIMIT ${limit}`}`.execute(db);
  return rows;
}

const shown = (
  context: Context,
  devices: ReadonlyMap<DeviceId, OwnedDevice>,
  recordings: readonly Recording[],
  now: Date,
) =>
  recordings.flatMap((recording) => {
    const device = devices.get(recording.device_id);
    return device && keptUntil(recording, device) > now ? showRecording(context, device, recording) : [];
  });
