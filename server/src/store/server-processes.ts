import { randomUUID } from 'node:crypto';
import { type Duration, milliseconds, minutes } from '@kaitong/contract';
import type { Generated } from 'kysely';
import { sql } from 'kysely';
import type { KeyRing } from '../secrets/wrapping.ts';
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
  /** The names of its master keys, the one that wraps first. */
  key_ids: Generated<string[]>;
  /** As all releases do since `awaited_news` is there. */
  says_what_it_awaits: Generated<boolean>;
};

export type ServerProcessTables = { server_process: ServerProcessTable };

export const serverProcessMigration = `
  CREATE TABLE server_process (
    id text PRIMARY KEY,
    clock_skew_ms double precision NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT kaitong_now()
  );
`;

export const processKeysMigration = `ALTER TABLE server_process ADD COLUMN key_ids text[] NOT NULL DEFAULT '{}'`;

/** Each says it four times in that time. */
const HEARD_WITHIN = minutes(1);

type Parts = { db: Executor; clock: DatabaseClock; notifications: Notifications; secrets: KeyRing };

/** Says that this process is at work, which keys it has, and how far its machine's clock is off, until it is stopped. */
export function tellProcess({ db, clock, notifications, secrets }: Parts, onError: (error: unknown) => void) {
  const id = randomUUID();
  let saying = Promise.resolve();
  const say = async (): Promise<void> => {
    await sql`
      INSERT INTO server_process (id, clock_skew_ms, key_ids, says_what_it_awaits)
      VALUES (${id}, ${clock.skew()}, ${[...secrets.keyIds]}, true)
      ON CONFLICT (id) DO UPDATE SET clock_skew_ms = excluded.clock_skew_ms, heard_at = excluded.heard_at`.execute(db);
    await sql`DELETE FROM server_process WHERE heard_at < kaitong_now() - interval '1 hour'`.execute(db);
  };
  const tell = (): void => {
    saying = saying.then(say).catch(onError);
  };
  tell();
  const off = notifications.onTime(tell);
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

/** The master keys of each process at work. One that was killed is among them for a minute. */
export async function listKeyRings(db: Executor): Promise<string[][]> {
  const { rows } = await sql<{ key_ids: string[] }>`
    SELECT key_ids FROM server_process
    WHERE heard_at > kaitong_now() - ${HEARD_WITHIN} * interval '1 ms' ORDER BY id`.execute(db);
  return rows.map(({ key_ids }) => key_ids);
}
