import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Control keeps the report; this is for whoever looks into it with what the device called. */
const KEPT = days(7);

/** Forgets extended tests that are over. */
export async function sweepTests(trx: RegionTransaction): Promise<void> {
  await trx
    .deleteFrom('conformance')
    .where('ended_at', '<', sql<Date>`kaitong_now() - ${KEPT} * interval '1 ms'`)
    .execute();
}
