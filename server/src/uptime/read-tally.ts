import { lostBefore, type OutageTally } from '@kaitong/core';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../store/executor.ts';

/** The schema's tally as a column, for statements that lock what is counted for. */
export const tallyColumn: RawBuilder<OutageTally> = sql`(
  SELECT jsonb_build_object(
    'lostMs', lost_ms,
    'countedAt', floor(extract(epoch FROM counted_at) * 1000),
    'upAt', (SELECT jsonb_object_agg(part, floor(extract(epoch FROM up_at) * 1000)) FROM uptime))
  FROM outage_tally)`;

/** The tally with the time of the look, in milliseconds since 1970. */
export async function readTally(db: Executor): Promise<{ tally: OutageTally; now: number }> {
  const { rows } = await sql<{ tally: OutageTally; now: Date }>`
    SELECT ${tallyColumn} AS tally, kaitong_now() AS now`.execute(db);
  if (!rows[0]) throw new Error('a schema has a tally of outages, be it zero');
  return { tally: rows[0].tally, now: rows[0].now.getTime() };
}

/** From where a run counts that begins now. */
export async function readLostBefore(db: Executor): Promise<number> {
  const { tally, now } = await readTally(db);
  return lostBefore(tally, now);
}
