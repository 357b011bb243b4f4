import { randomUUID } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import { type Refusal, refusal, seconds } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import { sql } from 'kysely';
import { notify } from '../../../store/notifications.ts';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import { boundOf, isOfLink, type Session } from '../sessions.ts';

// All that is to be converted stands in one line for each machine, whichever process does it: rows, each held by the
// process that will convert it. The first so many are converted, the others wait.

/** Something in the line has moved; the payload is the key of what did. */
export const CONVERSION_MOVED = 'conversion';

/** A process that was killed holds its place no longer than that. */
const ALIVE = seconds(10);
export const SAID_EVERY = seconds(3);
/** A player that was told to wait comes again within this; nothing is converted for those who have gone. */
const WANTED = seconds(12);
/** What cannot be converted is not tried again for each request of a player. */
const FAILED = seconds(60);
/** More wait for nothing: whoever is behind them would have gone before it is their turn. */
const MOST_WAITING = 32;

/** So many at once on a machine: beside them it judges, and answers. */
const placesHere = (): number => Math.max(1, Math.floor(availableParallelism() / 2));

/** Who waited for as long as a request may comes again at once. */
const AGAIN_S = 1;

/** The part of the line that a claim names. */
export type Claim = { key: string; holder: string };
export type Wanted = { key: string; session: Pick<Session, 'id' | 'kind' | 'share_id'> };
export type Place = { is: 'waiting'; before: number } | { is: 'failed' } | { is: 'none' };

type Context = Pick<RegionContext, 'db' | 'limits'>;

const inTime = (span: number) => sql`kaitong_now() + ${span} * interval '1 ms'`;
/** Not of a process that died, and not what only says that it failed. */
const IN_LINE = sql`alive_until > kaitong_now() AND failed_at IS NULL`;

/** How many a machine would convert before whatever is asked for now. */
export async function countBefore({ db }: Pick<Context, 'db'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM conversion WHERE machine = ${hostname()} AND ${IN_LINE}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Where something stands that somebody waits for, who says so by asking. */
export async function findPlace({ db }: Pick<Context, 'db'>, key: string): Promise<Place> {
  const { rows } = await sql<{ failed: boolean; before: number }>`
    UPDATE conversion AS c SET wanted_until = ${inTime(WANTED)} WHERE key = ${key} AND alive_until > kaitong_now()
    RETURNING failed_at IS NOT NULL AS failed, CASE WHEN started_at IS NULL THEN (SELECT count(*)::int FROM conversion
      WHERE ${IN_LINE} AND machine = c.machine AND id < c.id) ELSE 0 END AS before`.execute(db);
  const [row] = rows;
  if (!row) return { is: 'none' };
  return row.failed ? { is: 'failed' } : { is: 'waiting', before: row.before };
}

/**
 * Takes a place at the end of the line, unless somebody has it already (`held`), too many wait, or as much is converted for
 * the link as may be at once.
 */
export async function claim({ db, limits: own }: Context, { key, session }: Wanted): Promise<Claim | 'held' | Refusal> {
  const holder = randomUUID();
  return await db.transaction().execute(async (trx) => {
    // One after the other: the numbers of the line are in the order of the commits.
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' conversion', 0))`.execute(trx);
    const { rows: counts } = await sql<{ waiting: number; own: number }>`
      SELECT count(*) FILTER (WHERE machine = ${hostname()})::int AS waiting,
        count(*) FILTER (WHERE session_id = ${boundOf(session)})::int AS own
      FROM conversion WHERE ${IN_LINE} AND key <> ${key}`.execute(trx);
    const count = counts[0] ?? { waiting: 0, own: 0 };
    const isMany = isOfLink(session) && count.own >= own.conversionsAtOncePerShare.limit;
    if (isMany || count.waiting >= MOST_WAITING) return queued(count.waiting);
    const { rows } = await sql`
      INSERT INTO conversion AS c (key, holder, machine, session_id, wanted_until, alive_until)
      VALUES (${key}, ${holder}, ${hostname()}, ${boundOf(session)}, ${inTime(WANTED)}, ${inTime(ALIVE)})
      ON CONFLICT (key) DO UPDATE SET id = excluded.id, holder = excluded.holder, machine = excluded.machine,
        session_id = excluded.session_id, wanted_until = excluded.wanted_until, alive_until = excluded.alive_until,
        started_at = NULL, failed_at = NULL
      WHERE c.alive_until <= kaitong_now() RETURNING key`.execute(trx);
    return rows.length > 0 ? { key, holder } : 'held';
  });
}

/** Whoever comes again finds it further on. */
export const queued = (before: number): Refusal =>
  refusal(limits.region.conversionsAtOncePerShare.code, { before, seconds: AGAIN_S });

/** Whether its turn has come. From then on it is done, whoever waits for it. */
export async function begin({ db }: Pick<Context, 'db'>, { key, holder }: Claim): Promise<boolean> {
  const { rows } = await sql`
    UPDATE conversion AS c SET started_at = kaitong_now() WHERE key = ${key} AND holder = ${holder} AND ${IN_LINE}
      AND (SELECT count(*) FROM conversion WHERE ${IN_LINE} AND machine = c.machine AND id < c.id) < ${placesHere()}
    RETURNING key`.execute(db);
  return rows.length > 0;
}

/** @returns false where it was lost, if only to time, or nobody waits any more for what has not begun */
export async function sayAlive({ db }: Pick<Context, 'db'>, { key, holder }: Claim): Promise<boolean> {
  const { rows } = await sql`
    UPDATE conversion SET alive_until = ${inTime(ALIVE)} WHERE key = ${key} AND holder = ${holder}
      AND ${IN_LINE} AND (started_at IS NOT NULL OR wanted_until > kaitong_now()) RETURNING key`.execute(db);
  return rows.length > 0;
}

/** Leaves the line; what failed stays for a while to say so. */
export async function leave({ db }: Pick<Context, 'db'>, { key, holder }: Claim, failed: boolean): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = failed
      ? await sql`UPDATE conversion SET failed_at = kaitong_now(), alive_until = ${inTime(FAILED)}
          WHERE key = ${key} AND holder = ${holder} RETURNING key`.execute(trx)
      : await sql`DELETE FROM conversion WHERE key = ${key} AND holder = ${holder} RETURNING key`.execute(trx);
    if (rows.length > 0) await notify(trx, CONVERSION_MOVED, key);
  });
}

/** What dead processes have left. */
export async function sweepLine(trx: RegionTransaction): Promise<void> {
  await sql`DELETE FROM conversion WHERE alive_until < kaitong_now()`.execute(trx);
}
