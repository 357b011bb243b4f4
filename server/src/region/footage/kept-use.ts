import type { DeviceId, EventId } from '@kaitong/contract';
import { type DayNumber, KEPT, keptQuotaAt, noSubscription, type RetentionClass } from '@kaitong/core';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';
import type { OwnedDevice } from './owned-device.ts';
import { inPlace } from './places.ts';

/** What a device keeps beyond its days, and how much its plan lets it keep. */
export type KeptUse = { quota: number; used: number; events: number };

/** One at a time: whoever asks whether something still fits, and takes the room for it; moves it; or ends all footage. */
export async function lockKept(trx: RegionTransaction, { deviceId }: Pick<OwnedDevice, 'deviceId'>): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' keeps ' || ${deviceId}, 0))`.execute(
    trx,
  );
}

/** By the plan in force at this moment. All of its days are looked at, also one that is past its time and not dropped yet. */
export async function findKeptUse(
  db: Kysely<RegionTables>,
  { deviceId, ownerId }: OwnedDevice,
  now: Date,
): Promise<KeptUse> {
  const bought = await db
    .selectFrom('subscription')
    .select('subscription')
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  const quota = keptQuotaAt(bought?.subscription ?? noSubscription, now.getTime());
  const places = await db
    .selectFrom('footage_place')
    .select(['retention_class', 'day'])
    .where('device_id', '=', deviceId)
    .execute();
  if (places.length === 0) return { quota, used: 0, events: 0 };
  const parts = places.map(
    ({ retention_class: retentionClass, day }) => sql`SELECT bytes FROM recorded_event
      WHERE ${inPlace({ retentionClass, day })} AND device_id = ${deviceId} AND owner_id = ${ownerId}
        AND kept_at IS NOT NULL AND deleted_at IS NULL`,
  );
  const { rows } = await sql<{ used: number; events: number }>`
    SELECT coalesce(sum(bytes), 0)::bigint AS used, count(*)::int AS events
    FROM (${sql.join(parts, sql` UNION ALL `)}) AS kept`.execute(db);
  return { quota, used: rows[0]?.used ?? 0, events: rows[0]?.events ?? 0 };
}

type Deleted = { retention_class: RetentionClass; day: DayNumber; id: EventId };

/** Rows of deleted recordings go with their day; those of what was kept have none, and go at once. */
export async function forgetKept(
  trx: RegionTransaction,
  deviceId: DeviceId,
  deleted: readonly Deleted[],
): Promise<void> {
  const days = Map.groupBy(
    deleted.filter(({ retention_class }) => retention_class === KEPT),
    ({ day }) => day,
  );
  for (const [day, some] of [...days].sort(([a], [b]) => a - b)) {
    const ids = some.map(({ id }) => id);
    const place = inPlace({ retentionClass: KEPT, day });
    await sql`DELETE FROM recorded_object WHERE ${place} AND event_id = ANY(${ids})`.execute(trx);
    await sql`DELETE FROM recorded_event WHERE ${place} AND id = ANY(${ids})`.execute(trx);
    await sql`
      DELETE FROM footage_place WHERE ${place} AND device_id = ${deviceId}
        AND NOT EXISTS (SELECT FROM recorded_event WHERE ${place} AND device_id = ${deviceId})`.execute(trx);
  }
}
