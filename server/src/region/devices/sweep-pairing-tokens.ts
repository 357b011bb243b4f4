import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Forgets pairing tokens that have expired. */
export async function sweepPairingTokens(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('pairing_token').where('expires_at', '<', sql<Date>`kaitong_now()`).execute();
}
