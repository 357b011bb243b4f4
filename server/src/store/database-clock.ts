import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Executor } from './executor.ts';
import type { Notifications } from './notifications.ts';

const NO_TIME = 'the schema has no time: its row of clock_offset is missing';

export type DatabaseClock = Clock & { close(): void };

/**
 * The schema's time, for what a transaction decides or writes. Read it after the locks are taken: whoever waited for one
 * then is not earlier than what it waited for. A row that is locked anyway brings it along as `now`.
 *
 * @throws if the schema has no clock
 */
export async function readNow(db: Executor): Promise<Date> {
  const { rows } = await sql<{ now: Date | null }>`SELECT kaitong_now() AS now`.execute(db);
  const now = rows[0]?.now;
  if (!now) throw new Error(NO_TIME);
  return now;
}

/**
 * This machine's clock with the schema's offset, so that a test which moves the time moves it in every process. Outside
 * tests the offset is zero: the one query at the start is all that it costs.
 */
export async function openDatabaseClock(
  db: Executor,
  notifications: Notifications,
  onError: (error: unknown) => void,
): Promise<DatabaseClock> {
  let shift = 0;
  const look = async (): Promise<void> => {
    const { rows } = await sql<{ ms: number }>`
      SELECT extract(epoch FROM shift)::float8 * 1000 AS ms FROM clock_offset`.execute(db);
    if (!rows[0]) throw new Error(NO_TIME);
    shift = rows[0].ms;
  };
  const close = notifications.on('clock', (ms) => {
    if (ms === undefined) look().catch(onError);
    else shift = Number(ms);
  });
  await look();
  return { now: () => new Date(Date.now() + shift), close };
}
