import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Forgets tester codes that have expired. */
export async function sweepTesterCodes(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('tester_code').where('expires_at', '<', sql<Date>`kaitong_now()`).execute();
}
