import { type Duration, milliseconds, seconds } from '@kaitong/contract';
import type { DecodeOutcome } from '@kaitong/judge';
import { sql } from 'kysely';
import type { RegionContext, RegionTransaction } from '../context.ts';

/**
 * What one clip may take of a judge's lane, its objects together: 15 s of footage may take 18 s alone on the machine,
 * and three times that beside others. Without it a clip of 160 objects, each just within its limits, takes minutes.
 */
const CLIP_TIME = seconds(60);

type Limit = Extract<DecodeOutcome, { is: 'limit' }>;

/** Why no more of a clip is decoded: it has passed a limit once already, or taken its time; undefined: it goes on. */
export async function findClipLimit(
  trx: RegionTransaction,
  eventId: string,
  kind: 'segment' | 'snapshot',
): Promise<Limit | undefined> {
  const part = kind === 'segment' ? 'decoded' : 'picture';
  const { rows } = await sql<{ ms: number; limit: Limit | null }>`
    SELECT coalesce(sum((decoding ->> 'tookMs')::int), 0)::int AS ms,
      (array_agg(decoding -> ${part}::text ORDER BY n) FILTER (WHERE decoding -> ${part}::text ->> 'is' = 'limit'))[1] AS limit
    FROM event_object WHERE event_id = ${eventId} AND kind = ${kind} AND decoding IS NOT NULL`.execute(trx);
  const [spent] = rows;
  if (spent?.limit) return spent.limit;
  return spent && spent.ms > CLIP_TIME ? { is: 'limit', reason: 'time' } : undefined;
}

/** Seen by others at once, while the object's own row is held: the time of `verify` counts from here. */
export async function noteWorkStarted(
  { db }: RegionContext,
  { event_id, n }: { event_id: string; n: number },
): Promise<void> {
  await db
    .insertInto('judge_work')
    .values({ event_id, n })
    .onConflict((conflict) => conflict.columns(['event_id', 'n']).doUpdateSet({ started_at: sql<Date>`kaitong_now()` }))
    .execute();
}

export async function noteWorkEnded(
  trx: RegionTransaction,
  { event_id, n }: { event_id: string; n: number },
): Promise<void> {
  await trx.deleteFrom('judge_work').where('event_id', '=', event_id).where('n', '=', n).execute();
}

/** How long the judge has been at work on what is missing of an event; undefined while that still waits for its turn. */
export async function findWorkTime(trx: RegionTransaction, eventId: string): Promise<Duration | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    SELECT (extract(epoch FROM kaitong_now() - min(started_at)) * 1000)::float8 AS ms FROM judge_work
    WHERE event_id = ${eventId}`.execute(trx);
  const ms = rows[0]?.ms;
  return ms === null || ms === undefined ? undefined : milliseconds(ms);
}

/** Clips that came before an event's and are not judged either. */
export async function countClipsAhead(trx: RegionTransaction, eventId: string): Promise<number> {
  const { rows } = await sql<{ clips: number }>`
    SELECT count(DISTINCT event_id)::int AS clips FROM event_object
    WHERE state = 'committed' AND (inspection IS NULL OR decoding IS NULL) AND event_id <> ${eventId}
      AND committed_at < (SELECT min(committed_at) FROM event_object WHERE event_id = ${eventId}
        AND state = 'committed' AND (inspection IS NULL OR decoding IS NULL))`.execute(trx);
  return rows[0]?.clips ?? 0;
}
