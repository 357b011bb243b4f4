import type { DeviceId, EventId, OwnerId } from '@kaitong/contract';
import type { EventPlace } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

type Ended = { events: { id: EventId; bytes: number; kept_at: Date | null }[]; hours: { bytes: number }[] };

/** Makes all events that an owner's device has in one place unreachable, with their hours. Totals are the caller's. */
export async function endEvents(
  trx: RegionTransaction,
  { retentionClass, day }: EventPlace,
  { ownerId, deviceId }: { ownerId: OwnerId; deviceId: DeviceId },
): Promise<Ended> {
  const place = sql`retention_class = ${retentionClass} AND day = ${day} AND device_id = ${deviceId}`;
  const { rows: events } = await sql<Ended['events'][number]>`
    WITH mine AS (
      SELECT id FROM recorded_event WHERE ${place} AND owner_id = ${ownerId} AND deleted_at IS NULL
      ORDER BY id FOR UPDATE)
    UPDATE recorded_event SET deleted_at = kaitong_now(), wrapped_key = NULL, favourite_at = NULL, note = NULL
    WHERE ${place} AND id IN (SELECT id FROM mine) RETURNING id, bytes, kept_at`.execute(trx);
  const { rows: hours } = await sql<{ bytes: number }>`
    DELETE FROM footage_hour WHERE ${place} AND owner_id = ${ownerId} RETURNING bytes`.execute(trx);
  return { events, hours };
}
