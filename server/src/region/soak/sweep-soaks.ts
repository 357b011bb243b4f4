import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Control keeps the report. */
const KEPT = days(7);

/** Forgets soaks that are over. */
export async function sweepSoaks(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('soak').where('ended_at', '<', sql<Date>`kaitong_now() - ${KEPT} * interval '1 ms'`).execute();
}
