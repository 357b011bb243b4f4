import { type DeviceId, days } from '@kaitong/contract';
import { dayOf } from '@kaitong/core';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import { hasFootage, type OwnedDevice } from './owned-device.ts';
import { hourOf, inPlace, listPlacesOf, type Span } from './places.ts';

/** `last`: the hour after the last in which anything began. */
export type HourSum = { bytes: number; first: Date; last: Date };

/** What the hours of each device sum up to, all of one owner; of those without footage nothing. */
export async function sumHours(
  db: Kysely<RegionTables>,
  devices: readonly OwnedDevice[],
  { from, to }: Span,
  now: Date,
): Promise<Map<DeviceId, HourSum>> {
  const ids = devices.filter((device) => hasFootage(device, now)).map(({ deviceId }) => deviceId);
  const [owner] = devices;
  if (!owner || ids.length === 0) return new Map();
  // What began late on a day is counted in that day's place, whatever hour the span begins in.
  const earliest = from ? dayOf(from.getTime() - days(1)) : 0;
  const places = (await listPlacesOf(db, ids, to, now)).filter(({ day }) => day >= earliest);
  if (places.length === 0) return new Map();
  const parts = places.map(
    ({ deviceIds, ...place }) => sql`SELECT device_id, bytes, hour FROM footage_hour
      WHERE ${inPlace(place)} AND device_id = ANY(${deviceIds}) AND owner_id = ${owner.ownerId}
        ${from ? sql`AND hour >= ${hourOf(from)}` : sql``} ${to ? sql`AND hour < ${to}` : sql``}`,
  );
  const { rows } = await sql<HourSum & { deviceId: DeviceId }>`
    SELECT device_id AS "deviceId", sum(bytes)::bigint AS bytes, min(hour) AS first, max(hour) + interval '1 hour' AS last
    FROM (${sql.join(parts, sql` UNION ALL `)}) AS hours GROUP BY device_id`.execute(db);
  return new Map(rows.map(({ deviceId, ...sum }) => [deviceId, sum]));
}
