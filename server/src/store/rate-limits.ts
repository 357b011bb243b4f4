import type { Duration } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from './executor.ts';
import { unwatched } from './writes.ts';

export type RateLimit = {
  /** At most this many within any `window`; below 1,000, since every hit of the window is kept. */
  limit: number;
  window: Duration;
};

/** What of a table of limits the one who counts needs to know: a test gives others. */
export type Bounds<Table> = { [K in keyof Table]: Omit<Table[K], 'scope' | 'unit' | 'code'> };

export type Taken = { ok: true } | { ok: false; retryAfterMs: number };

export const rateLimitMigration = `
  CREATE TABLE rate_limit (
    key text PRIMARY KEY,
    hits timestamptz[] NOT NULL,
    taken boolean NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX rate_limit_expired ON rate_limit (expires_at);
`;

/**
 * Counts one use of `key` (`sign-in 203.0.113.7`, `run <device id>`) if the limit allows it; all processes count together.
 * The window slides: there is no boundary at which twice the limit fits. Refused tries do not count.
 *
 * Inside a transaction the key stays locked until the commit, and a rollback gives the use back.
 */
export async function takeRate(db: Executor, key: string, limit: RateLimit): Promise<Taken> {
  const [taken = { ok: true }] = await takeRates(db, [[key, limit]]);
  return taken;
}

/** One use of each, whether the others allow it or not; in the order of the keys. */
export async function takeRates(db: Executor, uses: readonly [key: string, limit: RateLimit][]): Promise<Taken[]> {
  const counts = uses.map(([key, limit], n) => sql`${sql.raw(`use_${n}`)} AS (${countUse(key, limit, n)})`);
  const all = uses.map((_, n) => sql`SELECT * FROM ${sql.raw(`use_${n}`)}`);
  const counted = sql<{ taken: boolean; retry_after: number }>`
    WITH ${sql.join(counts)} ${sql.join(all, sql` UNION ALL `)} ORDER BY n`;
  const { rows } = await unwatched(() => counted.execute(db));
  return rows.map(({ taken, retry_after }) =>
    taken ? { ok: true } : { ok: false, retryAfterMs: Math.max(1, Math.ceil(retry_after)) },
  );
}

function countUse(key: string, { limit, window }: RateLimit, n: number) {
  const span = sql`${window} * interval '1 ms'`;
  return sql`
    INSERT INTO rate_limit AS r (key, hits, taken, expires_at)
    VALUES (${key}, ARRAY[kaitong_now()], true, kaitong_now() + ${span})
    ON CONFLICT (key) DO UPDATE SET (hits, taken, expires_at) = (
      SELECT CASE WHEN kept.n < ${limit} THEN kept.hits || t.now ELSE kept.hits END,
             kept.n < ${limit},
             CASE WHEN kept.n < ${limit} THEN t.now + ${span} ELSE r.expires_at END
      FROM (SELECT kaitong_now() AS now) t,
      LATERAL (SELECT coalesce(array_agg(hit ORDER BY hit), '{}') AS hits, count(*) AS n
               FROM unnest(r.hits) hit WHERE hit > t.now - ${span}) kept)
    RETURNING taken, extract(epoch FROM hits[cardinality(hits) + 1 - ${limit}] + ${span} - kaitong_now())::float8 * 1000
      AS retry_after, ${n}::int AS n`;
}

/** Forgets a key's uses: after a right password the wrong ones before it no longer count. */
export async function resetRate(db: Executor, key: string): Promise<void> {
  await unwatched(() => sql`DELETE FROM rate_limit WHERE key = ${key}`.execute(db));
}

/** Removes keys whose window is over. */
export async function sweepRates(db: Executor): Promise<void> {
  await sql`DELETE FROM rate_limit WHERE expires_at < kaitong_now()`.execute(db);
}
