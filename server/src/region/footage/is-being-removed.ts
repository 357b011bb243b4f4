import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Whether a deletion is about to remove one of these prefixes from the store. */
export async function isBeingRemoved(trx: RegionTransaction, prefixes: readonly string[]): Promise<boolean> {
  const { rows } = await sql`SELECT FROM footage_removal WHERE prefix = ANY(${prefixes}) LIMIT 1`.execute(trx);
  return rows.length > 0;
}
