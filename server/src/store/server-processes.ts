import { randomUUID } from 'node:crypto';
import { type Duration, milliseconds, minutes } from '@kaitong/contract';
import { sql } from 'kysely';
import type { GeneratedStamp } from './columns.ts';
import type { DatabaseClock } from './database-clock.ts';
import type { Executor } from './executor.ts';
import type { Notifications } from './notifications.ts';

/** The processes that are at work on a schema, as each says whenever it has asked the database for the time. */
export type ServerProcessTable = {
  id: string;
  /** How far its machine's clock is ahead of the database's; negative: behind. */
  clock_skew_ms: number;
  heard_at: GeneratedStamp;
};

export type ServerProcessTables = { server_process: ServerProcessTable };

export const serverProcessMigration = `
  CREATE TABLE server_process (
    id text PRIMARY KEY,
    clock_skew_ms double precision NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT kaitong_now()
  );
`;

/** Each says it four times in that time. */
const HEARD_WITHIN = minutes(1);

type Parts = { db: Executor; clock: DatabaseClock; notifications: Notifications };

/** Says that this process is at work, and how far its machine's clock is off, until it is stopped. */
export function tellProcess({ db, clock, notifications }: Parts, onError: (error: unknown) => void) {
  const id = randomUUID();
  let saying = Promise.resolve();
  const say = async (): Promise<void> => {
    await sql`
      INSERT INTO server_process (id, clock_skew_ms) VALUES (${id}, ${clock.skew()})
      ON CONFLICT (id) DO UPDATE SET clock_skew_ms = excluded.clock_skew_ms, heard_at = excluded.heard_at`.execute(db);
    await sql`DELETE FROM server_process WHERE heard_at < kaitong_now() - interval '1 hour'`.execute(db);
  };
  const off = notifications.onTime(() => {
    saying = saying.then(say).catch(onError);
  });
  return {
    async stop(): Promise<void> {
      off();
      await saying;
      await sql`DELETE FROM server_process WHERE id = ${id}`.execute(db).catch(onError);
    },
  };
}

/** How far the clock of a machine at work is off that is off most; zero where nobody has said it. */
export async function findClockSkew(db: Executor): Promise<Duration> {
  const { rows } = await sql<{ ms: Duration }>`
    SELECT clock_skew_ms AS ms FROM server_process
    WHERE heard_at > kaitong_now() - ${HEARD_WITHIN} * interval '1 ms'
    ORDER BY abs(clock_skew_ms) DESC LIMIT 1`.execute(db);
  return rows[0]?.ms ?? milliseconds(0);
}
