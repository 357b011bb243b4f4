import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Executor } from './executor.ts';
import type { Notifications } from './notifications.ts';

export type DatabaseClock = Clock & { close(): void };

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
    shift = rows[0]?.ms ?? 0;
  };
  const close = notifications.on('clock', (ms) => {
    if (ms === undefined) look().catch(onError);
    else shift = Number(ms);
  });
  await look();
  return { now: () => new Date(Date.now() + shift), close };
}
