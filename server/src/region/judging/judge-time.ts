import { type Duration, type EventId, milliseconds, seconds } from '@kaitong/contract';
import type { DecodeOutcome } from '@kaitong/judge';
import { sql } from 'kysely';
import type { ObjectDecoding } from '../../store/region/events.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';

/**
 * What one clip may take of a judge's lane, its objects together: 15 s of footage may take 18 s alone on the machine,
 * and three times that beside others. Without it a clip of 160 objects, each just within its limits, takes minutes.
 */
const CLIP_TIME = seconds(60);

type Limit = Extract<DecodeOutcome, { is: 'limit' }>;

/** Why no more of a clip is decoded: it has passed a limit once already, or taken its time; undefined: it goes on. */
export function findClipLimit(decodings: readonly ObjectDecoding[], kind: 'segment' | 'snapshot'): Limit | undefined {
  const part = kind === 'segment' ? 'decoded' : 'picture';
  for (const { [part]: outcome } of decodings) if (outcome?.is === 'limit') return outcome;
  const spent = decodings.reduce((sum, { tookMs = 0 }) => sum + tookMs, 0);
  return spent > CLIP_TIME ? { is: 'limit', reason: 'time' } : undefined;
}

/** Seen by others at once, while the object's own row is held: the time of `verify` counts from here. */
export async function noteWorkStarted(
  { db }: RegionContext,
  { clipId: event_id, n }: { clipId: EventId; n: number },
): Promise<void> {
  await db
    .insertInto('judge_work')
    .values({ event_id, n })
    .onConflict((conflict) => conflict.columns(['event_id', 'n']).doUpdateSet({ started_at: sql<Date>`kaitong_now()` }))
    .execute();
}

export async function noteWorkEnded(
  trx: RegionTransaction,
  { clipId: event_id, n }: { clipId: EventId; n: number },
): Promise<void> {
  await trx.deleteFrom('judge_work').where('event_id', '=', event_id).where('n', '=', n).execute();
}

/** How long the judge has been at work on what is missing of an event; undefined while that still waits for its turn. */
export async function findWorkTime(trx: RegionTransaction, eventId: EventId): Promise<Duration | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    SELECT (extract(epoch FROM kaitong_now() - min(started_at)) * 1000)::float8 AS ms FROM judge_work
    WHERE event_id = ${eventId}`.execute(trx);
  const ms = rows[0]?.ms;
  return ms === null || ms === undefined ? undefined : milliseconds(ms);
}
