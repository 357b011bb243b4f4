import { type Duration, milliseconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from './executor.ts';
import type { RateLimit, Taken } from './rate-limits.ts';
import { unwatched } from './writes.ts';

export const quotaMigration = `
  CREATE TABLE quota (
    key text PRIMARY KEY,
    spent_until timestamptz NOT NULL,
    taken boolean NOT NULL
  );
  CREATE INDEX quota_spent ON quota (spent_until);
`;

/** What a process gives away by itself, and fetches at a time. */
export const PORTIONS = 64;
/** Keys that are remembered; of those of the oldest portions nothing is known any more, and they begin a new one. */
const MOST_KEYS = 20_000;

/** What one process holds of a quota. */
type Portion = { left: number; until: number; refusedUntil: number; fetching: Promise<void> | undefined };

/**
 * How much of something may be used, where each use is too small and too frequent for a statement of its own. All of it may
 * be used at once, and it fills again evenly within its window. A process gives away one of `PORTIONS` within each window
 * without asking, and then fetches one after the other from the database: together the processes give at most the limit,
 * and one portion each.
 */
export class Quotas {
  private readonly db: Executor;
  private readonly now: () => number;
  private readonly portions = new Map<string, Portion>();

  constructor(db: Executor, now: () => number = () => performance.now()) {
    this.db = db;
    this.now = now;
  }

  /** @param amount more than the limit counts as all of it */
  async take(key: string, amount: number, quota: RateLimit): Promise<Taken> {
    const least = Math.min(amount, quota.limit);
    for (;;) {
      const portion = this.portionOf(key, quota);
      if (portion.left >= least) {
        portion.left -= least;
        return { ok: true };
      }
      const wait = portion.refusedUntil - this.now();
      if (wait > 0) return { ok: false, retryAfterMs: wait };
      portion.fetching ??= this.fetch(key, portion, least, quota).finally(() => {
        portion.fetching = undefined;
      });
      await portion.fetching;
    }
  }

  private portionOf(key: string, { limit, window }: RateLimit): Portion {
    const now = this.now();
    const held = this.portions.get(key);
    if (held && (held.until > now || held.fetching !== undefined)) return held;
    const fresh = { left: limit / PORTIONS, until: now + window, refusedUntil: 0, fetching: undefined };
    this.portions.delete(key); // the newest is the last
    this.portions.set(key, fresh);
    for (const [oldest, { until }] of this.portions) {
      if (until > now && this.portions.size <= MOST_KEYS) break;
      this.portions.delete(oldest);
    }
    return fresh;
  }

  private async fetch(key: string, portion: Portion, least: number, quota: RateLimit): Promise<void> {
    const amount = Math.max(least - portion.left, quota.limit / PORTIONS);
    const taken = await takeQuota(this.db, key, amount, quota);
    if (taken.ok) portion.left = Math.max(portion.left + amount, least);
    else portion.refusedUntil = this.now() + taken.retryAfterMs;
  }
}

async function takeQuota(db: Executor, key: string, amount: number, { limit, window }: RateLimit): Promise<Taken> {
  const cost = milliseconds(Math.min(1, amount / limit) * window);
  const ms = (span: Duration) => sql`${span}::float8 * interval '1 ms'`;
  const counted = sql<{ taken: boolean; retry_after: number }>`
    INSERT INTO quota AS q (key, spent_until, taken) VALUES (${key}, kaitong_now() + ${ms(cost)}, true)
    ON CONFLICT (key) DO UPDATE SET (spent_until, taken) = (
      SELECT CASE WHEN fits THEN spent + ${ms(cost)} ELSE q.spent_until END, fits
      FROM (SELECT greatest(q.spent_until, kaitong_now()) AS spent) now,
      LATERAL (SELECT spent + ${ms(cost)} <= kaitong_now() + ${ms(window)} AS fits) then_)
    RETURNING taken,
      extract(epoch FROM spent_until + ${ms(cost)} - ${ms(window)} - kaitong_now())::float8 * 1000 AS retry_after`;
  const { rows } = await unwatched(() => counted.execute(db));
  const [row] = rows;
  return !row || row.taken ? { ok: true } : { ok: false, retryAfterMs: Math.max(1, Math.ceil(row.retry_after)) };
}

/** Forgets quotas that are whole again. */
export async function sweepQuotas(db: Executor): Promise<void> {
  await sql`DELETE FROM quota WHERE spent_until < kaitong_now()`.execute(db);
}
