import type { EventId } from '@kaitong/contract';
import { KEPT, readEventId } from '@kaitong/core';
import { sql } from 'kysely';
import type { ListedObject } from '../../objects/object-store.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { isBeingRemoved } from '../footage/is-being-removed.ts';
import { LAST_BYTES } from '../footage/last-bytes.ts';
import { dayPrefix, footagePrefix } from '../footage/object-keys.ts';
import { type Fault, type Look, noteFaults } from './look.ts';
import type { Unit } from './units.ts';

/**
 * Removes objects that no row knows: of an event that was deleted or never was, and what was given up when an event was
 * closed. What a deletion is about to remove is left to it. An object that is older than the database belongs to another
 * one, which was restored from a backup or is the right one: it is named and stays.
 */
export async function removeOrphans(
  context: RegionContext,
  look: Look,
  { unit, eventId, strays, born }: { unit: Unit; eventId: EventId; strays: readonly ListedObject[]; born: Date },
): Promise<Fault[]> {
  const { db, objects } = context;
  const prefix = footagePrefix({ ...unit, eventId });
  return await db.transaction().execute(async (trx) => {
    const event = await lockEvent(trx, unit, eventId);
    const orphans = event === 'kept' ? await withoutRows(trx, unit, eventId, strays) : event === 'gone' ? strays : [];
    if (orphans.length === 0 || (await isBeingRemoved(trx, [dayPrefix(unit), prefix]))) return [];
    const left: Fault[] = [];
    const removed: Fault[] = [];
    for (const { key, storedAt } of orphans) {
      if ((await objects.findInfo(key)) === undefined) continue;
      if (storedAt < born) {
        left.push({ fault: 'orphaned', key });
        continue;
      }
      await objects.remove(key);
      removed.push({ fault: 'orphaned', key });
    }
    if (event === 'gone' && left.length === 0) await objects.removePrefix(prefix);
    await noteFaults(trx, look, removed, { repaired: true });
    await noteFaults(trx, look, left, { repaired: false });
    return [...removed, ...left];
  });
}

type State = 'kept' | 'going' | 'gone';

/**
 * `going`: deleted so lately that bytes may be on their way; or on its way into the class of what is kept, or there since: then
 * its objects are copied to one place, and in the other they go with their day.
 */
async function lockEvent(trx: RegionTransaction, unit: Unit, eventId: EventId): Promise<State> {
  const own = readEventId(eventId);
  if (!own || own.day !== unit.day) return 'gone';
  // Its own class before the other, in which it may stand a moment later.
  for (const retentionClass of [own.retentionClass, KEPT] as const) {
    const { rows } = await sql<{ state: State; isKept: boolean }>`
      SELECT CASE WHEN deleted_at IS NULL THEN 'kept'
        WHEN deleted_at > kaitong_now() - ${LAST_BYTES} * interval '1 ms' THEN 'going' ELSE 'gone' END AS state,
        kept_at IS NOT NULL AND deleted_at IS NULL AS "isKept"
      FROM recorded_event
      WHERE retention_class = ${retentionClass} AND day = ${unit.day} AND id = ${eventId}
        AND device_id = ${unit.deviceId} FOR UPDATE`.execute(trx);
    const [row] = rows;
    if (!row) continue;
    if (retentionClass === unit.retentionClass) return row.state;
    if (row.isKept) return 'going';
  }
  return 'gone';
}

/** A declared object may be there before its commit, however long that takes. */
async function withoutRows(
  trx: RegionTransaction,
  unit: Unit,
  eventId: EventId,
  strays: readonly ListedObject[],
): Promise<ListedObject[]> {
  const { rows } = await sql<{ n: number }>`
    SELECT n FROM recorded_object
    WHERE retention_class = ${unit.retentionClass} AND day = ${unit.day} AND event_id = ${eventId}`.execute(trx);
  const known = new Set(rows.map(({ n }) => n));
  return strays.filter(({ key }) => !known.has(Number(key.slice(key.lastIndexOf('/') + 1))));
}
