import { type Duration, days } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** See docs/decisions/0006-how-long-things-are-kept.md. */
const FINGERPRINTS_KEPT = days(730);
/** The same: what moved before a private camera is kept for no longer than it helps. */
const SIGNATURES_KEPT = days(30);

/** Forgets what was seen so long ago that nobody would send it again. */
export async function sweepSeenPictures(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('fingerprint').where('seen_at', '<', ago(FINGERPRINTS_KEPT)).execute();
  await trx.deleteFrom('signature').where('seen_at', '<', ago(SIGNATURES_KEPT)).execute();
}

const ago = (age: Duration) => sql<Date>`kaitong_now() - ${age} * interval '1 ms'`;
