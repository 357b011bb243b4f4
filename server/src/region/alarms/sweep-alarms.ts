import { ALARM_LIFE } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Forgets alarms whose time is over; their deadlines find nothing. */
export async function sweepAlarms(trx: RegionTransaction): Promise<void> {
  await trx
    .deleteFrom('alarm')
    .where('queued_at', '<', sql<Date>`kaitong_now() - ${ALARM_LIFE * 2} * interval '1 ms'`)
    .execute();
}
