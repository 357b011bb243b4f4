import { sql, type Transaction } from 'kysely';
import type { Executor } from '../executor.ts';
import { type Notifications, notify } from '../notifications.ts';

/** Comes behind all that was told before this call. */
export async function allIsHeard(db: Executor, notifications: Notifications): Promise<void> {
  const heard = Promise.withResolvers<void>();
  const off = notifications.on('all-heard', () => heard.resolve());
  await notify(db, 'all-heard', '');
  await heard.promise;
  off();
}

/** Some trips to the database: while they last others go on. */
export async function dwell(db: Pick<Transaction<unknown>, 'getExecutor'>, trips: number): Promise<void> {
  for (let n = 0; n < trips; n++) await sql`SELECT 1`.execute(db);
}
