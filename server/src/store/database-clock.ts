import { type Duration, milliseconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Executor } from './executor.ts';
import { FollowedClock } from './followed-clock.ts';
import type { Notifications } from './notifications.ts';

const NO_TIME = 'the schema has no time: its row of clock_offset is missing';

export type DatabaseClock = Clock & {
  /** How far this machine's own clock is ahead of the database's; negative: behind. */
  skew(): Duration;
  /** The latest time that the database's clock was known to have reached, without the schema's offset. */
  reached(): Date;
  close(): void;
};

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
 * The database's clock as this process follows it, whichever server is the database, with the schema's offset, so that a test which moves the time moves it
 * in every process. Outside tests the offset is zero. What the machine's own clock says counts for nothing: it may be
 * hours off, and is only told how far.
 */
export async function openDatabaseClock(
  db: Executor,
  notifications: Notifications,
  onError: (error: unknown) => void,
): Promise<DatabaseClock> {
  const followed = new FollowedClock();
  let [shift, floor, skew] = [0, 0, milliseconds(0)];
  const offTime = notifications.onTime((reading) => {
    followed.hear(reading);
    const halfway = (reading.askedAt + reading.heardAt) / 2;
    skew = milliseconds(Math.round(Date.now() - performance.now() + halfway - reading.said));
  });
  const look = async (): Promise<void> => {
    const { rows } = await sql<{ ms: number; floor: number | null }>`
      SELECT extract(epoch FROM shift)::float8 * 1000 AS ms, pg_sequence_last_value('clock_floor')::float8 / 1000 AS floor
      FROM clock_offset`.execute(db);
    if (!rows[0]) throw new Error(NO_TIME);
    shift = rows[0].ms;
    floor = Math.max(floor, rows[0].floor ?? 0);
  };
  const reached = (): number => Math.max(followed.at(performance.now()), floor);
  const offShift = notifications.on('clock', (ms) => {
    if (ms === undefined) look().catch(onError);
    else shift = Number(ms);
  });
  await look();
  return {
    now: () => new Date(reached() + shift),
    skew: () => skew,
    reached: () => new Date(reached()),
    close() {
      offTime();
      offShift();
    },
  };
}
