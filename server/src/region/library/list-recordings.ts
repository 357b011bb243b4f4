import { type footage, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { findOwned } from '../footage/find-owned.ts';
import { keptUntil, type Recording } from '../footage/find-recording.ts';
import { findOwnedDevice, type OwnedDevice } from '../footage/owned-device.ts';
import { inPlace, listPlaces, listUnreadPlaces, type Place } from '../footage/places.ts';
import { cursorOf, earlier, readCursor } from './event-cursor.ts';
import { narrow } from './narrow.ts';
import { type ShownRecording, showRecording } from './show-recording.ts';

type Query = Parsed<typeof footage.listEvents>['query'];

/** Recordings of a device, newest first. */
export async function listEvents(
  context: Pick<RegionContext, 'db' | 'clock' | 'publicUrl'>,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, query }: Parsed<typeof footage.listEvents>,
): Promise<Reply<typeof footage.listEvents> | Refusal> {
  const device = await findOwnedDevice(context.db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const rows = await listRecordings(context, device, query);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((recording) => showRecording(context, device, recording)),
    next: rows.length > query.limit && last ? cursorOf(last) : null,
  };
}

export async function getEvent(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId, eventId } }: Parsed<typeof footage.getEvent>,
): Promise<ShownRecording | Refusal> {
  const found = await findOwned(context, { ownerId, deviceId, eventId });
  return isRefusal(found) ? found : showRecording(context, found.device, found.recording);
}

/** One row more than the page holds, so that it is known whether there is another page. */
export async function listRecordings(
  { db, clock }: Pick<RegionContext, 'db' | 'clock'>,
  device: OwnedDevice,
  { cursor, limit, from, to, ...those }: Query,
): Promise<Recording[]> {
  const now = clock.now();
  const before = cursor === undefined ? undefined : readCursor(cursor);
  if (cursor !== undefined && !before) return [];
  const span = { from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined };
  const within = before ? { ...span, to: earlier(span.to, before.at) } : span;
  const places = await (those.unread === true ? listUnreadPlaces : listPlaces)(db, device, within, now);
  const conditions = [
    sql`device_id = ${device.deviceId} AND owner_id = ${device.ownerId} AND deleted_at IS NULL AND objects > 0`,
    ...(span.from ? [sql`started_at >= ${span.from}`] : []),
    ...(span.to ? [sql`started_at < ${span.to}`] : []),
    ...(before ? [sql`(started_at, id) < (${before.at}, ${before.id})`] : []),
    ...narrow(those),
  ];
  const days = [...Map.groupBy(places, ({ day }) => day).values()];
  const found: Recording[] = [];
  // Most pages lie within the newest days. A filter that finds little goes back in growing strides.
  for (let at = 0, stride = 2; at < days.length && found.length <= limit; at += stride, stride *= 2) {
    found.push(...(await readPlaces(db, days.slice(at, at + stride).flat(), conditions, limit + 1 - found.length)));
  }
  return found.filter((recording) => keptUntil(recording, device) > now);
}

/** Each partition by its index, then what they gave in one order: within a day, classes overlap. */
async function readPlaces(
  db: Kysely<RegionTables>,
  places: readonly Place[],
  conditions: readonly RawBuilder<unknown>[],
  limit: number,
): Promise<Recording[]> {
  const newest = sql`ORDER BY started_at DESC, id DESC LIMIT ${limit}`;
  const parts = places.map(
    (place) => sql`(SELECT * FROM recorded_event
      WHERE ${inPlace(place)} AND ${sql.join(conditions, sql` AND `)} ${newest})`,
  );
  const { rows } = await sql<Recording>`
    SELECT * FROM (${sql.join(parts, sql` UNION ALL `)}) AS found ${newest}`.execute(db);
  return rows;
}
