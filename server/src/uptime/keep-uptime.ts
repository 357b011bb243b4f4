import { type Duration, milliseconds, seconds } from '@kaitong/contract';
import { awaySince, countUp, type OutageTally, type Part, UNNOTICED } from '@kaitong/core';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Log } from '../log.ts';
import type { Executor } from '../store/executor.ts';
import { readTally } from './read-tally.ts';

const SAID_EVERY = seconds(2);

export type UptimeOptions<Tables> = {
  db: Kysely<Tables>;
  log: Log;
  /** What of the platform is up in this process now. */
  listUp(): Promise<readonly Part[]>;
  /** All is up again after an outage; in the transaction that counts it. `lost`: by how much the tally has grown. */
  onReturn(trx: Transaction<Tables>, lost: Duration): Promise<void>;
};

export type Uptime = { stop(): Promise<void> };

/**
 * Says every two seconds what is up, so that whoever comes after a `kill -9` knows for how long nothing was: what nobody
 * said is an outage, whether the process, its machine or the database was away. With several processes it is none as long
 * as one of them has the part up. The first word is counted before this resolves.
 */
export async function keepUptime<Tables>(options: UptimeOptions<Tables>): Promise<Uptime> {
  const { db, log } = options;
  await count(options, (await isAlone(db)) ? 0 : UNNOTICED);
  let saying: Promise<void> | undefined;
  let isSilent = false;
  const timer = setInterval(() => {
    saying ??= say(options)
      .then(
        () => {
          isSilent = false;
        },
        (err: unknown) => {
          if (!isSilent) log.warn({ err }, 'uptime.unsaid');
          isSilent = true;
        },
      )
      .finally(() => {
        saying = undefined;
      });
  }, SAID_EVERY);
  return {
    async stop() {
      clearInterval(timer);
      await saying;
    },
  };
}

/** Nearly always everything is up and was so a moment ago: one statement, which waits for no disk. */
async function say<Tables>(options: UptimeOptions<Tables>): Promise<void> {
  const parts = await options.listUp();
  const { rows } = await sql<{ silent: boolean }>`
    WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
    gap AS MATERIALIZED (
      SELECT EXISTS (
        SELECT FROM uptime, quick
        WHERE up_at <= kaitong_now() - ${UNNOTICED} * interval '1 ms' OR NOT part = ANY(${parts})) AS there),
    said AS (
      UPDATE uptime SET up_at = kaitong_now() FROM gap WHERE NOT there AND up_at < kaitong_now())
    SELECT there AS silent FROM gap`.execute(options.db);
  if (rows[0]?.silent) await count(options, UNNOTICED);
}

async function count<Tables>({ db, log, listUp, onReturn }: UptimeOptions<Tables>, unnoticed: number): Promise<void> {
  const parts = await listUp();
  const news = await db.transaction().execute(async (trx) => {
    await sql`SELECT FROM outage_tally FOR UPDATE`.execute(trx);
    const { tally: before, now } = await readTally(trx);
    const after = countUp(before, parts, now, unnoticed);
    await store(trx, after);
    const lost = milliseconds(after.lostMs - before.lostMs);
    const isOver = awaySince(before, now, unnoticed) !== undefined && awaySince(after, now, unnoticed) === undefined;
    if (isOver) await onReturn(trx, lost);
    return isOver ? { lost, since: new Date(awaySince(before, now, unnoticed) ?? now) } : undefined;
  });
  if (news) log.info(news, 'platform.was_away');
}

async function store(trx: Executor, { lostMs, countedAt, upAt }: OutageTally): Promise<void> {
  await sql`
    UPDATE outage_tally SET lost_ms = ${lostMs}, counted_at = to_timestamp(${countedAt}::float8 / 1000)`.execute(trx);
  await sql`
    UPDATE uptime SET up_at = to_timestamp(ms / 1000)
    FROM unnest(${Object.keys(upAt)}::text[], ${Object.values(upAt)}::float8[]) AS given (name, ms) WHERE part = name`.execute(
    trx,
  );
}

/** Whether no other process is at work on this schema: each has one session there that listens. */
async function isAlone(db: Executor): Promise<boolean> {
  const { rows } = await sql<{ listening: number }>`
    SELECT count(*) AS listening FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'kaitong-' || current_schema() || '-listen'`.execute(db);
  return (rows[0]?.listening ?? 0) <= 1;
}
