import { type ApplicationId, seconds } from '@kaitong/contract';
import { FOOTAGE_LIMIT, PROBE_FOOTAGE } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import { type JudgeCapacity, LATELY, mostUnderWay, placesOf } from '../judging/admission.ts';
import { judgesColumn } from '../judging/judge-meter.ts';

/** What a run needs at most from its start to the wave of somebody who stands ready. */
export const JUST_BEGUN = seconds(3);

/**
 * Runs that may send their clips at once, and those that may. A run in `preflight`, or that waits for a day, is none of them.
 * `underWay`: those for which the machine works now, of `mostUnderWay`.
 */
export type Places = {
  places: number;
  running: number;
  ahead: number;
  testing: number;
  /** Of those ahead: whose tests are over. They stand in no line. */
  ready: number;
  underWay: number;
  mostUnderWay: number;
};

/** Who asks: `before`: only those who stand before this number in the line go first; `of`: a run that has begun. */
type Asker = { before?: number; of?: ApplicationId };

/** Whether one more run may begin now, or go on to its wave. */
export const hasPlace = async (trx: RegionTransaction, asker: Asker = {}): Promise<boolean> =>
  isFree(await countPlaces(trx, asker));

/** The judge looks at tests too, which are shorter: as many may be under way as make the same work for it. */
export const isFree = ({ places, running, ahead, testing, ...work }: Places): boolean =>
  running + ahead < places &&
  testing < (places * FOOTAGE_LIMIT) / PROBE_FOOTAGE &&
  work.underWay + ahead < work.mostUnderWay;

/** `ahead`: those that go before the one who asks: whose tests are over, and who stand in the line before it. */
export async function countPlaces(trx: RegionTransaction, { before, of }: Asker = {}): Promise<Places> {
  const isTesting = sql<boolean>`step = 'preflight' AND probe ->> 'step' IS DISTINCT FROM 'ended'`;
  const isReady = sql<boolean>`step = 'preflight' AND probe ->> 'step' = 'ended' AND probe -> 'hasPassed' = 'true'`;
  const isAhead =
    of === undefined ? sql<boolean>`seq < coalesce(${before ?? null}::bigint, seq + 1)` : sql<boolean>`false`;
  const isUnderWay =
    of === undefined
      ? sql<boolean>`step = 'verify' OR started_at > kaitong_now() - ${JUST_BEGUN} * interval '1 ms'`
      : sql<boolean>`step = 'verify'`;
  type Counted = Record<'running' | 'ahead' | 'testing' | 'ready' | 'under_way' | 'ended', number>;
  const { rows } = await sql<Counted & { judges: JudgeCapacity[] }>`
    SELECT counted.*, (SELECT count(*)::int FROM waiting_run WHERE ${isAhead}) AS ahead, ${judgesColumn} AS judges,
      (SELECT count(*)::int FROM run WHERE ended_at > kaitong_now() - ${LATELY} * interval '1 ms') AS ended
    FROM (SELECT count(*) FILTER (WHERE step <> 'preflight' AND (step NOT IN ('grant', 'await-event') OR event_wait_ms IS NULL))::int AS running,
      count(*) FILTER (WHERE ${isTesting})::int AS testing, count(*) FILTER (WHERE ${isReady})::int AS ready,
      count(*) FILTER (WHERE ${isUnderWay})::int AS under_way
      FROM run WHERE state = 'running') AS counted`.execute(trx);
  const {
    judges = [],
    running = 0,
    ahead = 0,
    testing = 0,
    ready = 0,
    under_way: underWay = 0,
    ended = 0,
  } = rows[0] ?? {};
  const work = { places: placesOf(judges), underWay, mostUnderWay: mostUnderWay(judges, ended) };
  // Of those whose tests are over the first to look goes on: they wake one after the other.
  return of === undefined
    ? { ...work, running, ready, ahead: ahead + ready, testing }
    : { ...work, running, ready: 0, ahead: 0, testing: 0 };
}
