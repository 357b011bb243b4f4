import { DeviceId } from '@kaitong/contract';
import { type EventPlace, KEPT, RETENTION_CLASSES, type RetentionClass } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import { dayPrefix, FOOTAGE } from '../footage/object-keys.ts';
import { listDays } from '../retention/days.ts';

/** A device's day of a class: so much is compared at once, and a look that broke off goes on after the last one. */
export type Unit = EventPlace & { deviceId: DeviceId };

export const unitPrefix = ({ deviceId, ...place }: Unit): string => `${dayPrefix(place)}${deviceId}/`;

/** Whatever stands in the index or in the store, in the order of the prefixes, after the one that was looked at last. */
export async function* listUnits(context: RegionContext, after: string): AsyncGenerator<Unit> {
  for (const place of await listAllPlaces(context)) {
    const prefix = dayPrefix(place);
    if (prefix < after && !after.startsWith(prefix)) continue;
    for (const deviceId of await listDevices(context, place)) {
      const unit = { ...place, deviceId };
      if (unitPrefix(unit) > after) yield unit;
    }
  }
}

async function listAllPlaces({ db, objects }: RegionContext): Promise<EventPlace[]> {
  const places = new Map<string, EventPlace>();
  for (const place of [...(await listDays(db)), ...(await listKeptDays(db))]) places.set(dayPrefix(place), place);
  for (const retentionClass of await objects.listFolders(FOOTAGE)) {
    if (!isClass(retentionClass)) continue;
    for (const name of await objects.listFolders(`${FOOTAGE}${retentionClass}/`)) {
      const place = { retentionClass, day: Number(name) };
      if (dayPrefix(place) === `${FOOTAGE}${retentionClass}/${name}/`) places.set(dayPrefix(place), place);
    }
  }
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}

/** What is kept is one table for all days. */
async function listKeptDays(db: RegionContext['db']): Promise<EventPlace[]> {
  const { rows } = await sql<EventPlace>`
    SELECT DISTINCT retention_class AS "retentionClass", day FROM footage_place WHERE retention_class = ${KEPT}`.execute(
    db,
  );
  return rows;
}

const isClass = (name: string): name is RetentionClass => RETENTION_CLASSES.some((one) => one === name);

/** Every device with a committed object has the place. */
async function listDevices({ db, objects }: RegionContext, place: EventPlace): Promise<DeviceId[]> {
  const { rows } = await sql<{ device_id: DeviceId }>`
    SELECT device_id FROM footage_place
    WHERE retention_class = ${place.retentionClass} AND day = ${place.day}`.execute(db);
  // A folder with another name is none of ours and is left alone.
  const names = (await objects.listFolders(dayPrefix(place))).map((name) => DeviceId.safeParse(name).data);
  const stored = names.filter((deviceId) => deviceId !== undefined);
  return [...new Set([...rows.map(({ device_id }) => device_id), ...stored])].sort();
}
