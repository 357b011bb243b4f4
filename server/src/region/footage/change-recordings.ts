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
  device: OwnedDevice,
  selected: readonly Selected[],
  change: RawBuilder<unknown>,
): Promise<Recording[]> {
  const changed: Recording[] = [];
  for (const one of inOrder(selected)) {
    const rows = await lockSelected(trx, device, one);
    if (rows.length === 0) continue;
    const ids = rows.map(({ id }) => id);
    await sql`UPDATE recorded_event SET ${change} WHERE ${inPlace(one)} AND id = ANY(${ids})`.execute(trx);
    changed.push(...rows);
  }
  return changed;
}

/** The same recordings, locked in the same order and as they are; those of which something has come. */
export async function listSelected(
  trx: RegionTransaction,
  device: OwnedDevice,
  selected: readonly Selected[],
): Promise<Recording[]> {
  const found: Recording[] = [];
  for (const one of inOrder(selected)) found.push(...(await lockSelected(trx, device, one)));
  return found.filter(({ objects }) => objects > 0);
}

const inOrder = (selected: readonly Selected[]): Selected[] =>
  [...selected].sort((a, b) => a.day - b.day || (a.retentionClass < b.retentionClass ? -1 : 1));

async function lockSelected(
  trx: RegionTransaction,
  { deviceId, ownerId }: OwnedDevice,
  { condition, ...place }: Selected,
): Promise<Recording[]> {
  const { rows } = await sql<Recording>`
    SELECT * FROM recorded_event WHERE ${inPlace(place)} AND device_id = ${deviceId} AND owner_id = ${ownerId}
      AND deleted_at IS NULL AND ${condition} ORDER BY id FOR UPDATE`.execute(trx);
  return rows;
}
