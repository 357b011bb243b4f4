import { type DayNumber, dayOf, firstKeptDay, type RetentionClass } from '@kaitong/core';
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { FootageHourTable } from '../../store/region/recordings.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { hasFootage, type OwnedDevice } from './owned-device.ts';

/** One partition in which a device has footage, and how many unread events are in it. */
export type Place = { retentionClass: RetentionClass; day: DayNumber; unread: number };

/** Half open; either end may be left out. */
export type Span = { from?: Date | undefined; to?: Date | undefined };

/**
 * Where a device has footage, newest day first. What is asked of recordings afterwards names these partitions and reads
 * no other: of a region’s days and classes, a device fills few.
 */
export async function listPlaces(
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
      const unread = same.reduce((sum, hour) => sum + hour.unread, 0);
      return { retentionClass: first.retention_class, day: first.day, unread };
    })
    .sort((a, b) => b.day - a.day);
}

/** What a device has by hour and class; of days that are past their time nothing, whether they are dropped yet or not. */
export async function listHours(
  db: Kysely<RegionTables>,
  device: OwnedDevice,
  { from, to }: Span,
  now: Date,
): Promise<Selectable<FootageHourTable>[]> {
  if (!hasFootage(device, now)) return [];
  const oldest = firstKeptDay('continuous30', now.getTime());
  // A recording belongs to the day on which it began, and reaches an hour into the next at most.
  const first = from ? Math.max(oldest, dayOf(from.getTime()) - 1) : oldest;
  const last = dayOf((to ?? now).getTime());
  const rows = await db
    .selectFrom('footage_hour')
    .selectAll()
    .where('device_id', '=', device.deviceId)
    .where('owner_id', '=', device.ownerId)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .$if(from !== undefined, (query) => query.where('hour', '>=', hourOf(from ?? now)))
    .$if(to !== undefined, (query) => query.where('hour', '<', to ?? now))
    .execute();
  return rows.filter(({ retention_class, day }) => day >= firstKeptDay(retention_class, now.getTime()));
}

const HOUR_MS = 3_600_000;
export const hourOf = (time: Date): Date => new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS);

/** `retention_class` and `day` of one place: with both given as values, the planner opens that partition only. */
export const inPlace = ({ retentionClass, day }: Pick<Place, 'retentionClass' | 'day'>): RawBuilder<boolean> =>
  sql<boolean>`retention_class = ${retentionClass} AND day = ${day}`;
