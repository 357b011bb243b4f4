import { type RawBuilder, sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import type { Recording } from './find-recording.ts';
import type { OwnedDevice } from './owned-device.ts';
import { inPlace, type Place } from './places.ts';

/** Recordings of one place. */
export type Selected = Place & { condition: RawBuilder<unknown> };

/**
 * Changes a device's recordings and returns them as they were counted. Locked in one order, so that two requests about
 * the same ones wait for each other instead of for ever; a camera's commit locks one of them, and hours after it too.
 */
export async function changeRecordings(
  trx: RegionTransaction,
  { deviceId, ownerId }: OwnedDevice,
  selected: readonly Selected[],
  change: RawBuilder<unknown>,
): Promise<Recording[]> {
  const changed: Recording[] = [];
  const inOrder = [...selected].sort((a, b) => a.day - b.day || (a.retentionClass < b.retentionClass ? -1 : 1));
  for (const { condition, ...place } of inOrder) {
    const { rows } = await sql<Recording>`
      SELECT * FROM recorded_event WHERE ${inPlace(place)} AND device_id = ${deviceId} AND owner_id = ${ownerId}
        AND deleted_at IS NULL AND ${condition} ORDER BY id FOR UPDATE`.execute(trx);
    if (rows.length === 0) continue;
    const ids = rows.map(({ id }) => id);
    await sql`UPDATE recorded_event SET ${change} WHERE ${inPlace(place)} AND id = ANY(${ids})`.execute(trx);
    changed.push(...rows);
  }
  return changed;
}
