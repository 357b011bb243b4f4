import { ALARM_LIFE, REMINDER_LIFE } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Forgets alarms whose time is over; their deadlines find nothing. */
export async function sweepAlarms(trx: RegionTransaction): Promise<void> {
  await trx
    .deleteFrom('alarm')
    .where(
      'queued_at',
      '<',
      sql<Date>`kaitong_now()
      - CASE WHEN event_id IS NULL THEN ${REMINDER_LIFE}::float8 ELSE ${ALARM_LIFE * 2}::float8 END * interval '1 ms'`,
    )
    .execute();
}
