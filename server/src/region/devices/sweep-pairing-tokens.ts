import type { OwnerId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Forgets pairing tokens that have expired. */
export async function sweepPairingTokens(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('pairing_token').where('expires_at', '<', sql<Date>`kaitong_now()`).execute();
}

/** Waits for cameras that are just pairing with one of this owner's. */
export async function endPairingTokens(trx: RegionTransaction, ownerId: OwnerId): Promise<void> {
  await trx.deleteFrom('pairing_token').where('owner_id', '=', ownerId).execute();
}
