import { type Duration, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import type { Executor } from './executor.ts';
import type { Notifications } from './notifications.ts';
import { reach } from './reach.ts';
import { askAside } from './session-aside.ts';
import { DatabaseUnavailable } from './unavailable.ts';

const PATIENCE: Duration = seconds(5);

/**
 * Where PostgreSQL says that it waits no longer for a standby: the transaction stays on this disk, and perhaps on no other.
 * Its code is that of any warning and its text is of the server's language; the routine is the same from 15 to 17.
 */
const WAIT_FOR_STANDBY = 'SyncRepWaitForLSN';

/** Whether what a session says beside an answer takes that answer back. */
export const isWaitGivenUp = ({ routine }: { routine?: string | undefined }): boolean => routine === WAIT_FOR_STANDBY;

/** A commit that was sent and not acknowledged: it may be there, now or later, or not at all. */
export const unsure = (reason: string, options?: ErrorOptions): DatabaseUnavailable =>
  new DatabaseUnavailable('unsure', `Nobody can say whether a commit stays: ${reason}`, options);

/** A process of PostgreSQL that serves a session. Its number alone may be another's by now, on another server too. */
export type Backend = { pid: number; began: string };

/** What a session says of itself. */
export const BACKEND = `pg_backend_pid() AS pid,
  (SELECT extract(epoch FROM backend_start)::text FROM pg_stat_get_activity(pg_backend_pid())) AS began`;

/**
 * Ends what a session waits for, from another one: no time-out of the server ends a wait for a standby.
 *
 * @param inWait only if it is that which it waits for
 * @returns whether there was something to end
 */
export async function cancel(connection: Connection, { pid, began }: Backend, inWait: boolean): Promise<boolean> {
  const aside = {
    ...reach(connection),
    patience: PATIENCE,
    query_timeout: PATIENCE,
    application_name: 'kaitong-cancel',
  };
  const { rows } = await askAside(aside, (client) =>
    client.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_get_activity($1)
       WHERE extract(epoch FROM backend_start)::text = $2 AND state = 'active' AND (wait_event = 'SyncRep' OR NOT $3)`,
      [pid, began, inWait],
    ),
  );
  return rows.length > 0;
}

/**
 * What can be read may be a commit that nobody has acknowledged, and no standby has. Once this resolves, all that was to be
 * seen before has reached one: it commits nothing, and waits like any commit. Where none is waited for, nothing is asked.
 */
export async function confirmRead({ db, notifications }: Plane): Promise<void> {
  if (notifications.needsStandby()) await sql`SELECT pg_logical_emit_message(true, 'kaitong', '')`.execute(db);
}

type Plane = { db: Executor; notifications: Pick<Notifications, 'needsStandby'> };
