import type { DeviceId } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

const keyOf = (what: string) => sql`hashtextextended(${sql.lit(what)} || current_schema(), 0)`;
const key = keyOf('places before the judge of ');
const speaking = keyOf('words to the line before the judge of ');

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
export const tryTurn = (trx: RegionTransaction): Promise<boolean> => tryLock(trx, key);

/** One at a time tells those in the line where they stand. `false`: another does. */
export const trySpeaking = (trx: RegionTransaction): Promise<boolean> => tryLock(trx, speaking);

async function tryLock(trx: RegionTransaction, lock: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`SELECT pg_try_advisory_xact_lock(${lock}) AS mine`.execute(trx);
  return rows[0]?.mine ?? false;
}
