import type { EventId } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';

// What operators see of the line before the judge, over all processes of the region.
type Db = Kysely<RegionTables>;

/** Runs that hold a grant. */
export const countRuns = (db: Db): Promise<number> => count(db, sql`run WHERE state = 'running'`);

/** Applications that wait for a place before the judge. */
export const countWaitingRuns = (db: Db): Promise<number> => count(db, sql`waiting_run`);

/** Clips with objects that are stored and not judged yet. */
export const countUnjudgedClips = (db: Db): Promise<number> =>
  count(
    db,
    sql`(SELECT DISTINCT event_id FROM event_object
      WHERE state = 'committed' AND (inspection IS NULL OR decoding IS NULL)) AS clip`,
  );

async function count(db: Db, from: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM ${from}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Clips that came before an event's and are not judged either. */
export async function countClipsAhead(trx: RegionTransaction, eventId: EventId): Promise<number> {
  const { rows } = await sql<{ clips: number }>`
    SELECT count(DISTINCT event_id)::int AS clips FROM event_object
    WHERE state = 'committed' AND (inspection IS NULL OR decoding IS NULL) AND event_id <> ${eventId}
      AND committed_at < (SELECT min(committed_at) FROM event_object WHERE event_id = ${eventId}
        AND state = 'committed' AND (inspection IS NULL OR decoding IS NULL))`.execute(trx);
  return rows[0]?.clips ?? 0;
}
