import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** See docs/decisions/0006-how-long-things-are-kept.md. */
const KEPT = days(730);

/** Forgets what was seen so long ago that nobody would send it again. */
export async function sweepFingerprints(trx: RegionTransaction): Promise<void> {
  await trx
    .deleteFrom('fingerprint')
    .where('seen_at', '<', sql<Date>`kaitong_now() - ${KEPT} * interval '1 ms'`)
    .execute();
}
