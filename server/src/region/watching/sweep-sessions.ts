import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Forgets sessions that have expired. */
export async function sweepSessions(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('playback').where('expires_at', '<', sql<Date>`kaitong_now()`).execute();
}
