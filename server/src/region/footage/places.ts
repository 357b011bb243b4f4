import { type DeviceId, days } from '@kaitong/contract';
import { type DayNumber, dayOf, firstKeptDay, KEPT, type RetentionClass } from '@kaitong/core';
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { FootageHourTable } from '../../store/region/recordings.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { hasFootage, type OwnedDevice } from './owned-device.ts';

/** One partition in which a device has footage. */
export type Place = { retentionClass: RetentionClass; day: DayNumber };

/** Half open; either end may be left out. */
export type Span = { from?: Date | undefined; to?: Date | undefined };

/**
 * Where a device may have footage that began in a span, newest day first; of days that are past their time nothing, whether
 * they are dropped yet or not. What is asked of recordings afterwards names these partitions and reads no other.
 */
export async function listPlaces(
  db: Kysely<RegionTables>,
  device: OwnedDevice,
  { from, to }: Span,
  now: Date,
): Promise<Place[]> {
  if (!hasFootage(device, now)) return [];
  const last = dayOf((to ?? now).getTime());
  const rows = await db
    .selectFrom('footage_place')
    .select(['retention_class', 'day'])
    .where('device_id', '=', device.deviceId)
    .where('day', '>=', from ? dayOf(from.getTime()) : 0)
    .where('day', '<=', last)
    .where(isInTime(now))
    .orderBy('day', 'desc')
    .execute();
  return rows
    .filter(({ retention_class, day }) => day >= firstKeptDay(retention_class, now.getTime()))
    .map(({ retention_class: retentionClass, day }) => ({ retentionClass, day }));
}

/** The same of several devices: by day, which of them have footage in which class. */
export async function listPlacesOf(
  db: Kysely<RegionTables>,
  deviceIds: readonly DeviceId[],
  to: Date | undefined,
  now: Date,
): Promise<(Place & { deviceIds: DeviceId[] })[]> {
  const rows = await db
    .selectFrom('footage_place')
    .select(['retention_class', 'day', sql<DeviceId[]>`array_agg(device_id)`.as('deviceIds')])
    .where('device_id', '=', sql<DeviceId>`ANY(${deviceIds})`)
    .where('day', '<=', dayOf((to ?? now).getTime()))
    .where(isInTime(now))
    .groupBy(['retention_class', 'day'])
    .orderBy('day', 'desc')
    .execute();
  return rows.flatMap(({ retention_class, ...place }) =>
    place.day >= firstKeptDay(retention_class, now.getTime()) ? { ...place, retentionClass: retention_class } : [],
  );
}

/** Of days beyond those of all classes only what is kept. */
const isInTime = (now: Date): RawBuilder<boolean> =>
  sql<boolean>`(day >= ${firstKeptDay('continuous30', now.getTime())} OR retention_class = ${KEPT})`;

/** Those of them with unread events. */
export async function listUnreadPlaces(
  db: Kysely<RegionTables>,
  device: OwnedDevice,
  span: Span,
  now: Date,
): Promise<Place[]> {
  const hours = await listHours(db, device, span, now);
  const places = Map.groupBy(hours, ({ retention_class, day }) => `${retention_class} ${day}`);
  return [...places.values()]
    .flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const isUnread = same.some(({ unread }) => unread > 0);
      return isUnread ? { retentionClass: first.retention_class, day: first.day } : [];
    })
    .sort((a, b) => b.day - a.day);
}

/** What a device has by hour and class. */
export async function listHours(
  db: Kysely<RegionTables>,
  device: OwnedDevice,
  { from, to }: Span,
  now: Date,
): Promise<Selectable<FootageHourTable>[]> {
  // A recording belongs to the day on which it began, and reaches an hour into the next at most.
  const earlier = from && new Date(from.getTime() - days(1));
  const places = await listPlaces(db, device, { from: earlier, to }, now);
  if (places.length === 0) return [];
  const parts = places.map(
    (place) => sql`SELECT * FROM footage_hour
      WHERE ${inPlace(place)} AND device_id = ${device.deviceId} AND owner_id = ${device.ownerId}
        ${from ? sql`AND hour >= ${hourOf(from)}` : sql``} ${to ? sql`AND hour < ${to}` : sql``}`,
  );
  const { rows } = await sql<Selectable<FootageHourTable>>`${sql.join(parts, sql` UNION ALL `)}`.execute(db);
  return rows;
}

const HOUR_MS = 3_600_000;
export const hourOf = (time: Date): Date => new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS);

/** `retention_class` and `day` of one place: with both given as values, the planner opens that partition only. */
export const inPlace = ({ retentionClass, day }: Place): RawBuilder<boolean> =>
  sql<boolean>`retention_class = ${retentionClass} AND day = ${day}`;
