import { type Duration, type EventId, milliseconds, seconds } from '@kaitong/contract';
import { type DecodeOutcome, STARVED_TRIES } from '@kaitong/judge';
import { sql } from 'kysely';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { PastDecoding } from './clip-source.ts';

/**
 * What one clip may take of the processor, its objects together: three times what 15 s of footage may take in one object.
 * Without it a clip of 160 objects, each just within its limits, takes minutes.
 */
const CLIP_TIME = seconds(60);

type Limit = Extract<DecodeOutcome, { is: 'limit' }>;

/** Why no more of a clip is decoded: it has passed a limit once already, or taken its time; undefined: it goes on. */
export function findClipLimit(decodings: readonly PastDecoding[], kind: 'segment' | 'snapshot'): Limit | undefined {
  const part = kind === 'segment' ? 'decoded' : 'picture';
  for (const { [part]: outcome } of decodings) if (outcome?.is === 'limit') return outcome;
  const spent = decodings.reduce((sum, { processorMs = 0 }) => sum + processorMs, 0);
  return spent > CLIP_TIME ? { is: 'limit', reason: 'clip_time' } : undefined;
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

/** The machine had no time for it: it goes back into the queue. Resolves to how often that has happened. */
export async function noteStarved(
  trx: RegionTransaction,
  { clipId: event_id, n }: { clipId: EventId; n: number },
): Promise<number> {
  const { starved } = await trx
    .insertInto('judge_work')
    .values({ event_id, n, started_at: null, starved: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['event_id', 'n'])
        .doUpdateSet({ started_at: null, starved: sql<number>`judge_work.starved + 1` }),
    )
    .returning('starved')
    .executeTakeFirstOrThrow();
  return starved;
}

/** Whether something of an event has starved so often that its judge counts as out of order. */
export async function isGivenUp(trx: RegionTransaction, eventId: EventId): Promise<boolean> {
  const row = await trx
    .selectFrom('judge_work')
    .select('n')
    .where('event_id', '=', eventId)
    .where('starved', '>=', STARVED_TRIES)
    .executeTakeFirst();
  return row !== undefined;
}

export async function noteWorkEnded(
  trx: RegionTransaction,
  { clipId: event_id, n }: { clipId: EventId; n: number },
): Promise<void> {
  await noteStatement(trx, trx.deleteFrom('judge_work').where('event_id', '=', event_id).where('n', '=', n));
}

/** How long the judge has been at work on what is missing of an event; undefined while that still waits for its turn. */
export async function findWorkTime(trx: RegionTransaction, eventId: EventId): Promise<Duration | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    SELECT (extract(epoch FROM kaitong_now() - min(started_at)) * 1000)::float8 AS ms FROM judge_work
    WHERE event_id = ${eventId}`.execute(trx);
  const ms = rows[0]?.ms;
  return ms === null || ms === undefined ? undefined : milliseconds(ms);
}
