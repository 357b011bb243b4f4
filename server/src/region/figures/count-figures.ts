import type { RegionCounts } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import { sumTotals } from '../footage/footage-totals.ts';

/** What the region counts of itself now. */
export async function countFigures(db: Executor): Promise<RegionCounts> {
  // The two halves of the judge's queue are asked for as its own indexes have them.
  const { rows } = await sql<Omit<RegionCounts, 'footageBytes'>>`
    SELECT paired.*,
      (SELECT count(*) FROM subscription WHERE ends_at > kaitong_now()) AS subscriptions,
      (SELECT count(*) FROM event_object WHERE state = 'committed' AND inspection IS NULL)
      + (SELECT count(*) FROM event_object
         WHERE state = 'committed' AND inspection IS NOT NULL AND decoding IS NULL) AS "judgeQueue",
      (SELECT coalesce(sum(seq - acknowledged), 0)::bigint FROM topic WHERE acknowledged < seq) AS unreported
    FROM (
      SELECT count(*) AS devices, count(*) FILTER (WHERE presence = 'online') AS online
      FROM device_now WHERE removed_at IS NULL AND kind = 'camera') AS paired`.execute(db);
  const [counts] = rows;
  if (!counts) throw new Error('a region has figures, be they zero');
  return { ...counts, footageBytes: await sumTotals(db) };
}
