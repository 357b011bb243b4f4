import { type DeviceId, type Refusal, seconds } from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { declaredOf, type GoingOn, MOST_BYTES_PER_SECOND, type RetentionClass } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import { refusalOf } from './refusal-of.ts';

/** What an event weighs at least: one with next to nothing in it is an event too. */
const LEAST = seconds(1);

type Kept = { retention_class: RetentionClass; day: number; device_id: DeviceId };

/**
 * Why no more footage may come late into a day of a device: it has as much as can have been recorded in what was paid of
 * that day. Only said to be short, it counts as long as it is at the highest rate. The lock is held until the transaction
 * ends, so that two events do not take the same rest.
 */
export async function refuseLate(
  trx: RegionTransaction,
  event: Kept,
  { lateAllowance }: Pick<GoingOn, 'lateAllowance'>,
  object: ObjectDeclaration,
): Promise<Refusal | undefined> {
  if (lateAllowance === undefined) return undefined;
  const { retention_class, day, device_id } = event;
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' late ' || ${device_id}, 0))`.execute(
    trx,
  );
  const { rows } = await sql<{ ms: number }>`
    SELECT coalesce(sum(greatest(${LEAST}::bigint, declared_ms, declared_bytes * 1000 / ${MOST_BYTES_PER_SECOND}::bigint)), 0)
      ::float8 AS ms
    FROM recorded_event
    WHERE retention_class = ${retention_class} AND day = ${day} AND device_id = ${device_id}`.execute(trx);
  const more = Math.max(declaredOf(object).durationMs, (object.bytes * seconds(1)) / MOST_BYTES_PER_SECOND);
  return (rows[0]?.ms ?? 0) + more > lateAllowance ? refusalOf('event_not_paid', event) : undefined;
}
