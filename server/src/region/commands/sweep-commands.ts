import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** For whoever looks into why a device did not do something. */
const KEPT = days(7);

/** Forgets commands that nobody looks into any more. */
export async function sweepCommands(trx: RegionTransaction): Promise<void> {
  await trx
    .deleteFrom('command')
    .where('expires_at', '<', sql<Date>`kaitong_now() - ${KEPT} * interval '1 ms'`)
    .execute();
}
