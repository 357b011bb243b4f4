import type { DeviceId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

const key = sql`hashtextextended('places before the judge of ' || current_schema(), 0)`;

/**
 * From here to its end the caller's transaction decides for the region, so that two starts do not take one place. It waits
 * for its device's row before that: what holds up one start must hold up no other.
 */
export async function takeTurns(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await sql`
    WITH locked AS MATERIALIZED (SELECT FROM device WHERE device_id = ${deviceId} FOR UPDATE)
    SELECT pg_advisory_xact_lock(${key}) FROM (SELECT count(*) FROM locked) AS first`.execute(trx);
}

/** The same for who holds a run, which others may wait for: it waits for nobody, and `false` says that another decides. */
export async function tryTurn(trx: RegionTransaction): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`SELECT pg_try_advisory_xact_lock(${key}) AS mine`.execute(trx);
  return rows[0]?.mine ?? false;
}
