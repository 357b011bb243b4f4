import type { DeviceId } from '@kaitong/contract';
import type { EventPlace } from '@kaitong/core';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import type { RegionTransaction } from '../context.ts';

/** So many rows has a day of a class that all its cameras write to: with one, their commits would wait in line for it. */
const SHARDS = 64;

/** Of an event that is there: where its bytes count. */
export type TotalPlace = EventPlace & { deviceId: DeviceId };

/**
 * One row of a total, for `footage_total`. Whoever changes hours of a device locks those first and the total of their day
 * last, and totals of several days in the order of the days: nobody who holds one waits for hours.
 */
export const totalRow = ({ retentionClass, day, deviceId }: TotalPlace, bytes: number): RawBuilder<unknown> =>
  sql`${retentionClass}::text, ${day}::int, (hashtextextended(${deviceId}, 0) & ${SHARDS - 1})::int, ${bytes}::bigint`;

/** Follows an INSERT of such rows into `footage_total AS total`. */
export const addedUp = sql`
  ON CONFLICT (retention_class, day, shard) DO UPDATE SET bytes = total.bytes + excluded.bytes`;

/** Takes bytes that are gone from their hours out of the total, in the same transaction. */
export async function takeFromTotal(trx: RegionTransaction, place: TotalPlace, bytes: number): Promise<void> {
  await sql`
    INSERT INTO footage_total AS total (retention_class, day, shard, bytes) SELECT ${totalRow(place, -bytes)}
    ${addedUp}`.execute(trx);
}

/** For the transaction that drops a day: nobody is left who could add to it. */
export async function forgetTotal(trx: RegionTransaction, { retentionClass, day }: EventPlace): Promise<void> {
  await sql`DELETE FROM footage_total WHERE retention_class = ${retentionClass} AND day = ${day}`.execute(trx);
}

/** Of all footage of the region: what its hours would add up to, of which there are hundreds of times more. */
export async function sumTotals(db: Executor): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM footage_total`.execute(db);
  return rows[0]?.bytes ?? 0;
}
