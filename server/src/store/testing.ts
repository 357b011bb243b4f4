import { randomBytes } from 'node:crypto';
import type { Duration } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Connection } from './connection.ts';
import type { Executor } from './executor.ts';
import { withAdmin } from './testing/admin.ts';
import { reachTestServer } from './testing/server.ts';
import { copyTemplate } from './testing/template.ts';
import { note } from './unit-of-work.ts';

export type TestDatabase = {
  /** For `openDatabase`, and for child processes by way of `url`. */
  connection: Connection;
  url: string;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * A database of one test file's own, on a PostgreSQL that all test files share: the first one to ask starts it, and it ends
 * by itself some seconds after the last one is gone. What it holds is not forced to the disk. The schemas of control and of
 * the regions cn and eu are in it as the migrations leave them, unless it is to be `empty`.
 */
export async function startTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const server = await reachTestServer();
  const database = `test_${randomBytes(6).toString('hex')}`;
  if (empty) await asAdmin(server.connection, `CREATE DATABASE ${database} STRATEGY = FILE_COPY`);
  else await copyTemplate(server.connection, database);
  const connection: Connection = { ...server.connection, database };
  return {
    connection,
    url: toUrl(connection),
    async [Symbol.asyncDispose]() {
      await asAdmin(server.connection, `DROP DATABASE ${database} WITH (FORCE)`);
      server.release();
    },
  };
}

async function asAdmin(connection: Connection, statement: string): Promise<void> {
  await withAdmin(connection, async (admin) => void (await admin.query(statement)));
}

function toUrl({ host, port, user, password, database }: Connection): string {
  const query = new URLSearchParams({ host: String(host), port: String(port) });
  return `postgresql://${user}:${password}@/${database}?${query}`;
}

export type TestClock = Clock & {
  /** Lets time pass in this clock and in `kaitong_now()` of every schema at once, and wakes what was waiting for it. */
  advance(by: Duration): Promise<void>;
  /** The same, while nobody was there: as long a time as that is an outage to whoever looks next. */
  advanceAway(by: Duration): Promise<void>;
};

/** The one clock of a test's program and of the schemas it uses; the schemas must have been migrated. */
export function createTestClock(schemas: Executor[]): TestClock {
  const keepers = schemas.map((db) => ({ db, says: saysThatItIsUp(db) }));
  let shift = 0;
  const move = async (by: Duration, isUp: boolean): Promise<void> => {
    const shifts = await Promise.all(
      keepers.map(async ({ db, says }) => (isUp && (await says()) ? passUp : pass)(db, by)),
    );
    shift += by;
    await Promise.all(
      schemas.map((db, n) =>
        note(db, ({ notifications }) => notifications.add(`clock ${shifts[n]}`).add('deadline 0')),
      ),
    );
  };
  return {
    now: () => new Date(Date.now() + shift),
    advance: (by) => move(by, true),
    advanceAway: (by) => move(by, false),
  };
}

/** Whoever began just now counts the time before as an outage. To a test nothing was before, and nobody is on the way back. */
export async function forgetOutages(db: Executor): Promise<void> {
  await sql`UPDATE outage_tally SET counted_at = kaitong_now()`.execute(db);
}

/** Whether its processes say in this schema that they are up; asked once. */
function saysThatItIsUp(db: Executor): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined;
  const ask = async () => {
    const { rows } = await sql<{ there: boolean }>`SELECT to_regclass('uptime') IS NOT NULL AS there`.execute(db);
    return rows[0]?.there ?? false;
  };
  return () => {
    answer ??= ask();
    return answer;
  };
}

const pass = (db: Executor, by: Duration): Promise<number> => shiftClock(db, by, sql``);

/** Everything was up in the time that passes: it says so before that is over, or the jump would look like an outage. */
const passUp = (db: Executor, by: Duration): Promise<number> =>
  shiftClock(db, by, sql`WITH up AS (UPDATE uptime SET up_at = up_at + ${by} * interval '1 ms')`);

async function shiftClock(db: Executor, by: Duration, before: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    ${before} UPDATE clock_offset SET shift = shift + ${by} * interval '1 ms'
    FROM (SELECT set_config('kaitong.moves_clock', 'on', true)) permission
    RETURNING extract(epoch FROM shift)::float8 * 1000 AS ms`.execute(db);
  return rows[0]?.ms ?? 0;
}
