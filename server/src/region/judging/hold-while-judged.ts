import { LONGEST_WORK } from '@kaitong/judge';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** The judge's longest work, and its wait for a lane. */
const LONGEST_HOLD = 2 * LONGEST_WORK;

/** Lets this transaction hold its row for as long as the judge may take. Otherwise one that does nothing is ended much sooner. */
export async function holdWhileJudged(trx: RegionTransaction): Promise<void> {
  await sql`SELECT set_config('idle_in_transaction_session_timeout', ${String(LONGEST_HOLD)}, true)`.execute(trx);
}
