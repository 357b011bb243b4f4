import { type Duration, minutes, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from './executor.ts';
import type { Notifications } from './notifications.ts';
import { note } from './unit-of-work.ts';

/**
 * Who waits for what, by name, and until when that counts without being said again.
 *
 * `awaited_news` says what of `news` is to be told: that of which a name is waited for. Until its transaction commits it
 * holds a lock on each name, which is shared with all that write; whoever begins to wait takes it alone (`await_news`), and
 * looks after that. So either the writer reads the row, or the other's look comes behind the writer's commit. In a function
 * each query sees what is committed by then. While a process of a release that does not say what it waits for is at work,
 * all is told.
 */
export const awaitedNewsMigration = `
  ALTER TABLE server_process ADD COLUMN says_what_it_awaits boolean NOT NULL DEFAULT false;
  CREATE TABLE awaited_news (name text PRIMARY KEY, until timestamptz NOT NULL);
  CREATE FUNCTION awaited_news(names text[], news text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(current_schema() || ' news ' || name, 0))
      FROM (SELECT DISTINCT unnest(names) AS name ORDER BY 1) AS given;
    RETURN QUERY SELECT DISTINCT given.news FROM unnest(names, news) AS given (name, news)
      WHERE EXISTS (SELECT FROM awaited_news a WHERE a.name = given.name AND a.until > clock_timestamp())
        OR EXISTS (SELECT FROM server_process WHERE NOT says_what_it_awaits);
  END $$;
  CREATE FUNCTION await_news(asked text, duration float8, OUT until float8) LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
  DECLARE
    ends timestamptz;
  BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || ' news ' || asked, 0));
    ends := clock_timestamp() + duration * interval '1 ms';
    INSERT INTO awaited_news AS a (name, until) VALUES (asked, ends)
      ON CONFLICT (name) DO UPDATE SET until = greatest(a.until, excluded.until);
    until := extract(epoch FROM ends) * 1000;
  END $$;
`;

/** News for whoever waits for one of these names. */
export type News = { news: string; names: readonly string[] };

/** Tells it where somebody waits for it, once the surrounding transaction commits, and else nobody. */
export async function tellWhoAwaits(db: Executor, { news, names }: News): Promise<void> {
  await note(db, ({ awaited }) => awaited.set(news, names));
}

type Place = { db: Executor; notifications: Notifications };

/** A name that this process waits for. */
type Lease = {
  /** What is called when something may have been told to nobody. */
  waiters: Set<() => void>;
  /** Until when it counts, in milliseconds by the database's clock; undefined: it was not said yet. */
  until: number | undefined;
  saying: Promise<void> | undefined;
};

type Leases = { byName: Map<string, Lease>; timer: NodeJS.Timeout; renewing: Promise<void>; off(): void };

/** What a name counts for, and how often it is said again: often enough for some that are lost. */
const COUNTS_FOR: Duration = minutes(5);
const SAID_EVERY: Duration = minutes(1);
/** Where it could not be said: somebody has a page that may be behind. */
const AGAIN: Duration = seconds(5);

const places = new WeakMap<Notifications, Leases>();

/**
 * Has news of these names told, until the returned function is called; what was committed before this resolves is not told,
 * so whoever waits listens first, then calls this, and looks after that. Where it cannot be said now (a full disk, say) it
 * resolves all the same, and is said as soon as it can be.
 *
 * @param lookAnew something may have been told to nobody meanwhile
 */
export async function keepAwaited(
  place: Place,
  names: readonly string[],
  lookAnew: () => void = () => {},
): Promise<() => void> {
  const leases = leasesOf(place);
  const waiter = (): void => lookAnew(); // the same function may be given twice
  const kept = names.map((name) => {
    const lease = leases.byName.get(name) ?? { waiters: new Set(), until: undefined, saying: undefined };
    leases.byName.set(name, lease);
    lease.waiters.add(waiter);
    return { name, lease };
  });
  await Promise.all(kept.map(({ name, lease }) => (lease.until === undefined ? say(place, name, lease) : undefined)));
  return () => {
    for (const { lease } of kept) lease.waiters.delete(waiter);
  };
}

/** Names that nobody waits for any more are forgotten a turn later: who comes back soon costs nothing. */
function leasesOf(place: Place): Leases {
  const known = places.get(place.notifications);
  if (known) return known;
  const renew = (): void => {
    leases.renewing = leases.renewing.then(() => renewAll(place, leases)).catch(() => {});
  };
  const leases: Leases = {
    byName: new Map(),
    timer: setInterval(renew, SAID_EVERY).unref(),
    renewing: Promise.resolve(),
    // After an outage: what was said last may be lost with another server.
    off: place.notifications.on('awaited', (payload) => payload === undefined && renew()),
  };
  places.set(place.notifications, leases);
  return leases;
}

function say(place: Place, name: string, lease: Lease): Promise<void> {
  lease.saying ??= sql<{ until: number }>`SELECT until FROM await_news(${name}, ${COUNTS_FOR})`
    .execute(place.db)
    .then(
      ({ rows }) => {
        lease.until = rows[0]?.until;
      },
      () => {
        setTimeout(() => {
          if (lease.waiters.size > 0) void say(place, name, lease).then(() => lease.until && tellAll(lease));
        }, AGAIN).unref();
      },
    )
    .finally(() => {
      lease.saying = undefined;
    });
  return lease.saying;
}

const tellAll = ({ waiters }: Lease): void => {
  for (const lookAnew of waiters) lookAnew();
};

/** One statement for all that count still: those are told all the time, so their locks are not needed. */
async function renewAll(place: Place, leases: Leases): Promise<void> {
  for (const [name, { waiters, saying }] of leases.byName) {
    if (waiters.size === 0 && !saying) leases.byName.delete(name);
  }
  if (leases.byName.size === 0) {
    clearInterval(leases.timer);
    leases.off();
    places.delete(place.notifications);
    return;
  }
  const said = [...leases.byName].filter(([, { until }]) => until !== undefined);
  const { rows } = await sql<{ name: string; now: number; until: number }>`
    WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
    over AS (
      DELETE FROM awaited_news WHERE name IN (
        SELECT name FROM awaited_news WHERE until < clock_timestamp() - interval '1 hour' FOR UPDATE SKIP LOCKED)),
    held AS MATERIALIZED (
      SELECT name FROM awaited_news, quick WHERE name = ANY(${said.map(([name]) => name)}::text[])
        AND until > clock_timestamp() ORDER BY name FOR NO KEY UPDATE OF awaited_news)
    UPDATE awaited_news AS a SET until = greatest(a.until, clock_timestamp() + ${COUNTS_FOR} * interval '1 ms')
    FROM held WHERE a.name = held.name
    RETURNING a.name, extract(epoch FROM clock_timestamp())::float8 * 1000 AS now,
      extract(epoch FROM a.until)::float8 * 1000 AS until`.execute(place.db);
  const renewed = new Map(rows.map((row) => [row.name, row]));
  for (const [name, lease] of said) {
    const row = renewed.get(name);
    // Over for a while, also where another process has said it anew since.
    const wasOver = row === undefined || lease.until === undefined || row.now >= lease.until;
    lease.until = row?.until;
    if (row === undefined) await say(place, name, lease);
    if (wasOver && lease.until !== undefined) tellAll(lease);
  }
}
