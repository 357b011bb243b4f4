import type { RegionHour } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import { countFigures } from './count-figures.ts';

/** Counts what is there for the hour that goes on, unless it was counted, and forgets the hours before the last day. */
export async function keepHour(db: Executor): Promise<void> {
  const { devices, online, subscriptions, footageBytes, judgeQueue, unreported } = await countFigures(db);
  await sql`
    INSERT INTO region_hour (hour, devices, online, subscriptions, footage_bytes, judge_queue, unreported)
    VALUES (date_trunc('hour', kaitong_now(), 'UTC'),
      ${devices}, ${online}, ${subscriptions}, ${footageBytes}, ${judgeQueue}, ${unreported})
    ON CONFLICT (hour) DO NOTHING`.execute(db);
  await sql`DELETE FROM region_hour WHERE hour <= kaitong_now() - interval '24 hours'`.execute(db);
}

/** The hours of the last day that were counted, oldest first: 24 at most. */
export async function listHours(db: Executor): Promise<RegionHour[]> {
  const { rows } = await sql<Omit<RegionHour, 'hour'> & { hour: Date }>`
    SELECT hour, devices, online, subscriptions, footage_bytes AS "footageBytes", judge_queue AS "judgeQueue", unreported
    FROM region_hour WHERE hour > kaitong_now() - interval '24 hours' ORDER BY hour`.execute(db);
  return rows.map(({ hour, ...counts }) => ({ ...counts, hour: hour.toISOString() }));
}
